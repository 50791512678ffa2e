package dev.logplex.gateway;

import picocli.CommandLine.ExitCode;

/** The main class of a gateway that is a process of its own. */
public final class GatewayMain {

  private static final String LOG_SETTING = "log4j2.configurationFile";

  private GatewayMain() {}

  private static int run(String... args) {
    try {
      return Gateway.commandLine(System.getenv(), args).execute(args);
    } catch (IllegalArgumentException e) {
      System.err.println("logplex-gateway: " + e.getMessage());
      return ExitCode.USAGE;
    }
  }

  /** Runs until the process is told to stop; {@code --help} tells how. */
  public static void main(String[] args) {
    // Before the first logger is made. Log4j's own name for the file would disturb other programs
    // that have this jar on their class path.
    if (System.getProperty(LOG_SETTING) == null
        && System.getenv("LOG4J_CONFIGURATION_FILE") == null) {
      System.setProperty(LOG_SETTING, "classpath:dev/logplex/gateway/log4j2.xml");
    }
    System.exit(run(args));
  }
}
