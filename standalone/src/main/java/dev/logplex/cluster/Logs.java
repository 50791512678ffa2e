package dev.logplex.cluster;

import dev.logplex.standalone.StartException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What parts printed. */
final class Logs {

  private static final int TAIL_OCTETS = 1 << 20;

  private Logs() {}

  /** The last lines of a log, as far as they are within its last MiB. */
  static List<String> tail(Path log, int lines) {
    if (Files.notExists(log)) {
      throw new StartException("there is no " + log);
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - TAIL_OCTETS);
      byte[] end = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(end);
      List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      throw new StartException("cannot read " + log + ": " + StartException.reason(e), e);
    }
  }

  /** The last line that is no part of a stack trace; a cause is better than any other. */
  static String lastWords(Path log) {
    String words = "";
    try {
      for (String line : tail(log, 200)) {
        String text = line.strip();
        if (!text.isEmpty() && !text.startsWith("at ") && !text.startsWith("... ")) {
          words = text;
        }
      }
    } catch (StartException e) {
      return "it printed nothing";
    }
    return words;
  }
}
