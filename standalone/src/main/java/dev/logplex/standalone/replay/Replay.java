package dev.logplex.standalone.replay;

import dev.logplex.history.HistoryChunk;
import dev.logplex.job.replay.HistoryVisitor;
import dev.logplex.job.replay.SavedChannel;
import dev.logplex.syslog.CanonicalLine;
import dev.logplex.syslog.LineFilter;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Picks lines, hands them to their destination, and tells how far it has come. */
final class Replay implements HistoryVisitor {

  private static final long TELL_EVERY = TimeUnit.SECONDS.toNanos(5);

  private final LineFilter filter;
  private final TimeRange times;
  private final Destination destination;
  private final PrintStream progress;
  private final CanonicalLine line = new CanonicalLine();
  private final Set<String> unseen;
  private boolean wanted;
  private long channels;
  private long read;
  private long picked;
  private long timeless;
  private long toldAt = System.nanoTime();

  /**
   * @param expected ids of the channels that should come; empty if that is not known
   */
  Replay(
      Set<String> expected,
      LineFilter filter,
      TimeRange times,
      Destination destination,
      PrintStream progress) {
    this.unseen = new HashSet<>(expected);
    this.filter = filter;
    this.times = times;
    this.destination = destination;
    this.progress = progress;
  }

  @Override
  public void channel(SavedChannel channel) throws IOException, InterruptedException {
    unseen.remove(channel.id());
    wanted = destination.channel(channel);
    if (wanted) {
      channels++;
    }
  }

  @Override
  public void lines(HistoryChunk chunk) throws IOException, InterruptedException {
    if (!wanted) {
      return;
    }
    line.over(chunk.frames(), 0, chunk.frames().length);
    for (long seq = chunk.firstSeq(); line.next(); seq++) {
      read++;
      if (filter.matches(line) && inTime()) {
        picked++;
        destination.line(seq, line);
      }
    }
    if (System.nanoTime() - toldAt > TELL_EVERY) {
      toldAt = System.nanoTime();
      progress.println("replay: " + counts() + " so far");
    }
  }

  /** Channels that should have come and did not. */
  Set<String> unseen() {
    return unseen;
  }

  /** How much was read and sent. */
  String counts() {
    String counts =
        String.format(
            Locale.ROOT,
            "%d channels, %d lines read, %d picked, %d sent",
            channels,
            read,
            picked,
            destination.sent());
    return timeless == 0 ? counts : counts + ", " + timeless + " left out for want of a time";
  }

  private boolean inTime() {
    TimeRange.Place place = times.of(line);
    if (place == TimeRange.Place.UNKNOWN) {
      timeless++;
    }
    return place == TimeRange.Place.INSIDE;
  }
}
