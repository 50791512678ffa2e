package dev.logplex.standalone;

/** Settings of the JVM that depend on the data directory. */
final class ProcessSettings {

  private ProcessSettings() {}

  /** To be called before anything logs or loads native code: both look at these only once. */
  static void apply(DataDirectory data) {
    System.setProperty("logplex.logs", data.logs().toString());
    System.setProperty("java.io.tmpdir", data.tmp().toString());
  }
}
