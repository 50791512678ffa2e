package dev.logplex.job;

import dev.logplex.drain.DrainSettings;
import dev.logplex.drain.guard.Cidr;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.util.ParameterTool;
import org.apache.flink.util.TimeUtils;

/** The job's command line, {@code --key value …}; every key is listed in the README. */
final class JobArguments {

  private static final Set<String> KEYS =
      Set.of(
          "name",
          "bootstrap-servers",
          "secret-key-file",
          "history-lines",
          "history-octets",
          "history-idle",
          "drain-buffer-lines",
          "drain-buffer-octets",
          "drain-task-octets",
          "drain-connect-timeout",
          "drain-request-timeout",
          "drain-request-budget",
          "drain-idle-timeout",
          "drain-connection-age",
          "drain-allow-private",
          "drain-ca-file",
          "drain-event-loop-threads",
          "drain-allow",
          "drain-deny",
          "channel-warnings");

  private JobArguments() {}

  /**
   * @throws IllegalArgumentException naming the key that is unknown, missing or out of range
   */
  static JobConfig parse(String... args) {
    ParameterTool given = ParameterTool.fromArgs(args);
    Set<String> unknown = new TreeSet<>(given.toMap().keySet());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("unknown settings: " + String.join(", ", unknown));
    }
    return new JobConfig(
        given.get("name", JobConfig.DEFAULT_NAME),
        given.getRequired("bootstrap-servers"),
        given.get("secret-key-file"),
        given.getInt("history-lines", JobConfig.DEFAULT_HISTORY_LINES),
        given.getInt("history-octets", JobConfig.DEFAULT_HISTORY_OCTETS),
        time(given, "history-idle", JobConfig.DEFAULT_HISTORY_IDLE),
        drains(given));
  }

  private static DrainSettings drains(ParameterTool given) {
    DrainSettings defaults = DrainSettings.DEFAULT;
    return new DrainSettings(
        given.getInt("drain-buffer-lines", defaults.bufferLines()),
        given.getInt("drain-buffer-octets", defaults.bufferOctets()),
        given.getLong("drain-task-octets", defaults.taskOctets()),
        time(given, "drain-connect-timeout", defaults.connectTimeout()),
        time(given, "drain-request-timeout", defaults.requestTimeout()),
        time(given, "drain-request-budget", defaults.requestBudget()),
        time(given, "drain-idle-timeout", defaults.idleTimeout()),
        time(given, "drain-connection-age", defaults.connectionAge()),
        given.getBoolean("drain-allow-private", defaults.allowPrivate()),
        given.get("drain-ca-file", defaults.caFile()),
        given.getInt("drain-event-loop-threads", defaults.eventLoopThreads()),
        blocks(given, "drain-allow"),
        blocks(given, "drain-deny"),
        given.getBoolean("channel-warnings", defaults.channelWarnings()));
  }

  private static List<Cidr> blocks(ParameterTool given, String key) {
    try {
      return Cidr.parseList(given.get(key, ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          key + " must be address blocks such as '10.1.0.0/16,fd00::/8': " + e.getMessage(), e);
    }
  }

  private static Duration time(ParameterTool given, String key, Duration otherwise) {
    String text = given.get(key);
    try {
      return text == null ? otherwise : TimeUtils.parseDuration(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + " must be a time such as '10 s', not " + text, e);
    }
  }
}
