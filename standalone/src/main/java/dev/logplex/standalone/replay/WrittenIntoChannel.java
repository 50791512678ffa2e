package dev.logplex.standalone.replay;

import dev.logplex.frame.FrameScanner;
import dev.logplex.frame.OctetBuffer;
import dev.logplex.job.replay.SavedChannel;
import dev.logplex.syslog.CanonicalLine;
import dev.logplex.syslog.SourceName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Writes lines again, as a source would. A source is the name of a token, so each line is sent with
 * the token of that name; lines of a source that the channel has no token for are not written.
 */
final class WrittenIntoChannel implements Destination {

  private static final int MAX_LINES = 1_000;
  private static final int FULL = 256 << 10;
  private static final byte[] HOST = ascii(" host ");
  private static final byte[] NO_ID_NO_DATA = ascii(" - - ");

  private final GatewayClient gateway;
  private final String channel;
  private final String replay = UUID.randomUUID().toString();
  private final Map<String, byte[]> tokens = new HashMap<>();
  private final OctetBuffer body = new OctetBuffer(FULL + (16 << 10));
  private final OctetBuffer message = new OctetBuffer(1 << 10);
  private final TreeSet<String> withoutToken = new TreeSet<>();
  private int lines;
  private int requests;
  private long written;
  private long unplaced;
  private long tooLong;

  /**
   * @throws IOException if the gateway does not tell the channel's tokens
   */
  WrittenIntoChannel(GatewayClient gateway, String channel)
      throws IOException, InterruptedException {
    this.gateway = gateway;
    this.channel = channel;
    gateway.tokens(channel).forEach((name, id) -> tokens.put(source(name), ascii(id)));
  }

  @Override
  public boolean channel(SavedChannel from) {
    return true;
  }

  @Override
  public void line(long seq, CanonicalLine line) throws IOException, InterruptedException {
    String source = text(line.frames(), line.sourceFrom(), line.sourceTo());
    byte[] token = tokens.get(source);
    if (token == null) {
      unplaced++;
      withoutToken.add(
          new String(source.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
      return;
    }
    write(line, token);
    if (message.size() > FrameScanner.DEFAULT_MAX_LENGTH) {
      tooLong++;
      return;
    }
    body.appendDecimal(message.size());
    body.append((byte) ' ');
    body.append(message.array(), 0, message.size());
    lines++;
    if (lines >= MAX_LINES || body.size() >= FULL) {
      finish();
    }
  }

  @Override
  public void finish() throws IOException, InterruptedException {
    if (lines > 0) {
      gateway.write(body.toByteArray(), lines, replay + "-" + requests++);
      written += lines;
      lines = 0;
      body.clear();
    }
  }

  @Override
  public long sent() {
    return written;
  }

  @Override
  public String shortfall() {
    if (unplaced > 0) {
      return unplaced
          + " lines were not written, because channel "
          + channel
          + " has no token named "
          + String.join(" or ", withoutToken);
    }
    return tooLong > 0 ? tooLong + " lines were not written, because they are too long" : null;
  }

  @Override
  public void close() {
    // Nothing stays open.
  }

  private void write(CanonicalLine line, byte[] token) {
    byte[] frames = line.frames();
    message.clear();
    message.append(frames, line.messageFrom(), line.timeTo());
    message.append(HOST);
    message.append(token);
    message.append((byte) ' ');
    message.append(frames, line.psFrom(), line.psTo());
    message.append(NO_ID_NO_DATA);
    message.append(frames, line.contentFrom(), line.contentTo());
  }

  private static String source(String tokenName) {
    byte[] source = SourceName.octets(tokenName);
    return text(source, 0, source.length);
  }

  /** One character an octet: to compare, not to show. */
  private static String text(byte[] octets, int from, int to) {
    return new String(Arrays.copyOfRange(octets, from, to), StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
