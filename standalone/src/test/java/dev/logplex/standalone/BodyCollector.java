package dev.logplex.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/** A drain's receiver that keeps the octets of all bodies, one behind the other. */
final class BodyCollector implements AutoCloseable {

  private final HttpServer server;
  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

  BodyCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    octets.writeBytes(exchange.getRequestBody().readAllBytes());
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  byte[] octets() {
    return octets.toByteArray();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
