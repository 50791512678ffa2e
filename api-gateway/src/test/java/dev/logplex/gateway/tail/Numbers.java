package dev.logplex.gateway.tail;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** The numbers that lines of {@link ModelJob} say. */
final class Numbers {

  private static final Pattern LINE = Pattern.compile("n=([0-9]+)");
  private static final Pattern LOSS = Pattern.compile("dropped ([0-9]+) messages");

  private Numbers() {}

  static List<Long> in(String text) {
    return LINE.matcher(text).results().map(found -> Long.valueOf(found.group(1))).toList();
  }

  /** How many lines are reported lost, all in all. */
  static long lost(String text) {
    return LOSS.matcher(text).results().mapToLong(found -> Long.parseLong(found.group(1))).sum();
  }

  static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
