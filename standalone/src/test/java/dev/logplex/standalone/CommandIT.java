package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/logplex} does before Java runs. */
class CommandIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final List<String> TOOLS =
      List.of("bash", "env", "readlink", "dirname", "sed", "head", "find", "touch", "mkdir");

  @TempDir Path temp;

  @Test
  void worksThroughALinkAndFromAnywhere() throws Exception {
    Path link = Files.createSymbolicLink(temp.resolve("lp"), LogplexCommand.command());
    try (LogplexCommand help = LogplexCommand.run(link, temp, Map.of(), "up", "--help")) {
      assertThat(help.awaitExit(LIMIT)).isZero();
      assertThat(help.output()).anyMatch(line -> line.contains("--data-dir"));
    }
  }

  @Test
  void withoutAJdkItSaysWhatToInstall() throws Exception {
    for (String home : new String[] {"", "/nowhere"}) {
      try (LogplexCommand none =
          LogplexCommand.run(
              LogplexCommand.command(), temp, Map.of("JAVA_HOME", home, "PATH", tools()), "up")) {
        assertThat(none.awaitExit(LIMIT)).isEqualTo(1);
        assertThat(none.output()).singleElement().asString().contains("a JDK 17 or newer");
      }
    }
  }

  @Test
  void anOldJavaIsNamed() throws Exception {
    Path bin = Files.createDirectories(temp.resolve("jdk8/bin"));
    Path java =
        Files.writeString(
            bin.resolve("java"), "#!/bin/sh\necho 'openjdk version \"1.8.0_402\"' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    try (LogplexCommand old =
        LogplexCommand.run(
            LogplexCommand.command(),
            temp,
            Map.of("JAVA_HOME", bin.getParent().toString()),
            "up")) {
      assertThat(old.awaitExit(LIMIT)).isEqualTo(1);
      assertThat(old.output())
          .containsExactly(
              "logplex: " + java + " is too old; install a JDK 17 or newer, or set JAVA_HOME");
    }
  }

  @Test
  void aPortInUseEndsWithOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String option = "--api-port=" + taken.getLocalPort();
      try (LogplexCommand up =
          LogplexCommand.run(LogplexCommand.command(), temp, Map.of(), "up", option)) {
        assertThat(up.awaitExit(LIMIT)).isEqualTo(1);
        assertThat(up.output())
            .containsExactly(
                "logplex: 127.0.0.1 port " + taken.getLocalPort() + " (--api-port) is in use");
      }
    }
  }

  /** A directory for PATH with what the script needs and no Java. */
  private String tools() throws Exception {
    Path bin = Files.createDirectories(temp.resolve("bin"));
    for (String tool : TOOLS) {
      for (Path from : List.of(Path.of("/usr/bin", tool), Path.of("/bin", tool))) {
        if (Files.exists(from) && Files.notExists(bin.resolve(tool))) {
          Files.createSymbolicLink(bin.resolve(tool), from);
        }
      }
    }
    return bin.toString();
  }
}
