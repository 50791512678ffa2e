package dev.logplex.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers POSTs with a status, or with 0 by closing the connection, and remembers them. */
final class IngestStub implements AutoCloseable {

  record Post(String requestId, String authorization, byte[] body) {}

  final List<Post> posts = new CopyOnWriteArrayList<>();
  volatile int status = 204;

  private final HttpServer server;

  IngestStub(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/logs", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      posts.add(
          new Post(
              exchange.getRequestHeaders().getFirst("X-Request-Id"),
              exchange.getRequestHeaders().getFirst("Authorization"),
              exchange.getRequestBody().readAllBytes()));
      if (status > 0) {
        exchange.sendResponseHeaders(status, -1);
      }
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
