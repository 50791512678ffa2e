package dev.logplex.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Speaks HTTP octet by octet, so that tests see what is really on the wire. */
public final class RawHttp {

  private RawHttp() {}

  /** Sends the text, then reads one answer; the connection is not used again. */
  public static Response send(int port, String head, byte[] body) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(15_000);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.write(head.getBytes(StandardCharsets.UTF_8));
      all.write(body);
      socket.getOutputStream().write(all.toByteArray());
      socket.getOutputStream().flush();
      return read(socket.getInputStream());
    }
  }

  /** A request with headers given line by line; {@code Host} and length are added. */
  public static Response request(
      int port, String method, String path, byte[] body, String... headers) throws IOException {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: test\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    if (method.equals("HEAD")) {
      // Its answer names the length of a body that does not come.
      head.append("Connection: close\r\n");
    }
    if (body.length > 0) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    return send(port, head + "\r\n", body);
  }

  /** Reads one answer; null if the connection ends before its first octet. */
  public static Response read(InputStream in) throws IOException {
    String status = line(in);
    if (status == null) {
      return null;
    }
    List<String> headers = new ArrayList<>();
    String header;
    while ((header = line(in)) != null && !header.isEmpty()) {
      headers.add(header);
    }
    Response head = new Response(status, headers, new byte[0]);
    return new Response(status, headers, body(in, head));
  }

  private static byte[] body(InputStream in, Response head) throws IOException {
    if (head.status() < 200 || head.status() == 204) {
      return new byte[0];
    }
    if ("chunked".equals(head.header("transfer-encoding"))) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      int size;
      while ((size = Integer.parseInt(line(in), 16)) > 0) {
        all.write(in.readNBytes(size));
        line(in);
      }
      line(in);
      return all.toByteArray();
    }
    String length = head.header("content-length");
    return length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int octet;
    while ((octet = in.read()) >= 0) {
      if (octet == '\n') {
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      line.write(octet);
    }
    return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
  }

  /** One answer as it came. */
  public record Response(String statusLine, List<String> headers, byte[] body) {

    public int status() {
      return Integer.parseInt(statusLine.split(" ")[1]);
    }

    /** The value of a header; null without it. */
    public String header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(header -> header.substring(prefix.length()).strip())
          .findFirst()
          .orElse(null);
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }
}
