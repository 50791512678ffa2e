package dev.logplex.testkit;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/** The part of a {@link Ledger} that looks at single lines. Not thread-safe. */
final class LineCount {

  private final Timeline[] timelines = new Timeline[NumberedLine.MAX_TIMELINES];
  private final Histogram latency = new Histogram(3);

  private long request;
  private long lines;
  private long foreign;
  private long duplicates;
  private long duplicatesOutsideRepeats;
  private long outOfOrder;

  /** Lines with the same time, not yet in the histogram. */
  private long pendingLines;

  private long pendingTime;

  /** The numbers received of one timeline. */
  static final class Timeline {
    final BitSet numbers = new BitSet();
    private long last = -1;
    private long lastRequest;
    private long lastOfRequest = -1;
  }

  /** Where a line's sequence number stands to those that came before. */
  enum Place {
    /** Behind all of them. */
    NEW,
    /** Not behind them, but it did not come yet: it was told as lost. */
    LATE,
    /** It came before. */
    REPEATED
  }

  /** The lines counted from now on are those of another request. */
  void nextRequest() {
    request++;
  }

  /**
   * Counts the line a reader stands at.
   *
   * @return what is wrong with it; null if nothing is
   */
  String count(FrameReader frames, Place place) {
    lines++;
    byte[] octets = frames.octets();
    int content = frames.content();
    if (!NumberedLine.matches(octets, content, frames.end())) {
      foreign++;
      return null;
    }
    int timeline =
        (int)
            NumberedLine.read(
                octets, content + NumberedLine.TIMELINE, NumberedLine.TIMELINE_DIGITS);
    long number =
        NumberedLine.read(octets, content + NumberedLine.NUMBER, NumberedLine.NUMBER_DIGITS);
    long time = NumberedLine.read(octets, content + NumberedLine.TIME, NumberedLine.TIME_DIGITS);
    if (timeline < 0 || number < 0 || number >= Integer.MAX_VALUE || time < 0) {
      return "holds a test line that was changed: " + frames.text();
    }
    if (time != pendingTime) {
      endRequest();
      pendingTime = time;
    }
    pendingLines++;
    if (timelines[timeline] == null) {
      timelines[timeline] = new Timeline();
    }
    return count(timelines[timeline], (int) number, place);
  }

  private String count(Timeline timeline, int number, Place place) {
    boolean seen = timeline.numbers.get(number);
    timeline.numbers.set(number);
    boolean sentTwice = seen && place == Place.NEW;
    if (seen) {
      duplicates++;
    }
    if (sentTwice) {
      duplicatesOutsideRepeats++;
    }
    if (timeline.lastRequest != request) {
      timeline.lastRequest = request;
      timeline.lastOfRequest = -1;
    }
    long before = place == Place.NEW ? timeline.last : timeline.lastOfRequest;
    if (!sentTwice && number <= before) {
      outOfOrder++;
    }
    timeline.lastOfRequest = number;
    timeline.last = Math.max(timeline.last, number);
    return !seen && place == Place.REPEATED ? "repeats a sequence number with another line" : null;
  }

  /** The lines counted so far have arrived now. */
  void endRequest() {
    if (pendingLines > 0) {
      latency.recordValueWithCount(Math.max(0, NumberedLine.now() - pendingTime), pendingLines);
      pendingLines = 0;
    }
  }

  long lines() {
    return lines;
  }

  long unique() {
    return Arrays.stream(timelines)
        .filter(Objects::nonNull)
        .mapToLong(t -> t.numbers.cardinality())
        .sum();
  }

  List<Long> newest(int timeline, int count) {
    LinkedList<Long> newest = new LinkedList<>();
    if (timelines[timeline] != null) {
      BitSet received = timelines[timeline].numbers;
      int number = received.length() - 1;
      while (number >= 0 && newest.size() < count) {
        newest.addFirst((long) number);
        number = received.previousSetBit(number - 1);
      }
    }
    return newest;
  }

  long foreign() {
    return foreign;
  }

  long duplicates() {
    return duplicates;
  }

  long duplicatesOutsideRepeats() {
    return duplicatesOutsideRepeats;
  }

  long outOfOrder() {
    return outOfOrder;
  }

  Timeline[] timelines() {
    return timelines;
  }

  Histogram takeLatency() {
    Histogram taken = latency.copy();
    latency.reset();
    return taken;
  }
}
