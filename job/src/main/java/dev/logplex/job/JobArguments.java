package dev.logplex.job;

import dev.logplex.drain.DrainSettings;
import dev.logplex.drain.guard.Cidr;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.settings.OuterSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.flink.util.ParameterTool;
import org.apache.flink.util.TimeUtils;

/**
 * The job's settings: {@code --key value} on the command line, else {@code LOGPLEX_JOB_KEY} in the
 * environment, else {@code key=value} in the file of {@code --config}, else a default. Every key is
 * listed in {@code docs/operations.md}.
 */
final class JobArguments {

  static final String PREFIX = "LOGPLEX_JOB_";
  static final String CONFIG = "config";

  /** What Flink puts where no value was given. */
  private static final String NO_VALUE = "__NO_VALUE_KEY";

  static final Set<String> KEYS =
      Set.of(
          "name",
          "bootstrap-servers",
          "kafka-config",
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
          "drain-client-cert-file",
          "drain-client-key-file",
          "drain-event-loop-threads",
          "drain-connections",
          "drain-allow",
          "drain-deny",
          "channel-warnings");

  private final ParameterTool arguments;
  private final OuterSettings outer;

  private JobArguments(ParameterTool arguments, OuterSettings outer) {
    this.arguments = arguments;
    this.outer = outer;
  }

  /**
   * @throws IllegalArgumentException naming the key that is unknown, missing or out of range
   */
  static JobConfig parse(Map<String, String> environment, String... args) {
    ParameterTool arguments = ParameterTool.fromArgs(args);
    Set<String> unknown = new TreeSet<>(arguments.toMap().keySet());
    unknown.removeAll(KEYS);
    unknown.remove(CONFIG);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("unknown settings: " + String.join(", ", unknown));
    }
    String file = new JobArguments(arguments, OuterSettings.of(PREFIX, environment)).text(CONFIG);
    OuterSettings outer =
        OuterSettings.read(PREFIX, environment, file == null ? null : Path.of(file), KEYS);
    return new JobArguments(arguments, outer).config();
  }

  private JobConfig config() {
    return new JobConfig(
        value("name", Function.identity(), JobConfig.DEFAULT_NAME),
        kafka(),
        text("secret-key-file"),
        history(JobConfig.History.DEFAULT),
        drains(DrainSettings.DEFAULT));
  }

  private KafkaSettings kafka() {
    String servers = text("bootstrap-servers");
    if (servers == null) {
      throw new IllegalArgumentException("bootstrap-servers is missing");
    }
    String file = text("kafka-config");
    return file == null
        ? KafkaSettings.of(servers)
        : KafkaSettings.withFile(servers, Path.of(file));
  }

  private JobConfig.History history(JobConfig.History defaults) {
    return new JobConfig.History(
        integer("history-lines", defaults.lines()),
        integer("history-octets", defaults.octets()),
        time("history-idle", defaults.idle()));
  }

  private DrainSettings drains(DrainSettings defaults) {
    return new DrainSettings(
        buffers(defaults.buffers()),
        times(defaults.times()),
        new DrainSettings.Reach(
            yesOrNo("drain-allow-private", defaults.reach().allowPrivate()),
            blocks("drain-allow"),
            blocks("drain-deny"),
            text("drain-ca-file"),
            DrainSettings.KeyFiles.of(
                text("drain-client-cert-file"),
                text("drain-client-key-file"),
                "drain-client-cert-file and drain-client-key-file")),
        network(defaults.network()),
        yesOrNo("channel-warnings", defaults.channelWarnings()));
  }

  private DrainSettings.Buffers buffers(DrainSettings.Buffers defaults) {
    return new DrainSettings.Buffers(
        integer("drain-buffer-lines", defaults.lines()),
        integer("drain-buffer-octets", defaults.octets()),
        value("drain-task-octets", JobArguments::wholeNumber, defaults.taskOctets()));
  }

  private DrainSettings.Network network(DrainSettings.Network defaults) {
    return new DrainSettings.Network(
        integer("drain-event-loop-threads", defaults.eventLoopThreads()),
        integer("drain-connections", defaults.connections()));
  }

  private DrainSettings.Times times(DrainSettings.Times defaults) {
    return new DrainSettings.Times(
        time("drain-connect-timeout", defaults.connect()),
        time("drain-request-timeout", defaults.request()),
        time("drain-request-budget", defaults.budget()),
        time("drain-idle-timeout", defaults.idle()),
        time("drain-connection-age", defaults.connectionAge()));
  }

  private int integer(String key, int otherwise) {
    return value(
        key,
        text -> {
          long number = wholeNumber(text);
          if (number != (int) number) {
            throw new IllegalArgumentException("a smaller number");
          }
          return (int) number;
        },
        otherwise);
  }

  private static long wholeNumber(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a whole number", e);
    }
  }

  private boolean yesOrNo(String key, boolean otherwise) {
    return value(
        key,
        text -> {
          if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("true or false");
          }
          return text.equals("true");
        },
        otherwise);
  }

  private List<Cidr> blocks(String key) {
    return value(
        key,
        text -> {
          try {
            return Cidr.parseList(text);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("address blocks like 10.1.0.0/16,fd00::/8", e);
          }
        },
        List.of());
  }

  private Duration time(String key, Duration otherwise) {
    return value(
        key,
        text -> {
          try {
            return TimeUtils.parseDuration(text);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a time such as '10 s'", e);
          }
        },
        otherwise);
  }

  /**
   * @param parse throws an {@link IllegalArgumentException} that says what a value must be
   */
  private <T> T value(String key, Function<String, T> parse, T otherwise) {
    String text = text(key);
    if (text == null) {
      return otherwise;
    }
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          key + " must be " + e.getMessage() + ", not '" + text + "'", e);
    }
  }

  /** The strongest value; null if there is none. */
  private String text(String key) {
    String argument = arguments.get(key);
    if (NO_VALUE.equals(argument)) {
      throw new IllegalArgumentException("--" + key + " needs a value");
    }
    return argument != null ? argument : outer.get(key);
  }
}
