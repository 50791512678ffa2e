package dev.logplex.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** JSON of Kafka values. Errors never quote the input: it may hold secrets. */
final class Json {

  static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static JsonNode read(byte[] value) {
    try {
      JsonNode node = MAPPER.readTree(value);
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON: " + e.getClass().getSimpleName());
    }
    throw new IllegalArgumentException("not a JSON object");
  }

  static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }

  static long requiredLong(JsonNode object, String field) {
    JsonNode node = object.path(field);
    if (!node.isIntegralNumber()) {
      throw new IllegalArgumentException("field '" + field + "' is missing or not a number");
    }
    return node.asLong();
  }

  static String requiredText(JsonNode object, String field) {
    JsonNode node = object.path(field);
    if (!node.isTextual()) {
      throw new IllegalArgumentException("field '" + field + "' is missing or not a text");
    }
    return node.asText();
  }
}
