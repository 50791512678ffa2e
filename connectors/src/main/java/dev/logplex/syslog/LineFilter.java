package dev.logplex.syslog;

import dev.logplex.model.DrainOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Which lines of a channel somebody wants. All conditions have to hold. Safe for use by several
 * threads.
 */
public final class LineFilter {

  /** Least severe of the severities. */
  public static final int DEBUG = 7;

  /** Wants every line. */
  public static final LineFilter ALL = new LineFilter(List.of(), List.of(), "", DEBUG);

  private final byte[][] sources;
  private final byte[][] processes;
  private final byte[] text;
  private final int maxSeverity;

  private LineFilter(List<String> sources, List<String> processes, String text, int maxSeverity) {
    this.sources = sources.stream().map(SourceName::octets).toArray(byte[][]::new);
    this.processes = processes.stream().map(LineFilter::utf8).toArray(byte[][]::new);
    this.text = utf8(text);
    this.maxSeverity = maxSeverity;
  }

  /**
   * @param sources the line's source is one of these; empty for any
   * @param processes the line's ps is one of these, or starts with one and a dot: {@code web}
   *     matches {@code web.1} and not {@code webhook.1}; empty for any
   * @param text the content holds this, octet by octet; empty for anything
   * @param maxSeverity the line's severity is at most this number, 0 (emergency) to 7 (debug)
   */
  public static LineFilter of(
      List<String> sources, List<String> processes, String text, int maxSeverity) {
    if (maxSeverity < 0 || maxSeverity > DEBUG) {
      throw new IllegalArgumentException("a severity is 0 to 7, not " + maxSeverity);
    }
    return new LineFilter(sources, processes, text, maxSeverity);
  }

  /** The filter that a drain's options ask for. */
  public static LineFilter of(DrainOptions options) {
    return of(options.sources(), options.processes(), "", options.maxSeverity());
  }

  /** Whether every line matches, so that there is no need to look. */
  public boolean passesAll() {
    return sources.length == 0 && processes.length == 0 && text.length == 0 && maxSeverity == DEBUG;
  }

  public boolean matches(CanonicalLine line) {
    return line.severity() <= maxSeverity
        && (sources.length == 0 || sourceMatches(line))
        && (processes.length == 0 || processMatches(line))
        && (text.length == 0 || textMatches(line));
  }

  private boolean sourceMatches(CanonicalLine line) {
    for (byte[] source : sources) {
      if (equal(line.frames(), line.sourceFrom(), line.sourceTo(), source)) {
        return true;
      }
    }
    return false;
  }

  private boolean processMatches(CanonicalLine line) {
    byte[] frames = line.frames();
    int from = line.psFrom();
    for (byte[] process : processes) {
      int end = from + process.length;
      if (end == line.psTo() || end < line.psTo() && frames[end] == '.') {
        if (equal(frames, from, end, process)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean textMatches(CanonicalLine line) {
    byte[] frames = line.frames();
    int last = line.contentTo() - text.length;
    for (int i = line.contentFrom(); i <= last; i++) {
      if (frames[i] == text[0] && equal(frames, i, i + text.length, text)) {
        return true;
      }
    }
    return false;
  }

  private static boolean equal(byte[] octets, int from, int to, byte[] expected) {
    return Arrays.equals(octets, from, to, expected, 0, expected.length);
  }

  /** Equal filters want the same lines. */
  @Override
  public boolean equals(Object other) {
    return other instanceof LineFilter filter
        && maxSeverity == filter.maxSeverity
        && Arrays.deepEquals(sources, filter.sources)
        && Arrays.deepEquals(processes, filter.processes)
        && Arrays.equals(text, filter.text);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.deepHashCode(sources) + Arrays.deepHashCode(processes))
        + 31 * Arrays.hashCode(text)
        + maxSeverity;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
