package dev.logplex.standalone.replay;

import dev.logplex.frame.OctetBuffer;
import dev.logplex.job.replay.SavedChannel;
import dev.logplex.syslog.CanonicalLine;
import java.io.IOException;
import java.io.OutputStream;

/** Prints lines. */
final class Printed implements Destination {

  private static final int FULL = 64 << 10;

  private final LineForm form;
  private final OutputStream out;
  private final OctetBuffer gathered = new OctetBuffer(FULL);
  private String channel;
  private long waiting;
  private long printed;

  Printed(LineForm form, OutputStream out) {
    this.form = form;
    this.out = out;
  }

  @Override
  public boolean channel(SavedChannel next) {
    channel = next.id();
    return true;
  }

  @Override
  public void line(long seq, CanonicalLine line) throws IOException {
    form.append(channel, seq, line, gathered);
    waiting++;
    if (gathered.size() >= FULL) {
      finish();
    }
  }

  @Override
  public void finish() throws IOException {
    try {
      out.write(gathered.array(), 0, gathered.size());
      out.flush();
    } catch (IOException e) {
      throw new IOException("cannot write the lines: " + e.getMessage(), e);
    }
    printed += waiting;
    waiting = 0;
    gathered.clear();
  }

  @Override
  public long sent() {
    return printed;
  }

  @Override
  public void close() {
    // Whoever opened the stream closes it.
  }
}
