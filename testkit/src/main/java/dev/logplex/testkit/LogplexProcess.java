package dev.logplex.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code logplex up} as a process of its own, with ephemeral ports and its data in a directory. Not
 * thread-safe.
 */
public final class LogplexProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration STOP = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Process process;
  private final Path log;
  private final Endpoints endpoints;

  private LogplexProcess(Process process, Path log, Endpoints endpoints) {
    this.process = process;
    this.log = log;
    this.endpoints = endpoints;
  }

  /**
   * Starts it and returns when it is ready.
   *
   * @param command what comes before {@code up}: the path of {@code bin/logplex}, or a Java command
   *     line
   * @param directory data directory; one used before is continued
   * @param options further options of {@code up}
   * @throws IOException if it does not get ready, with the end of what it printed
   */
  public static LogplexProcess start(List<String> command, Path directory, String... options)
      throws IOException {
    List<String> line = new ArrayList<>(command);
    line.addAll(List.of("up", "--data-dir", directory.toString()));
    for (String port : List.of("--api-port", "--ingest-port", "--syslog-port", "--ui-port")) {
      line.addAll(List.of(port, "0"));
    }
    line.addAll(List.of(options));
    Files.createDirectories(directory);
    Path log = directory.resolve("console.log");
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    try {
      Endpoints endpoints = awaitReady(process, directory.resolve("endpoints.json"));
      return new LogplexProcess(process, log, endpoints);
    } catch (IOException e) {
      killTree(process.toHandle());
      throw new IOException(e.getMessage() + "\n" + end(log), e);
    }
  }

  private static Endpoints awaitReady(Process process, Path file) throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new IOException("logplex ended with status " + process.exitValue());
      }
      if (Files.exists(file)) {
        Endpoints endpoints = Endpoints.read(file);
        if (belongsTo(process, endpoints.pid())) {
          return endpoints;
        }
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    throw new IOException("logplex is not ready after " + START.toSeconds() + " s");
  }

  /** A file left behind by an earlier, killed process names another one. */
  private static boolean belongsTo(Process process, long pid) {
    return process.pid() == pid || process.descendants().anyMatch(child -> child.pid() == pid);
  }

  private static String end(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
  }

  public Endpoints endpoints() {
    return endpoints;
  }

  /** Process id of the JVM. */
  public long pid() {
    return endpoints.pid();
  }

  /** What the process prints, appended over all starts on one directory. */
  public Path log() {
    return log;
  }

  /** Ends it the hard way, as {@code kill -9} does, and returns when it is gone. */
  public void kill() throws InterruptedException {
    killTree(process.toHandle());
    process.waitFor();
  }

  /**
   * Ends it the polite way, as {@code SIGTERM} does.
   *
   * @throws IllegalStateException if it is not gone after 15 s
   */
  public void stop() throws InterruptedException {
    ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroy);
    if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("logplex did not stop within " + STOP.toSeconds() + " s");
    }
  }

  private static void killTree(ProcessHandle process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Makes sure that nothing is left running. */
  @Override
  public void close() {
    killTree(process.toHandle());
    process.toHandle().onExit().join();
  }
}
