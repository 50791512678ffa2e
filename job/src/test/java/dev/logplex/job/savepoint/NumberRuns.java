package dev.logplex.job.savepoint;

import java.util.TreeSet;

/**
 * Numbers in the order they came, written as runs: {@code 1-50 61-70}.
 *
 * @param text the runs
 * @param last the last number; 0 if there is none
 */
record NumberRuns(String text, long last) {

  static final NumberRuns NONE = new NumberRuns("", 0);

  NumberRuns and(long number) {
    if (text.isEmpty()) {
      return new NumberRuns(number + "-" + number, number);
    }
    if (number == last + 1) {
      return new NumberRuns(text.substring(0, text.lastIndexOf('-') + 1) + number, number);
    }
    return new NumberRuns(text + " " + number + "-" + number, number);
  }

  /** How many numbers. */
  long count() {
    long count = 0;
    for (String run : text.isEmpty() ? new String[0] : text.split(" ")) {
      String[] ends = run.split("-");
      count += Long.parseLong(ends[1]) - Long.parseLong(ends[0]) + 1;
    }
    return count;
  }

  /** The same numbers with none twice, in order, written as runs. */
  NumberRuns distinct() {
    TreeSet<Long> numbers = new TreeSet<>();
    for (String run : text.isEmpty() ? new String[0] : text.split(" ")) {
      String[] ends = run.split("-");
      for (long n = Long.parseLong(ends[0]); n <= Long.parseLong(ends[1]); n++) {
        numbers.add(n);
      }
    }
    NumberRuns distinct = NONE;
    for (long number : numbers) {
      distinct = distinct.and(number);
    }
    return distinct;
  }

  @Override
  public String toString() {
    return text;
  }
}
