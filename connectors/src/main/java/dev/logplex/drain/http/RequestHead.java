package dev.logplex.drain.http;

import dev.logplex.drain.DrainRequest;
import dev.logplex.drain.DrainUrl;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the head of a drain request as Logplex does, header for header, and behind that what
 * Logplex has not: {@code Logplex-Seq} with the range of sequences in the body, {@code
 * Logplex-Drop-Count} if the body tells of losses, and what the drain's options ask for.
 */
final class RequestHead {

  static final String USER_AGENT = "Logplex/0.1.0";

  private final String start;
  private final String drainToken;
  private final String marks;
  private final String end;

  /**
   * @param marks headers in place of {@code Logplex-Seq}; empty for a drain's own stream
   * @throws IllegalArgumentException if one of the drain's own headers cannot be sent
   */
  RequestHead(DrainUrl url, Drain drain, Map<String, String> marks) {
    DrainOptions options = drain.options();
    StringBuilder head = new StringBuilder();
    head.append("POST ").append(url.target()).append(" HTTP/1.1\r\n");
    header(head, "Host", url.hostHeader());
    if (url.userinfo() != null) {
      header(head, "Authorization", "Basic " + basic(url.userinfo()));
    }
    header(
        head,
        "Content-Type",
        options.format() == DrainOptions.Format.JSON
            ? "application/x-ndjson"
            : "application/logplex-1");
    start = head.toString();
    drainToken = drain.token();
    StringBuilder marked = new StringBuilder();
    new TreeMap<>(marks).forEach((name, value) -> header(marked, name, value));
    this.marks = marked.toString();
    end = end(options);
  }

  /**
   * @param lines lines in the body, which receivers count
   */
  byte[] of(DrainRequest request, int lines, long contentLength) {
    StringBuilder head = new StringBuilder(start.length() + end.length() + 320);
    head.append(start);
    header(head, "Logplex-Msg-Count", Integer.toString(lines));
    header(head, "Logplex-Frame-Id", request.frameId());
    header(head, "Logplex-Drain-Token", drainToken);
    header(head, "User-Agent", USER_AGENT);
    header(head, "Content-Length", Long.toString(contentLength));
    if (marks.isEmpty()) {
      header(head, "Logplex-Seq", request.firstSeq() + "-" + request.lastSeq());
    } else {
      head.append(marks);
    }
    if (request.notice().count() > 0) {
      header(head, "Logplex-Drop-Count", Long.toString(request.notice().count()));
    }
    return head.append(end).toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String end(DrainOptions options) {
    StringBuilder end = new StringBuilder();
    if (options.gzip()) {
      header(end, "Content-Encoding", "gzip");
    }
    new TreeMap<>(options.headers())
        .forEach(
            (name, value) -> {
              DrainHeaders.check(name, value);
              header(end, name, value);
            });
    return end.append("\r\n").toString();
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
