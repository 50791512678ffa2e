package dev.logplex.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole answer to a request.
 *
 * @param status HTTP status
 * @param reason reason phrase; null for the usual one
 * @param headers headers, {@code Content-Type} among them
 * @param body octets, not changed by either side; empty for none
 */
public record Answer(int status, String reason, Map<String, String> headers, byte[] body) {

  public static final String JSON = "application/json";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final byte[] NOTHING = new byte[0];

  public Answer {
    headers = Map.copyOf(headers);
  }

  /** An answer without a body. */
  public static Answer empty(int status) {
    return new Answer(status, null, Map.of(), NOTHING);
  }

  /** A text of the given media type. */
  public static Answer text(int status, String contentType, String body) {
    return new Answer(
        status, null, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
  }

  public static Answer json(int status, JsonNode body) {
    try {
      return new Answer(status, null, Map.of("Content-Type", JSON), MAPPER.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }

  /** The same answer with one more header. */
  public Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, reason, more, body);
  }

  /** The same answer with its own reason phrase: in Logplex's contract it is part of the answer. */
  public Answer withReason(String phrase) {
    return new Answer(status, phrase, headers, body);
  }

  /** Makes this the answer to a request. */
  public void send(Context ctx) {
    HttpServletResponse response = ctx.res();
    response.setStatus(status);
    response.setContentType(null);
    headers.forEach(response::setHeader);
    if (reason != null) {
      ReasonPhrase.set(ctx.req(), reason);
    }
    if (body.length > 0) {
      ctx.result(body);
    }
  }
}
