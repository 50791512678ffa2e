package dev.logplex.cluster;

import dev.logplex.standalone.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was built, and the JDK it runs with.
 *
 * @param home the directory with {@code bin/logplex}
 */
record Installation(Path home) {

  private static final String HOME = "logplex.home";

  /** The job's jar brings these itself, as it must on any cluster. */
  private static final Pattern NOT_FLINKS =
      Pattern.compile("(logplex|kafka|flink-connector-kafka|javalin|jetty|kotlin)[-_].*");

  /** That of the running command. */
  static Installation current() {
    String home = System.getProperty(HOME);
    if (home == null) {
      throw new StartException("start clusters through bin/logplex");
    }
    return new Installation(Path.of(home));
  }

  Path jobJar() {
    return home.resolve("job/target/logplex-job.jar");
  }

  Path flinkConf() {
    return home.resolve("flink-conf");
  }

  Path logging() {
    return home.resolve("flink-conf/log4j-console.properties");
  }

  Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** Everything that was built. */
  String classPath() {
    return target().resolve("logplex-standalone.jar") + ":" + target().resolve("lib") + "/*";
  }

  /** Flink without what comes with the job. */
  String flinkClassPath() {
    try (Stream<Path> jars = Files.list(target().resolve("lib"))) {
      return jars.filter(jar -> !NOT_FLINKS.matcher(jar.getFileName().toString()).matches())
          .map(Path::toString)
          .sorted()
          .collect(Collectors.joining(":"));
    } catch (IOException e) {
      throw new StartException("nothing is built in " + target(), e);
    }
  }

  /** Options that every JVM gets. */
  List<String> javaOptions() {
    // Quick to warm up, see docs/decisions/0013-compilers.md.
    List<String> common = List.of("-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");
    if (Runtime.version().feature() < 24) {
      return common;
    }
    // Only silence warnings about what RocksDB, Kafka and Pekko do.
    return Stream.concat(
            common.stream(),
            Stream.of(
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"))
        .toList();
  }

  private Path target() {
    return home.resolve("standalone/target");
  }
}
