package dev.logplex.drain.http;

import dev.logplex.drain.DrainRequest;
import dev.logplex.drain.DrainUrl;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Writes the head of a drain request as Logplex does, header for header, and behind that what
 * Logplex has not: {@code Logplex-Seq} with the range of sequences in the body, and {@code
 * Logplex-Drop-Count} if the body tells of losses.
 */
final class RequestHead {

  static final String USER_AGENT = "Logplex/0.1.0";

  private final String start;
  private final String drainToken;

  RequestHead(DrainUrl url, String drainToken) {
    this.drainToken = drainToken;
    StringBuilder head = new StringBuilder();
    head.append("POST ").append(url.target()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(url.hostHeader()).append("\r\n");
    if (url.userinfo() != null) {
      head.append("Authorization: Basic ").append(basic(url.userinfo())).append("\r\n");
    }
    this.start = head.append("Content-Type: application/logplex-1\r\n").toString();
  }

  byte[] of(DrainRequest request, long contentLength) {
    StringBuilder head = new StringBuilder(start.length() + 320);
    head.append(start);
    header(head, "Logplex-Msg-Count", Integer.toString(request.messages()));
    header(head, "Logplex-Frame-Id", request.frameId());
    header(head, "Logplex-Drain-Token", drainToken);
    header(head, "User-Agent", USER_AGENT);
    header(head, "Content-Length", Long.toString(contentLength));
    header(head, "Logplex-Seq", request.firstSeq() + "-" + request.lastSeq());
    if (request.notice().count() > 0) {
      header(head, "Logplex-Drop-Count", Long.toString(request.notice().count()));
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void header(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  /** As written in the URL, not percent-decoded; a user alone has an empty password. */
  private static String basic(String userinfo) {
    String pair = userinfo.indexOf(':') < 0 ? userinfo + ":" : userinfo;
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.ISO_8859_1));
  }
}
