package dev.logplex.job.savepoint;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes what all drains are sent, and tells them apart by their tokens. */
final class DrainReceiver implements AutoCloseable {

  private static final Pattern LINE = Pattern.compile(" - line (\\d+)\n");
  private static final Pattern LOSS = Pattern.compile("Error L10 .*: (\\d+) messages dropped");

  private final HttpServer server;
  private final Map<String, Seen> drains = new ConcurrentHashMap<>();

  /**
   * What a drain was sent.
   *
   * @param lost lines it was told it did not get
   * @param lines numbers of the lines, in order
   * @param lastSeq end of the last request's sequence
   */
  record Seen(long lost, NumberRuns lines, long lastSeq) {
    static final Seen NOTHING = new Seen(0, NumberRuns.NONE, 0);

    private Seen and(String body, long last) {
      NumberRuns all = lines;
      for (Matcher line = LINE.matcher(body); line.find(); ) {
        all = all.and(Long.parseLong(line.group(1)));
      }
      long dropped = lost;
      for (Matcher loss = LOSS.matcher(body); loss.find(); ) {
        dropped += Long.parseLong(loss.group(1));
      }
      return new Seen(dropped, all, last);
    }
  }

  DrainReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::receive);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  Seen seen(String token) {
    return drains.getOrDefault(token, Seen.NOTHING);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void receive(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
    String seq = exchange.getRequestHeaders().getFirst("Logplex-Seq");
    long last = Long.parseLong(seq.substring(seq.indexOf('-') + 1));
    drains.merge(
        exchange.getRequestHeaders().getFirst("Logplex-Drain-Token"),
        Seen.NOTHING.and(body, last),
        (before, now) -> before.and(body, last));
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }
}
