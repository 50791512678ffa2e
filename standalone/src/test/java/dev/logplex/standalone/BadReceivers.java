package dev.logplex.standalone;

import io.netty.pkitesting.CertificateBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/**
 * Receivers that are each broken in one way, on loopback. Each method makes one; returns its URL.
 */
final class BadReceivers implements AutoCloseable {

  /** What is done with a connection. */
  private interface Behaviour {
    void meet(Socket socket) throws IOException;
  }

  private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

  /** Nobody listens. */
  String nobody() throws IOException {
    try (ServerSocket socket = listen(50)) {
      return url(socket);
    }
  }

  /** Connections are never accepted, and the queue for them is full. */
  String fullQueue() throws IOException {
    ServerSocket socket = listen(1);
    open.add(socket);
    for (int i = 0; i < 8; i++) {
      SocketChannel waiting = SocketChannel.open();
      open.add(waiting);
      waiting.configureBlocking(false);
      waiting.connect(socket.getLocalSocketAddress());
    }
    return url(socket);
  }

  /** Reads, and says nothing. */
  String hanging() throws IOException {
    return serve(listen(50), socket -> socket.getInputStream().transferTo(discard()));
  }

  /** Reads something, and resets the connection. */
  String resetting() throws IOException {
    return serve(
        listen(50),
        socket -> {
          socket.getInputStream().read();
          socket.setSoLinger(true, 0);
        });
  }

  /** Talks another protocol. */
  String mail() throws IOException {
    return serve(listen(50), socket -> say(socket, "220 mail.example ready\r\n"));
  }

  /** Answers each request with a status. */
  String answering(int status) throws IOException {
    return serve(
        listen(50),
        socket -> say(socket, "HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n"));
  }

  /** Has a certificate that nobody vouches for. */
  String selfSigned() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new CertificateBuilder()
            .ecp256()
            .subject("CN=nobody")
            .addSanIpAddress("127.0.0.1")
            .setIsCertificateAuthority(true)
            .buildSelfSigned()
            .toKeyManagerFactory()
            .getKeyManagers(),
        null,
        null);
    ServerSocket socket =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    return serve(socket, connection -> connection.getInputStream().transferTo(discard()))
        .replace("http:", "https:");
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private String serve(ServerSocket listening, Behaviour behaviour) {
    open.add(listening);
    start(
        () -> {
          while (true) {
            Socket socket = listening.accept();
            open.add(socket);
            start(
                () -> {
                  try (socket) {
                    behaviour.meet(socket);
                  }
                });
          }
        });
    return url(listening);
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void start(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // One side hung up.
              }
            },
            "bad-receiver");
    thread.setDaemon(true);
    thread.start();
  }

  private static void say(Socket socket, String text) throws IOException {
    InputStream in = socket.getInputStream();
    in.read();
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    in.transferTo(discard());
  }

  private static java.io.OutputStream discard() {
    return java.io.OutputStream.nullOutputStream();
  }

  private static ServerSocket listen(int queue) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), queue);
    return socket;
  }

  private static String url(ServerSocket socket) {
    return "http://127.0.0.1:" + socket.getLocalPort() + "/in";
  }
}
