package dev.logplex.cluster;

import dev.logplex.standalone.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The processes of a cluster, found again by any later command through a file each. A process goes
 * on when the command that started it ends, and when the terminal is closed.
 */
final class Processes {

  private static final Path SETSID = Path.of("/usr/bin/setsid");

  /** Places in what Linux tells of a process, behind its name. */
  private static final int STATE = 0;

  private static final int START_TICKS = 19;

  private final Path directory;

  /**
   * @param directory where it is written which processes there are
   */
  Processes(Path directory) {
    this.directory = directory;
  }

  /** Starts a part; what it prints is appended to its log. */
  ProcessHandle start(Part part, Launch launch) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      // Ctrl-C in the terminal of the command is not for what it started.
      command.add(SETSID.toString());
    }
    command.addAll(launch.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("LOGPLEX_") || name.equals("JAVA_OPTS"));
    environment.putAll(launch.environment());
    ProcessHandle process = builder.start().toHandle();
    Files.createDirectories(directory);
    Files.writeString(file(part), process.pid() + " " + started(process) + "\n");
    return process;
  }

  /** The part's process, if it lives. */
  Optional<ProcessHandle> living(Part part) {
    try {
      String[] known = Files.readString(file(part)).strip().split(" ");
      // A process id is used again: the time of its start tells whose it is.
      return ProcessHandle.of(Long.parseLong(known[0]))
          .filter(process -> started(process) == Long.parseLong(known[1]))
          .filter(Processes::isAlive);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Ends a part at once, as {@code kill -9} does; returns whether it lived. */
  boolean kill(Part part) {
    Optional<ProcessHandle> process = living(part);
    process.ifPresent(
        living -> {
          living.destroyForcibly();
          awaitEnd(living, Duration.ofSeconds(10));
        });
    return process.isPresent();
  }

  /**
   * Asks all these parts to end, at the same time; who has not after a while is killed.
   *
   * @return those that were killed
   */
  List<Part> stop(List<Part> parts, Duration limit) {
    parts.forEach(part -> living(part).ifPresent(ProcessHandle::destroy));
    long deadline = System.nanoTime() + limit.toNanos();
    List<Part> killed = new ArrayList<>();
    for (Part part : parts) {
      Optional<ProcessHandle> process = living(part);
      if (process.isPresent()
          && !awaitEnd(process.get(), Duration.ofNanos(deadline - System.nanoTime()))) {
        kill(part);
        killed.add(part);
      }
    }
    return killed;
  }

  private static boolean awaitEnd(ProcessHandle process, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (isAlive(process)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        process.onExit().get(20, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        continue;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StartException("interrupted", e);
      } catch (ExecutionException e) {
        return true;
      }
    }
    return true;
  }

  /** A process that ended counts as dead, also if nobody has asked for its exit status yet. */
  private static boolean isAlive(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    return stat(process).map(fields -> !fields[STATE].equals("Z")).orElseGet(process::isAlive);
  }

  /** Ticks from the machine's start where they are known: the time of day may be set anew. */
  private static long started(ProcessHandle process) {
    return stat(process)
        .map(fields -> Long.parseLong(fields[START_TICKS]))
        .orElseGet(() -> process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
  }

  /** What Linux tells of a process, from its state on. */
  private static Optional<String[]> stat(ProcessHandle process) {
    try {
      String stat =
          Files.readString(
              Path.of("/proc", Long.toString(process.pid()), "stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return fields.length > START_TICKS ? Optional.of(fields) : Optional.empty();
    } catch (IOException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private Path file(Part part) {
    return directory.resolve(part.name());
  }
}
