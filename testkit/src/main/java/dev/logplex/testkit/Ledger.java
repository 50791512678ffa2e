package dev.logplex.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * What one drain's receiver has seen, counted without any help of the sender: every numbered line,
 * every sequence range, every loss that was told.
 *
 * <p>Rules it checks at each request (a breach is a {@linkplain #faults fault}):
 *
 * <ul>
 *   <li>{@code Logplex-Msg-Count} is the number of frames, and {@code Logplex-Seq} spans exactly
 *       those that are not the L10 frame, which comes first if at all.
 *   <li>A request starts where the last one ended. It may start later only if an L10 frame tells
 *       exactly how many lines are missing there; it may start earlier, as a repeated range.
 *   <li>A repeated range brings the same lines again.
 *   <li>One {@code Logplex-Frame-Id} always names the same range and octets, also when the first
 *       attempt was refused.
 *   <li>One receiver hears of one drain token.
 * </ul>
 *
 * Thread-safe.
 */
public final class Ledger {

  private static final byte[] L10_PRIORITY = "<172>1 ".getBytes(US_ASCII);
  private static final Pattern L10 =
      Pattern.compile(
          "<172>1 \\S+ host heroku logplex - Error L10 \\(output buffer overflow\\):"
              + " (\\d+) messages dropped since \\S+\\.");
  private static final int REMEMBERED_FAULTS = 50;

  private final Timeline[] timelines = new Timeline[NumberedLine.MAX_TIMELINES];
  private final SeqRanges received = new SeqRanges();
  private final SeqRanges told = new SeqRanges();
  private final FrameIds frameIds = new FrameIds();
  private final List<String> faults = new ArrayList<>();
  private final Histogram latency = new Histogram(3);

  private String drainToken;
  private long nextSeq = -1;
  private long requests;
  private long refused;
  private long lines;
  private long foreign;
  private long duplicates;
  private long duplicatesOutsideRepeats;
  private long outOfOrder;
  private long lossNotices;
  private long faultCount;
  private long lastArrival;

  /** Enters a request that is answered with success. */
  synchronized void accept(DrainRequest request) {
    requests++;
    lastArrival = System.nanoTime();
    identify(request);
    try {
      new Entry(request).read();
    } catch (MalformedRequestException e) {
      fault(request, e.getMessage());
    }
  }

  /**
   * Enters canonical frames that came in order by another way than a drain; all rules about
   * requests are moot.
   */
  public synchronized void accept(byte[] frames, int length) {
    int count = FrameReader.count(frames, length);
    long first = Math.max(1, nextSeq);
    accept(new DrainRequest("", "" + first, count, first, first + count - 1, 0, frames, length));
  }

  /** Enters a request that is refused or left without an answer: its lines do not count. */
  synchronized void refuse(DrainRequest request) {
    refused++;
    identify(request);
  }

  private void identify(DrainRequest request) {
    if (drainToken == null) {
      drainToken = request.drainToken();
    } else if (!drainToken.equals(request.drainToken())) {
      fault(request, "came for drain " + request.drainToken() + " instead of " + drainToken);
    }
    if (frameIds.contradicts(request)) {
      fault(request, "is not what came under the same Logplex-Frame-Id before");
    }
  }

  /** Notes something that no rule above covers, found by the receiver. */
  synchronized void fault(String what) {
    faultCount++;
    if (faults.size() < REMEMBERED_FAULTS) {
      faults.add(what);
    }
  }

  private void fault(DrainRequest request, String what) {
    fault(request + ": " + what);
  }

  /** The entry of one request. */
  private final class Entry {

    private final DrainRequest request;
    private final FrameReader frames;
    private int frameCount;
    private long dropped;
    private long seq;
    private long pendingTime = -1;
    private long pendingLines;

    Entry(DrainRequest request) {
      this.request = request;
      this.frames = new FrameReader(request.body(), request.length());
      this.seq = request.firstSeq();
    }

    void read() throws MalformedRequestException {
      while (frames.advance()) {
        frameCount++;
        if (frames.startsWith(L10_PRIORITY) && isLossNotice()) {
          continue;
        }
        line();
        seq++;
      }
      recordLatency();
      check();
      place();
    }

    private boolean isLossNotice() {
      Matcher notice = L10.matcher(frames.text());
      if (!notice.matches()) {
        return false;
      }
      if (frameCount != 1) {
        fault(request, "has an L10 frame at place " + frameCount);
      }
      dropped += Long.parseLong(notice.group(1));
      lossNotices++;
      return true;
    }

    private void line() {
      lines++;
      byte[] octets = frames.octets();
      int content = frames.content();
      if (!NumberedLine.matches(octets, content, frames.end())) {
        foreign++;
        return;
      }
      int timeline =
          (int)
              NumberedLine.read(
                  octets, content + NumberedLine.TIMELINE, NumberedLine.TIMELINE_DIGITS);
      long number =
          NumberedLine.read(octets, content + NumberedLine.NUMBER, NumberedLine.NUMBER_DIGITS);
      long time = NumberedLine.read(octets, content + NumberedLine.TIME, NumberedLine.TIME_DIGITS);
      if (timeline < 0 || number < 0 || number > Integer.MAX_VALUE || time < 0) {
        fault(request, "holds a test line that was changed: " + frames.text());
        return;
      }
      if (timelines[timeline] == null) {
        timelines[timeline] = new Timeline();
      }
      count(timelines[timeline], (int) number);
      if (time != pendingTime) {
        recordLatency();
        pendingTime = time;
      }
      pendingLines++;
    }

    private void count(Timeline timeline, int number) {
      boolean seen = timeline.numbers.get(number);
      timeline.numbers.set(number);
      boolean repeated = seq < nextSeq;
      if (seen) {
        duplicates++;
        if (!repeated) {
          duplicatesOutsideRepeats++;
        }
      } else if (repeated && received.contains(seq)) {
        fault(request, "repeats sequence " + seq + " with another line");
      }
      if (timeline.lastRequest != requests) {
        timeline.lastRequest = requests;
        timeline.lastOfRequest = -1;
      }
      boolean sentTwice = seen && !repeated;
      if (!sentTwice && number <= (repeated ? timeline.lastOfRequest : timeline.last)) {
        outOfOrder++;
      }
      timeline.lastOfRequest = number;
      timeline.last = Math.max(timeline.last, number);
    }

    private void recordLatency() {
      if (pendingLines > 0) {
        latency.recordValueWithCount(Math.max(0, NumberedLine.now() - pendingTime), pendingLines);
        pendingLines = 0;
      }
    }

    private void check() {
      if (request.msgCount() != frameCount) {
        fault(request, "announces " + request.msgCount() + " frames and has " + frameCount);
      }
      if (seq != request.lastSeq() + 1) {
        fault(request, "has " + (seq - request.firstSeq()) + " lines");
      }
      if (request.dropCount() != dropped) {
        fault(
            request,
            "has Logplex-Drop-Count " + request.dropCount() + ", its L10 frame " + dropped);
      }
    }

    private void place() {
      long first = request.firstSeq();
      if (nextSeq >= 0 && first >= nextSeq && dropped < first - nextSeq) {
        fault(
            request,
            "starts "
                + (first - nextSeq)
                + " lines after the last one ended and tells of "
                + dropped);
      }
      told.add(first - dropped, first - 1);
      received.add(first, request.lastSeq());
      nextSeq = Math.max(nextSeq, request.lastSeq() + 1);
    }
  }

  /** Requests answered with success. */
  public synchronized long requests() {
    return requests;
  }

  /** Requests refused or left without an answer. */
  public synchronized long refused() {
    return refused;
  }

  /** Lines received, repeated ones and those without a number included. */
  public synchronized long lines() {
    return lines;
  }

  /** Different numbered lines received. */
  public synchronized long unique() {
    return Arrays.stream(timelines)
        .filter(Objects::nonNull)
        .mapToLong(t -> t.numbers.cardinality())
        .sum();
  }

  /** The newest numbers received of a timeline, ascending. */
  public synchronized List<Long> newest(int timeline, int count) {
    LinkedList<Long> numbers = new LinkedList<>();
    if (timelines[timeline] != null) {
      BitSet received = timelines[timeline].numbers;
      int number = received.length() - 1;
      while (number >= 0 && numbers.size() < count) {
        numbers.addFirst((long) number);
        number = received.previousSetBit(number - 1);
      }
    }
    return numbers;
  }

  /** Lines that carry no number: not from the test's sources. */
  public synchronized long foreign() {
    return foreign;
  }

  /** Numbered lines that came before. */
  public synchronized long duplicates() {
    return duplicates;
  }

  /** Of those, the ones whose sequence number was new: repeated by something before the drain. */
  public synchronized long duplicatesOutsideRepeats() {
    return duplicatesOutsideRepeats;
  }

  /** Lines that came behind a later line of their timeline, outside of repeated ranges. */
  public synchronized long outOfOrder() {
    return outOfOrder;
  }

  /** L10 frames received. */
  public synchronized long lossNotices() {
    return lossNotices;
  }

  /** Lines told as lost that did not come before or after either. */
  public synchronized long toldLost() {
    return told.size() - told.common(received);
  }

  /** Lines told as lost that were received all the same: only a crash of the sender may do that. */
  public synchronized long toldLostButReceived() {
    return told.common(received);
  }

  /** Sequence numbers between the first and the last that neither came nor were told as lost. */
  public synchronized long untold() {
    SeqRanges known = new SeqRanges();
    known.addAll(received);
    known.addAll(told);
    return known.holes();
  }

  /** Breaches of the rules, the first few in words. */
  public synchronized List<String> faults() {
    List<String> all = new ArrayList<>(faults);
    if (faultCount > faults.size()) {
      all.add("and " + (faultCount - faults.size()) + " more");
    }
    return all;
  }

  /** Microseconds from a line's time to its arrival, counted since the last call of this method. */
  public synchronized Histogram takeLatency() {
    Histogram taken = latency.copy();
    latency.reset();
    return taken;
  }

  /** {@link System#nanoTime} of the last accepted request; 0 before the first. */
  public synchronized long lastArrival() {
    return lastArrival;
  }

  /** Compares these books with those of the source. */
  public synchronized Audit audit(SentLines sent) {
    return Audit.of(sent, timelines, toldLost());
  }

  @Override
  public synchronized String toString() {
    return "requests="
        + requests
        + " refused="
        + refused
        + " lines="
        + lines
        + " unique="
        + unique()
        + " foreign="
        + foreign
        + " duplicates="
        + duplicates
        + " duplicatesOutsideRepeats="
        + duplicatesOutsideRepeats
        + " outOfOrder="
        + outOfOrder
        + " lossNotices="
        + lossNotices
        + " toldLost="
        + toldLost()
        + " toldLostButReceived="
        + toldLostButReceived()
        + " untold="
        + untold()
        + " faults="
        + faults();
  }

  /** The numbers received of one timeline. */
  static final class Timeline {
    final BitSet numbers = new BitSet();
    private long last = -1;
    private long lastRequest;
    private long lastOfRequest = -1;
  }
}
