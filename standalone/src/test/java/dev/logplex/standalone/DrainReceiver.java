package dev.logplex.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP drain that takes everything and remembers it. */
final class DrainReceiver implements AutoCloseable {

  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  private DrainReceiver(HttpServer server) {
    this.server = server;
  }

  static DrainReceiver start() throws IOException {
    DrainReceiver receiver =
        new DrainReceiver(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50));
    receiver.server.setExecutor(receiver.threads);
    receiver.server.createContext("/", receiver::take);
    receiver.server.start();
    return receiver;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/lines");
  }

  /** Requests so far, in the order of their arrival. */
  List<Request> requests() {
    return requests;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] range = exchange.getRequestHeaders().getFirst("Logplex-Seq").split("-");
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      requests.add(
          new Request(
              Long.parseLong(range[0]), Long.parseLong(range[1]), LogplexClient.texts(body)));
      exchange.sendResponseHeaders(204, -1);
    }
  }

  /**
   * One request.
   *
   * @param first sequence of its first line
   * @param last sequence of its last line
   * @param texts what its lines say
   */
  record Request(long first, long last, List<String> texts) {}
}
