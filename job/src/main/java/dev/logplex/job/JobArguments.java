package dev.logplex.job;

import dev.logplex.drain.DrainSettings;
import dev.logplex.drain.guard.Cidr;
import dev.logplex.kafka.KafkaSettings;
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
        KafkaSettings.of(given.getRequired("bootstrap-servers")),
        given.get("secret-key-file"),
        history(given),
        drains(given));
  }

  private static JobConfig.History history(ParameterTool given) {
    JobConfig.History defaults = JobConfig.History.DEFAULT;
    return new JobConfig.History(
        given.getInt("history-lines", defaults.lines()),
        given.getInt("history-octets", defaults.octets()),
        time(given, "history-idle", defaults.idle()));
  }

  private static DrainSettings drains(ParameterTool given) {
    DrainSettings defaults = DrainSettings.DEFAULT;
    return new DrainSettings(
        buffers(given, defaults.buffers()),
        times(given, defaults.times()),
        new DrainSettings.Reach(
            given.getBoolean("drain-allow-private", defaults.reach().allowPrivate()),
            blocks(given, "drain-allow"),
            blocks(given, "drain-deny"),
            given.get("drain-ca-file", defaults.reach().caFile())),
        given.getInt("drain-event-loop-threads", defaults.eventLoopThreads()),
        given.getBoolean("channel-warnings", defaults.channelWarnings()));
  }

  private static DrainSettings.Buffers buffers(
      ParameterTool given, DrainSettings.Buffers defaults) {
    return new DrainSettings.Buffers(
        given.getInt("drain-buffer-lines", defaults.lines()),
        given.getInt("drain-buffer-octets", defaults.octets()),
        given.getLong("drain-task-octets", defaults.taskOctets()));
  }

  private static DrainSettings.Times times(ParameterTool given, DrainSettings.Times defaults) {
    return new DrainSettings.Times(
        time(given, "drain-connect-timeout", defaults.connect()),
        time(given, "drain-request-timeout", defaults.request()),
        time(given, "drain-request-budget", defaults.budget()),
        time(given, "drain-idle-timeout", defaults.idle()),
        time(given, "drain-connection-age", defaults.connectionAge()));
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
