package dev.logplex.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** Shows the requests it got, octet by octet, and answers as told. */
final class HttpReceiver extends SocketReceiver {

  /** One request as it came. */
  record Received(String head, byte[] body) {
    byte[] plainBody() {
      if (!"gzip".equals(header("Content-Encoding"))) {
        return body;
      }
      try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
        return plain.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String header(String name) {
      for (String line : head.split("\r\n")) {
        if (line.startsWith(name + ": ")) {
          return line.substring(name.length() + 2);
        }
      }
      return null;
    }
  }

  /** What to do with a request; returning false ends the connection. */
  interface Behaviour {
    boolean answer(int request, Received received, Socket socket, OutputStream out)
        throws IOException;
  }

  static final Behaviour OK = always("HTTP/1.1 204 No Content\r\n\r\n");

  final List<Received> received = new CopyOnWriteArrayList<>();
  private final String scheme;
  private volatile Behaviour behaviour = OK;

  HttpReceiver() {
    super(ServerSocket::new);
    scheme = "http";
  }

  HttpReceiver(Certs.Sockets tls) {
    super(tls);
    scheme = "https";
  }

  static Behaviour always(String answer) {
    return (request, received, socket, out) -> {
      out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return true;
    };
  }

  HttpReceiver answering(Behaviour newBehaviour) {
    behaviour = newBehaviour;
    return this;
  }

  @Override
  String url() {
    return scheme + "://127.0.0.1:" + port() + "/in";
  }

  @Override
  List<String> contents() {
    return received.stream().flatMap(r -> Lines.contents(r.body()).stream()).toList();
  }

  /** Vector's rule, and that of receivers that read the counts: both find what is announced. */
  @Override
  void verify() {
    for (Received request : received) {
      byte[] body = request.plainBody();
      long announced = Long.parseLong(request.header("Logplex-Msg-Count"));
      assertThat(new String(body, StandardCharsets.ISO_8859_1).split("\n"))
          .as("lines of %s", request.head())
          .filteredOn(line -> !line.isEmpty())
          .hasSize((int) announced);
      if (request.header("Content-Type").equals("application/logplex-1")) {
        assertThat(Lines.messages(body))
            .as("frames of %s", request.head())
            .hasSize((int) announced);
      }
    }
  }

  @Override
  void serve(Socket socket, InputStream in) throws IOException {
    OutputStream out = socket.getOutputStream();
    Received request;
    do {
      request = read(in);
      if (request == null) {
        return;
      }
      received.add(request);
    } while (behaviour.answer(received.size(), request, socket, out));
  }

  private static Received read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int octet = in.read();
      if (octet < 0) {
        return null;
      }
      head.write(octet);
    }
    Received request = new Received(head.toString(StandardCharsets.ISO_8859_1), null);
    int length = Integer.parseInt(request.header("Content-Length"));
    byte[] body = in.readNBytes(length);
    return body.length == length ? new Received(request.head(), body) : null;
  }
}
