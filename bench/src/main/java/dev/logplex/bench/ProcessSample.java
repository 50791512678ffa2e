package dev.logplex.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * CPU time and memory of one process at a moment, read from {@code /proc}.
 *
 * @param cpuSeconds user and system time of all threads, those that have ended included
 * @param rssBytes resident memory
 * @param threads user and system seconds of each living thread, by thread id
 */
record ProcessSample(double cpuSeconds, long rssBytes, Map<Long, ThreadTime> threads) {

  /** Linux counts in hundredths of a second ({@code USER_HZ}) on all architectures Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int PAGE_BYTES = 4096;

  /** Fields of {@code stat} behind the name: utime and stime are the 14th and 15th of all. */
  private static final int USER = 11;

  private static final int SYSTEM = 12;
  private static final int RSS = 21;

  /**
   * @param name as the kernel knows it: the first 15 octets
   */
  record ThreadTime(String name, double seconds) {}

  static ProcessSample of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    String[] fields = fields(stat(process));
    Map<Long, ThreadTime> threads = new HashMap<>();
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
      for (Path task : tasks) {
        try {
          String stat = stat(task);
          threads.put(Long.valueOf(task.getFileName().toString()), thread(stat));
        } catch (NoSuchFileException e) {
          continue; // the thread ended while the directory was read
        }
      }
    }
    return new ProcessSample(seconds(fields), Long.parseLong(fields[RSS]) * PAGE_BYTES, threads);
  }

  private static String stat(Path directory) throws IOException {
    return Files.readString(directory.resolve("stat"), UTF_8);
  }

  static ThreadTime thread(String stat) {
    String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    return new ThreadTime(name, seconds(fields(stat)));
  }

  /** The name may hold spaces and parentheses; everything behind the last one is numbers. */
  private static String[] fields(String stat) {
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
  }

  private static double seconds(String[] fields) {
    return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS_PER_SECOND;
  }
}
