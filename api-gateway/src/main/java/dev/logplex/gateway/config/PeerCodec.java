package dev.logplex.gateway.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.secret.Sealer;
import java.lang.reflect.ParameterizedType;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Messages between gateways: JSON, sealed with the key that all gateways share, so that nobody else
 * can read, make or change one. A request carries a time and a number used once; its answer opens
 * only as the answer to that number.
 */
final class PeerCodec {

  private static final String REQUEST = "gateway request";
  private static final String ANSWER = "gateway answer ";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Class<?>> COMMANDS = new HashMap<>();

  static {
    register(ConfigCommand.class);
  }

  private final Sealer sealer;

  PeerCodec(Sealer sealer) {
    this.sealer = sealer;
  }

  ObjectNode object() {
    return JSON.createObjectNode();
  }

  byte[] sealRequest(ObjectNode request) {
    return seal(REQUEST, request);
  }

  /**
   * @throws IllegalArgumentException if no gateway with this key made it
   */
  JsonNode openRequest(byte[] request) {
    return open(REQUEST, request);
  }

  byte[] sealAnswer(String nonce, ObjectNode answer) {
    return seal(ANSWER + nonce, answer);
  }

  /**
   * @throws IllegalArgumentException if it is not the answer to the request with this number
   */
  JsonNode openAnswer(String nonce, byte[] answer) {
    return open(ANSWER + nonce, answer);
  }

  void putCommand(ObjectNode message, ConfigCommand<?> command) {
    message.put("command", command.getClass().getSimpleName());
    message.set("arguments", JSON.valueToTree(command));
  }

  /**
   * @throws IllegalArgumentException if there is no such command
   */
  ConfigCommand<?> command(JsonNode message) {
    Class<?> type = COMMANDS.get(message.path("command").asText());
    if (type == null) {
      throw new IllegalArgumentException("unknown command");
    }
    return (ConfigCommand<?>) JSON.convertValue(message.path("arguments"), type);
  }

  void putResult(ObjectNode message, Object result) {
    message.set("result", JSON.valueToTree(result));
  }

  /** Reads what the command resulted in. */
  <R> R result(JsonNode message, ConfigCommand<R> command) {
    ParameterizedType type = (ParameterizedType) command.getClass().getGenericInterfaces()[0];
    JavaType result = JSON.constructType(type.getActualTypeArguments()[0]);
    return JSON.convertValue(message.path("result"), result);
  }

  private byte[] seal(String context, ObjectNode message) {
    try {
      return sealer
          .seal(context, JSON.writeValueAsString(message))
          .getBytes(StandardCharsets.US_ASCII);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }

  private JsonNode open(String context, byte[] message) {
    String text = sealer.open(context, new String(message, StandardCharsets.US_ASCII));
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a gateway's message is not JSON");
    }
  }

  private static void register(Class<?> type) {
    if (type.isInterface()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        register(permitted);
      }
    } else {
      COMMANDS.put(type.getSimpleName(), type);
    }
  }
}
