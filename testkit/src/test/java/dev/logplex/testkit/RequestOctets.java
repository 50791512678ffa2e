package dev.logplex.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;

/** Builds drain requests as a correct sender makes them, or with one thing wrong. */
final class RequestOctets {

  private static final String HEAD = "<190>1 2026-03-01T08:15:30+00:00 host app web.1 - ";

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final long firstSeq;
  private int frames;
  private int lines;
  private long dropped;

  private RequestOctets(long firstSeq) {
    this.firstSeq = firstSeq;
  }

  static RequestOctets from(long firstSeq) {
    return new RequestOctets(firstSeq);
  }

  RequestOctets lost(long count) {
    dropped += count;
    return frame(
        "<172>1 2026-03-01T08:16:02+00:00 host heroku logplex - Error L10 (output buffer"
            + " overflow): "
            + count
            + " messages dropped since 2026-03-01T08:15:58+00:00.\n");
  }

  /** Lines of timeline 1 with the numbers from first to last. */
  RequestOctets numbers(long first, long last) {
    for (long number = first; number <= last; number++) {
      line(1, number);
    }
    return this;
  }

  RequestOctets line(int timeline, long number) {
    lines++;
    return frame(
        HEAD
            + String.format("s=%04d n=%012d t=%016d text%n", timeline, number, NumberedLine.now()));
  }

  RequestOctets foreignLine() {
    lines++;
    return frame(HEAD + "not from the test\n");
  }

  private RequestOctets frame(String message) {
    frames++;
    return octets(message.length() + " " + message);
  }

  RequestOctets octets(String octets) {
    body.writeBytes(octets.getBytes(US_ASCII));
    return this;
  }

  DrainRequest id(String frameId) {
    return build("d.1", frameId, frames, firstSeq + lines - 1, dropped);
  }

  DrainRequest id(String frameId, int msgCount) {
    return build("d.1", frameId, msgCount, firstSeq + lines - 1, dropped);
  }

  DrainRequest forDrain(String token) {
    return build(token, "X" + firstSeq, frames, firstSeq + lines - 1, dropped);
  }

  DrainRequest dropCount(long count) {
    return build("d.1", "X" + firstSeq, frames, firstSeq + lines - 1, count);
  }

  DrainRequest to(long lastSeq) {
    return build("d.1", "X" + firstSeq, frames, lastSeq, dropped);
  }

  private DrainRequest build(String token, String id, int count, long lastSeq, long dropCount) {
    return new DrainRequest(
        token, id, count, firstSeq, lastSeq, dropCount, body.toByteArray(), body.size());
  }
}
