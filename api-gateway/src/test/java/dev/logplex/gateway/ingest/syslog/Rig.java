package dev.logplex.gateway.ingest.syslog;

import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.MemoryConfigStore;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.model.Token;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A server on real ports, with channels {@code app-1} to {@code app-3}. */
final class Rig implements AutoCloseable {

  static final String CHANNEL = "app-1";
  private static final String HEADER = "<190>1 2026-03-01T08:15:30.000123+00:00 vm7 ";

  final MemoryConfigStore config = new MemoryConfigStore();
  final StoringPublisher publisher = new StoringPublisher();
  final CountedMetrics metrics = new CountedMetrics();
  final SyslogServer server;

  Rig(SyslogSettings settings) {
    for (String id : List.of("app-1", "app-2", "app-3")) {
      create(id);
    }
    server = SyslogServer.start("127.0.0.1", settings, config, publisher, metrics);
  }

  static Rig plain() {
    return new Rig(SyslogSettings.listening(0, null));
  }

  void create(String channel) {
    config.execute(new ConfigCommand.PutChannel(channel, List.of("app"), null)).join();
  }

  String token(String channel) {
    return config.channel(channel).orElseThrow().tokens().stream()
        .map(Token::id)
        .findFirst()
        .orElseThrow();
  }

  /** A counted message to {@link #CHANNEL}. */
  String frame(String content) {
    return frame(CHANNEL, content);
  }

  String frame(String channel, String content) {
    return counted(HEADER + token(channel) + " web.1 - - " + content);
  }

  static String counted(String message) {
    return message.getBytes(StandardCharsets.UTF_8).length + " " + message;
  }

  /** The message that {@link #frame} becomes. */
  static String line(String content) {
    return "<190>1 2026-03-01T08:15:30.000123+00:00 host app web.1 - " + content + "\n";
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port().orElseThrow());
    socket.setTcpNoDelay(true);
    return socket;
  }

  static void send(Socket socket, String text) throws IOException {
    send(socket, text.getBytes(StandardCharsets.UTF_8));
  }

  static void send(Socket socket, byte[] octets) throws IOException {
    socket.getOutputStream().write(octets);
    socket.getOutputStream().flush();
  }

  /** Waits until the fate of so many lines and malformed items is known. */
  void awaitSettled(long count) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(metrics::settled, settled -> settled >= count);
  }

  @Override
  public void close() {
    publisher.release();
    server.close();
  }
}
