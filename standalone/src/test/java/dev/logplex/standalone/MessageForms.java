package dev.logplex.standalone;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Messages in every form that sources use, and what readers must see of them, octet by octet. One
 * text has one char for each octet.
 */
final class MessageForms {

  private static final String HEAD = "<190>1 2026-01-02T03:04:05.678901+00:00 ";

  /** What stands behind PROCID and MSGID, and what of it is content. */
  private record Form(String sent, String content) {}

  private static final List<Form> FORMS =
      List.of(
          new Form("- - plain", "plain"),
          new Form("- single dash", "single dash"),
          new Form("ID47 - a message id", "a message id"),
          new Form("- [a] no parameter", "no parameter"),
          new Form("- [a b=\"c\"] one element", "one element"),
          new Form("- [a b=\"c\"][d e=\"f\" g=\"h\"] two elements", "two elements"),
          new Form("- [a b=\"x\\]y\\\"z\\\\\"] escapes", "escapes"),
          new Form("- [a b=\"c ]d\"] a bare bracket", "[a b=\"c ]d\"] a bare bracket"),
          new Form("- [a b=\"\u00c3\u00a4\"] octets above 127", "octets above 127"),
          new Form("- [a b=\"c\"] [no element] content", "[no element] content"),
          new Form("- [never closed", "[never closed"),
          new Form("- - ", ""),
          new Form("- -", ""),
          new Form("- - \u00ef\u00bb\u00bfwith a mark", "\u00ef\u00bb\u00bfwith a mark"),
          new Form("- - nul \0 and \u00ff\u00fe\u0080", "nul \0 and \u00ff\u00fe\u0080"),
          new Form("- - carriage \r returns \r\r", "carriage \r returns \r\r"),
          new Form("- -  two blanks  ", " two blanks  "),
          new Form("- - ended\n", "ended"),
          new Form("- - " + "x".repeat(9_900), "x".repeat(9_900)));

  private MessageForms() {}

  /** All of them, counted, as a source with this token sends them. */
  static byte[] sent(String token) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (Form form : FORMS) {
      frame(HEAD + "vm7 " + token + " web.1 " + form.sent, frames);
    }
    return frames.toByteArray();
  }

  /** As frames, in history and in drains. */
  static byte[] frames() {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (Form form : FORMS) {
      frame(HEAD + "host app web.1 - " + form.content + "\n", frames);
    }
    return frames.toByteArray();
  }

  /** As the lines of a session. */
  static byte[] lines() {
    StringBuilder lines = new StringBuilder();
    for (Form form : FORMS) {
      lines.append("2026-01-02T03:04:05.678901+00:00 app[web.1]: ").append(form.content);
      lines.append('\n');
    }
    return octets(lines.toString());
  }

  private static void frame(String message, ByteArrayOutputStream out) {
    byte[] octets = octets(message);
    out.writeBytes(octets(octets.length + " "));
    out.writeBytes(octets);
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
