package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.testkit.LogplexProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types what the README's tour says, and sees what it says one will see. */
class ReadmeIT {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
  private static final long LIMIT_SECONDS = 60;

  @TempDir Path directory;

  @Test
  void theTourWorksAsPrinted() throws Exception {
    Path data = directory.resolve("data");
    try (LogplexProcess logplex = BuiltLogplex.up(data)) {
      String output = run(tour(data));
      assertThat(output)
          .contains("{\"channel\":\"app-1\",\"tokens\":{\"app\":\"t.")
          .contains("\"url\":\"http://127.0.0.1:")
          .contains("204\n")
          .containsPattern("drain d\\.[-0-9a-f]{36}, lines 1-1\n")
          .containsPattern("\\d+ <190>1 \\S+ host app web\\.1 - cache warmed\n")
          .containsPattern("\n\\S+ app\\[web\\.1\\]: cache warmed\n");
      logplex.stop();
    }
  }

  private String tour(Path data) throws IOException {
    String readme = Files.readString(REPOSITORY.resolve("README.md"));
    int start = readme.indexOf("## Five-minute tour");
    String tour = readme.substring(start, readme.indexOf("\n## ", start + 1));
    StringBuilder script = new StringBuilder("set -eu\ntrap 'kill $(jobs -p)' EXIT\n");
    Matcher block = BLOCK.matcher(tour);
    while (block.find()) {
      script.append(block.group(1));
    }
    // The reader of the tour waits for the receiver to print; so does this.
    script.append("until grep -q 'lines 1-1' ").append(output()).append("; do sleep 0.1; done\n");
    return script
        .toString()
        .replace("data/endpoints.json", data.resolve("endpoints.json").toString())
        .replace("9000", Integer.toString(freePort()));
  }

  private String run(String script) throws Exception {
    Process bash =
        new ProcessBuilder("bash", "-c", script)
            .directory(REPOSITORY.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output().toFile())
            .start();
    boolean ended = bash.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    bash.descendants().forEach(ProcessHandle::destroyForcibly);
    bash.destroyForcibly();
    String printed = Files.readString(output(), StandardCharsets.UTF_8);
    assertThat(ended).as(printed).isTrue();
    assertThat(bash.exitValue()).as(printed).isZero();
    return printed;
  }

  private Path output() {
    return directory.resolve("output");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
