package dev.logplex.gateway.config;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.secret.Sealer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A configuration store that other gateways reach over a real socket. */
final class TestGateway implements AutoCloseable {

  static final Sealer SEALER = new Sealer(new byte[32]);

  private final KafkaConfigStore store;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  TestGateway(String bootstrapServers, String id) {
    store =
        KafkaConfigStore.start(
            KafkaSettings.of(bootstrapServers), SEALER, ConfigStoreSettings.of(id));
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(InternalConfigEndpoint.PATH, this::answer);
    server.start();
    store.ready().orTimeout(20, TimeUnit.SECONDS).join();
    store.join(url()).orTimeout(30, TimeUnit.SECONDS).join();
  }

  KafkaConfigStore store() {
    return store;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  <R> R run(ConfigCommand<R> command) {
    return execute(command).join();
  }

  <R> CompletableFuture<R> execute(ConfigCommand<R> command) {
    return store.execute(command).orTimeout(40, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    store.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] request = exchange.getRequestBody().readAllBytes();
    try {
      byte[] answer = store.endpoint().handle(request).join();
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (IllegalArgumentException e) {
      exchange.sendResponseHeaders(403, -1);
    } finally {
      exchange.close();
    }
  }
}
