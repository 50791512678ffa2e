package dev.logplex.gateway.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.secret.Sealer;
import dev.logplex.syslog.LineFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Writes a session into its URL and reads it back, so that any gateway with the same key can serve
 * it and none has to remember it. The text is signed, and names its end and a random number.
 */
public final class SessionUrls {

  /** How long a session may be opened. */
  public static final Duration LIFETIME = Duration.ofSeconds(360);

  /** Longest text that is looked at. */
  private static final int MAX_LENGTH = 8192;

  private static final int SIGNATURE_OCTETS = 32;
  private static final byte[] PURPOSE = "session\0".getBytes(StandardCharsets.UTF_8);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Sealer sealer;
  private final Clock clock;

  public SessionUrls(Sealer sealer, Clock clock) {
    this.sealer = sealer;
    this.clock = clock;
  }

  /** The last part of the session's path. */
  public String sign(Session session) {
    ObjectNode fields = MAPPER.createObjectNode();
    fields.put("c", session.channelId());
    fields.put("i", session.incarnation());
    fields.put("n", session.num());
    fields.put("t", session.tail());
    fields.put("s", session.source());
    fields.put("p", session.ps());
    fields.put("x", session.text());
    fields.put("v", session.severity());
    fields.put("e", clock.millis() + LIFETIME.toMillis());
    fields.put("r", RANDOM.nextLong());
    byte[] payload = octets(fields);
    byte[] signature = sealer.sign(signed(payload));
    byte[] all = Arrays.copyOf(payload, payload.length + SIGNATURE_OCTETS);
    System.arraycopy(signature, 0, all, payload.length, SIGNATURE_OCTETS);
    return encode(all);
  }

  /** The session; empty if the text was never signed here, was altered, or is too old. */
  public Optional<Session> verify(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      byte[] all = Base64.getUrlDecoder().decode(text);
      // The last digit holds bits that decoding ignores: only one spelling is ours.
      if (all.length <= SIGNATURE_OCTETS || !encode(all).equals(text)) {
        return Optional.empty();
      }
      byte[] payload = Arrays.copyOf(all, all.length - SIGNATURE_OCTETS);
      byte[] signature = Arrays.copyOfRange(all, payload.length, all.length);
      if (!sealer.verify(signed(payload), signature)) {
        return Optional.empty();
      }
      JsonNode fields = MAPPER.readTree(payload);
      return fields.path("e").asLong() < clock.millis()
          ? Optional.empty()
          : Optional.of(session(fields));
    } catch (IllegalArgumentException | IOException e) {
      return Optional.empty();
    }
  }

  private static Session session(JsonNode fields) {
    return new Session(
        fields.path("c").asText(null),
        fields.path("i").asLong(),
        fields.path("n").asInt(),
        fields.path("t").asBoolean(),
        fields.path("s").asText(null),
        fields.path("p").asText(null),
        fields.path("x").asText(null),
        fields.path("v").asInt(LineFilter.DEBUG));
  }

  private static String encode(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  /** What is signed starts with its purpose: a signature for something else is none for this. */
  private static byte[] signed(byte[] payload) {
    byte[] all = Arrays.copyOf(PURPOSE, PURPOSE.length + payload.length);
    System.arraycopy(payload, 0, all, PURPOSE.length, payload.length);
    return all;
  }

  private static byte[] octets(ObjectNode fields) {
    try {
      return MAPPER.writeValueAsBytes(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }
}
