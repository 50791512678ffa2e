package dev.logplex.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.model.TailInterest;

/**
 * Reads and writes the values of {@link Topics#INTEREST}: JSON. The channel is the record's key.
 */
public final class TailInterestCodec {

  private TailInterestCodec() {}

  public static byte[] encode(TailInterest interest) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("until", interest.until());
    if (interest.request() != null) {
      node.put("request", interest.request());
    }
    return Json.write(node);
  }

  /**
   * @throws IllegalArgumentException if the value is none
   */
  public static TailInterest decode(String channel, byte[] value) {
    JsonNode node = Json.read(value);
    return new TailInterest(
        channel, Json.requiredLong(node, "until"), node.path("request").asText(null));
  }
}
