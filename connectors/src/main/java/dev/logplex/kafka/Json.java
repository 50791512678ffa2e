package dev.logplex.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** JSON of Kafka values. Errors never quote the input: it may hold secrets. */
final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

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
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw new IllegalArgumentException("field '" + field + "' is missing or not a number");
    }
    return node.asLong();
  }

  static int requiredInt(JsonNode object, String field) {
    long number = requiredLong(object, field);
    if (number != (int) number) {
      throw new IllegalArgumentException("field '" + field + "' is out of range");
    }
    return (int) number;
  }

  static String requiredText(JsonNode object, String field) {
    JsonNode node = object.path(field);
    if (!node.isTextual()) {
      throw new IllegalArgumentException("field '" + field + "' is missing or not a text");
    }
    return node.asText();
  }
}
