package dev.logplex.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/**
 * Says what heroku/log-shuttle says, octet by octet: one of its senders, with its one connection.
 * Headers are in the order in which Go writes them. Not thread-safe.
 */
public final class LogShuttle implements AutoCloseable {

  /** What it sends in one request at most. */
  public static final int MOST_LINES = 500;

  /** Longer lines are sent in pieces. */
  public static final int PIECE = 10_000;

  private static final int ATTEMPTS = 3;
  private static final Duration ANSWER_TIME = Duration.ofSeconds(5);
  private static final String TIME = "2026-03-01T08:15:30.000123+00:00";
  private static final int CHUNK = 32 << 10;

  private final URI logs;
  private final String token;
  private final boolean gzip;
  private Socket socket;

  /**
   * @param logs where it posts to, path and all
   * @param token id of the token it posts with
   */
  public LogShuttle(URI logs, String token, boolean gzip) {
    this.logs = logs;
    this.token = token;
    this.gzip = gzip;
  }

  /**
   * What one request carries, however often it is sent.
   *
   * @param id the same in each attempt
   * @param frames all of them, those of L12 and L13 too
   */
  public record Batch(String id, int frames, int dropped, int lost, byte[] body) {}

  /**
   * What became of a batch.
   *
   * @param statuses of all answers, one for each attempt; 0 for none
   */
  public record Delivery(Batch batch, List<Integer> statuses) {

    /** Whether it would be content: it takes any status below 400 for success. */
    public boolean succeeded() {
      int last = statuses.get(statuses.size() - 1);
      return last > 0 && last < 400;
    }
  }

  /**
   * Makes a batch of lines.
   *
   * @param dropped lines of which it tells that it had no room for them; 0 for none
   * @param lost lines of which it tells that it could not deliver them; 0 for none
   */
  public Batch batch(List<byte[]> lines, int dropped, int lost) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int frames = 0;
    for (byte[] line : lines) {
      frames += frames(line, body);
    }
    if (dropped > 0) {
      frames += notice("L12", dropped, "dropped", body);
    }
    if (lost > 0) {
      frames += notice("L13", lost, "lost", body);
    }
    return new Batch(UUID.randomUUID().toString(), frames, dropped, lost, body.toByteArray());
  }

  /** Sends a batch as often as log-shuttle does: again when the connection breaks, else not. */
  public Delivery deliver(Batch batch) {
    List<Integer> statuses = new ArrayList<>();
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        statuses.add(send(batch));
        break;
      } catch (IOException e) {
        close();
        statuses.add(0);
        LockSupport.parkNanos(Duration.ofMillis(100L * attempt).toNanos());
      }
    }
    return new Delivery(batch, statuses);
  }

  /**
   * Sends a batch once.
   *
   * @return the answer's status
   * @throws IOException if there was none
   */
  public int send(Batch batch) throws IOException {
    if (socket == null) {
      socket = new Socket(logs.getHost(), logs.getPort());
      socket.setSoTimeout((int) ANSWER_TIME.toMillis());
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(head(batch).getBytes(StandardCharsets.US_ASCII));
    chunks(gzip ? zipped(batch.body()) : batch.body(), request);
    socket.getOutputStream().write(request.toByteArray());
    return answer(socket.getInputStream());
  }

  /** Closes the connection; the next batch opens another. */
  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      socket = null;
    }
  }

  private String head(Batch batch) {
    String user = "token:" + token;
    StringBuilder head = new StringBuilder("POST " + logs.getRawPath() + " HTTP/1.1\r\n");
    head.append("Host: ").append(logs.getRawAuthority()).append("\r\n");
    head.append("User-Agent: log-shuttle/0.18.0 (go1.13.8; linux; amd64; gc)\r\n");
    head.append("Transfer-Encoding: chunked\r\n");
    head.append("Authorization: Basic ")
        .append(Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.US_ASCII)))
        .append("\r\n");
    if (gzip) {
      head.append("Content-Encoding: gzip\r\n");
    }
    head.append("Content-Type: application/logplex-1\r\n");
    if (batch.dropped() > 0) {
      head.append("Logplex-Drop-Count: ").append(batch.dropped()).append("\r\n");
    }
    if (batch.lost() > 0) {
      head.append("Logplex-Lost-Count: ").append(batch.lost()).append("\r\n");
    }
    head.append("Logplex-Msg-Count: ").append(batch.frames()).append("\r\n");
    head.append("X-Request-Id: ").append(batch.id()).append("\r\n");
    head.append("Accept-Encoding: gzip\r\n");
    return head.append("\r\n").toString();
  }

  private int frames(byte[] line, ByteArrayOutputStream out) {
    int frames = 0;
    int from = 0;
    do {
      int to = Math.min(line.length, from + PIECE);
      frame("<190>1 " + TIME + " shuttle " + token + " shuttle - - ", line, from, to, out);
      frames++;
      from = to;
    } while (from < line.length);
    return frames;
  }

  private int notice(String code, int count, String what, ByteArrayOutputStream out) {
    String text = "Error " + code + ": " + count + " messages " + what + " since " + TIME + "\n";
    byte[] content = text.getBytes(StandardCharsets.US_ASCII);
    String head = "<172>1 " + TIME + " heroku " + token + " log-shuttle - - ";
    frame(head, content, 0, content.length, out);
    return 1;
  }

  private static void frame(
      String head, byte[] content, int from, int to, ByteArrayOutputStream out) {
    String start = head.length() + to - from + " " + head;
    out.writeBytes(start.getBytes(StandardCharsets.US_ASCII));
    out.write(content, from, to - from);
  }

  private static void chunks(byte[] body, ByteArrayOutputStream out) {
    for (int from = 0; from < body.length; from += CHUNK) {
      int length = Math.min(CHUNK, body.length - from);
      out.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(body, from, length);
      out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] zipped(byte[] body) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(all)) {
      zip.write(body);
    }
    return all.toByteArray();
  }

  private static int answer(InputStream in) throws IOException {
    String status = line(in);
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    in.readNBytes(length);
    return Integer.parseInt(status.split(" ")[1]);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new IOException("the connection ended");
      }
      line.append((char) octet);
    }
    return line.toString().stripTrailing();
  }
}
