package dev.logplex.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The {@code heroku} command line as its makers publish it, with a home directory of its own. */
final class HerokuCli {

  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Path CLI = TOP.resolve(".ci/heroku-cli");
  private static final Path MODULES = CLI.resolve("node_modules");
  private static final Path NODE = CLI.resolve("node/bin");
  private static final Duration INSTALL = Duration.ofMinutes(5);
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Path home;
  private final AtomicInteger runs = new AtomicInteger();

  private HerokuCli(Path home) {
    this.home = home;
  }

  /**
   * The command line, which is installed if {@code .ci/run} has not done so.
   *
   * @throws IllegalStateException if that is impossible
   */
  static HerokuCli in(Path home) throws Exception {
    if (!Files.exists(NODE) && !install()) {
      throw new IllegalStateException(
          "the heroku command line is missing: run .ci/heroku, which needs npm");
    }
    return new HerokuCli(home);
  }

  private static boolean install() throws Exception {
    Process script = new ProcessBuilder(TOP.resolve(".ci/heroku").toString()).inheritIO().start();
    return script.waitFor(INSTALL.toSeconds(), TimeUnit.SECONDS) && script.exitValue() == 0;
  }

  /** Runs it to its end beside others. */
  CompletableFuture<Result> run(Target target, String... arguments) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Running running = start(target, Map.of(), arguments)) {
            return running.end();
          } catch (Exception e) {
            throw new IllegalStateException("heroku " + String.join(" ", arguments), e);
          }
        });
  }

  /** Starts it. */
  Running start(Target target, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> line = new ArrayList<>(List.of(MODULES.resolve(".bin/heroku").toString()));
    line.addAll(List.of(arguments));
    Map<String, String> all = new HashMap<>(environment);
    all.put("HEROKU_HOST", target.host());
    all.put("HEROKU_API_KEY", target.key());
    return start(line, all);
  }

  /** Starts a script that says {@code heroku}. */
  Running bash(String script) throws IOException {
    String function = "heroku() { '" + MODULES.resolve(".bin/heroku") + "' \"$@\"; }\n";
    return start(List.of("bash", "-eu", "-c", function + script), Map.of());
  }

  private Running start(List<String> line, Map<String, String> environment) throws IOException {
    int run = runs.incrementAndGet();
    Path out = home.resolve("out." + run);
    Path err = home.resolve("err." + run);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(home.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(?i)HEROKU_.*|XDG_.*|.*_proxy"));
    builder.environment().put("PATH", NODE + ":" + System.getenv("PATH"));
    builder.environment().put("HOME", home.toString());
    builder.environment().put("DISABLE_TELEMETRY", "true");
    builder.environment().put("NO_COLOR", "1");
    builder.environment().putAll(environment);
    return new Running(builder.start(), out, err);
  }

  /**
   * Makes its patience with a silent stream, 300 s in Node, shorter.
   *
   * @return variables for {@link #start}
   */
  Map<String, String> patience(Duration patience) throws IOException {
    Path module = home.resolve("patience-" + patience.toMillis() + ".mjs");
    Files.writeString(
        module,
        "import {Agent, setGlobalDispatcher} from '"
            + MODULES.resolve("undici/index.js").toUri()
            + "';\nsetGlobalDispatcher(new Agent({bodyTimeout: "
            + patience.toMillis()
            + "}));\n");
    return Map.of("NODE_OPTIONS", "--import=" + module.toUri());
  }

  /** Which gateway, and with which key. */
  record Target(String host, String key) {

    @Override
    public String toString() {
      return "Target[host=" + host + "]";
    }
  }

  /** What a run printed, and its exit status. */
  record Result(int status, String out, String err) {}

  /** A run that goes on. */
  static final class Running implements AutoCloseable {

    private final Process process;
    private final Path out;
    private final Path err;

    private Running(Process process, Path out, Path err) {
      this.process = process;
      this.out = out;
      this.err = err;
    }

    boolean alive() {
      return process.isAlive();
    }

    /** All that it printed so far. */
    String out() {
      return read(out);
    }

    String err() {
      return read(err);
    }

    Result end() throws Exception {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new TimeoutException("still running after " + LIMIT + ": " + out() + err());
      }
      return new Result(process.exitValue(), out(), err());
    }

    @Override
    public void close() {
      process.destroyForcibly();
      process.onExit().join();
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
