package dev.logplex.gateway;

import dev.logplex.settings.OuterSettings;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Unmatched;

/** Where a gateway's settings are when they are not on its command line. */
public final class GatewaySettings {

  static final String FILE_OPTION = "--config";
  static final String PREFIX = "LOGPLEX_";

  private static final Set<String> SECRETS = Set.of("user", "password", "auth-key");

  private GatewaySettings() {}

  /**
   * Reads the file that the command line or the environment names, if any.
   *
   * @throws IllegalArgumentException if it is named without a name, cannot be read or holds unknown
   *     keys
   */
  static OuterSettings of(Map<String, String> environment, String... args) {
    FileOption option = new FileOption();
    try {
      new CommandLine(option).parseArgs(args);
    } catch (ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    String named = OuterSettings.of(PREFIX, environment).get(key(FILE_OPTION));
    Path file = option.file == null && named != null ? Path.of(named) : option.file;
    return OuterSettings.read(PREFIX, environment, file, keys());
  }

  /** Options that are not given take their values from here. */
  static IDefaultValueProvider defaults(OuterSettings settings) {
    return argument ->
        argument instanceof OptionSpec option ? settings.get(key(option.longestName())) : null;
  }

  /** Options that are not given take their values from the environment. */
  public static IDefaultValueProvider fromEnvironment(Map<String, String> environment) {
    return defaults(OuterSettings.of(PREFIX, environment));
  }

  private static Set<String> keys() {
    Set<String> keys = new HashSet<>(SECRETS);
    CommandSpec spec =
        CommandSpec.forAnnotatedObject(new GatewayCommand(OuterSettings.of(PREFIX, Map.of())));
    for (OptionSpec option : spec.options()) {
      if (!option.usageHelp() && !option.versionHelp()) {
        keys.add(key(option.longestName()));
      }
    }
    keys.remove(key(FILE_OPTION));
    return keys;
  }

  private static String key(String option) {
    return option.substring(2);
  }

  /** What must be known before the rest of the command line can be read. */
  private static final class FileOption {

    @Option(names = FILE_OPTION)
    private Path file;

    @Unmatched private List<String> rest;
  }
}
