package dev.logplex.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
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

  private final LineCount lines = new LineCount();
  private final SeqRanges received = new SeqRanges();
  private final SeqRanges told = new SeqRanges();
  private final FrameIds frameIds = new FrameIds();
  private final List<String> faults = new ArrayList<>();

  private String drainToken;
  private long nextSeq = -1;
  private long requests;
  private long refused;
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

    Entry(DrainRequest request) {
      this.request = request;
      this.frames = new FrameReader(request.body(), request.length());
      this.seq = request.firstSeq();
    }

    void read() throws MalformedRequestException {
      lines.nextRequest();
      while (frames.advance()) {
        frameCount++;
        if (frames.startsWith(L10_PRIORITY) && isLossNotice()) {
          continue;
        }
        String wrong = lines.count(frames, place(seq));
        if (wrong != null) {
          fault(request, wrong);
        }
        seq++;
      }
      lines.endRequest();
      check();
      enterRange();
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

    private LineCount.Place place(long number) {
      if (number >= nextSeq) {
        return LineCount.Place.NEW;
      }
      return received.contains(number) ? LineCount.Place.REPEATED : LineCount.Place.LATE;
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
      long gap = request.firstSeq() - nextSeq;
      if (nextSeq >= 0 && dropped < gap) {
        fault(request, "starts " + gap + " lines after the last one ended and tells of " + dropped);
      }
    }

    private void enterRange() {
      told.add(request.firstSeq() - dropped, request.firstSeq() - 1);
      received.add(request.firstSeq(), request.lastSeq());
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
    return lines.lines();
  }

  /** Different numbered lines received. */
  public synchronized long unique() {
    return lines.unique();
  }

  /** The newest numbers received of a timeline, ascending. */
  public synchronized List<Long> newest(int timeline, int count) {
    return lines.newest(timeline, count);
  }

  /** Lines that carry no number: not from the test's sources. */
  public synchronized long foreign() {
    return lines.foreign();
  }

  /** Numbered lines that came before. */
  public synchronized long duplicates() {
    return lines.duplicates();
  }

  /** Of those, the ones whose sequence number was new: repeated by something before the drain. */
  public synchronized long duplicatesOutsideRepeats() {
    return lines.duplicatesOutsideRepeats();
  }

  /** Lines that came behind a later line of their timeline, outside of repeated ranges. */
  public synchronized long outOfOrder() {
    return lines.outOfOrder();
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
    return lines.takeLatency();
  }

  /** {@link System#nanoTime} of the last accepted request; 0 before the first. */
  public synchronized long lastArrival() {
    return lastArrival;
  }

  /** Compares these books with those of the source. */
  public synchronized Audit audit(SentLines sent) {
    return Audit.of(sent, lines.timelines(), toldLost());
  }

  @Override
  public synchronized String toString() {
    return "requests="
        + requests
        + " refused="
        + refused
        + " lines="
        + lines()
        + " unique="
        + unique()
        + " foreign="
        + foreign()
        + " duplicates="
        + duplicates()
        + " duplicatesOutsideRepeats="
        + duplicatesOutsideRepeats()
        + " outOfOrder="
        + outOfOrder()
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
}
