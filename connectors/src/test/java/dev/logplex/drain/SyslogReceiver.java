package dev.logplex.drain;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads octet-counted messages (RFC 6587 §3.4.1). */
final class SyslogReceiver extends SocketReceiver {

  private static final Pattern NOTICE =
      Pattern.compile("Error L10 \\(output buffer overflow\\): ([0-9]+) messages dropped .*");

  final List<String> messages = new CopyOnWriteArrayList<>();
  private final String scheme;

  SyslogReceiver() {
    super(java.net.ServerSocket::new);
    scheme = "syslog";
  }

  SyslogReceiver(Certs.Sockets tls) {
    super(tls);
    scheme = "syslog+tls";
  }

  @Override
  String url() {
    return scheme + "://127.0.0.1:" + port();
  }

  @Override
  List<String> contents() {
    return messages.stream().map(SyslogReceiver::content).toList();
  }

  private static String content(String message) {
    String content = message.substring(message.indexOf(" - - ") + 5, message.length() - 1);
    Matcher notice = NOTICE.matcher(content);
    return notice.matches() ? "L10 " + notice.group(1) : content;
  }

  @Override
  void serve(Socket socket, InputStream in) throws IOException {
    while (true) {
      int length = 0;
      for (int c = octet(in); c != ' '; c = octet(in)) {
        length = 10 * length + c - '0';
      }
      byte[] message = in.readNBytes(length);
      if (message.length == length) {
        messages.add(new String(message, StandardCharsets.UTF_8));
      }
    }
  }

  private static int octet(InputStream in) throws IOException {
    int octet = in.read();
    if (octet < 0) {
      throw new EOFException();
    }
    return octet;
  }
}
