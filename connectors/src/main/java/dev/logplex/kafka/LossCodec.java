package dev.logplex.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.logplex.model.Loss;
import dev.logplex.model.LossReason;
import java.util.Locale;

/** Reads and writes the values of {@link Topics#LOSSES}: one JSON object a record. */
public final class LossCodec {

  private LossCodec() {}

  public static byte[] encode(Loss loss) {
    return Json.write(
        JsonNodeFactory.instance
            .objectNode()
            .put("channel", loss.channel())
            .put("drain_id", loss.drainId())
            .put("drain", loss.drain())
            .put("reason", loss.reason().name().toLowerCase(Locale.ROOT))
            .put("count", loss.count())
            .put("first_seq", loss.firstSeq())
            .put("last_seq", loss.lastSeq())
            .put("since", loss.since())
            .put("until", loss.until()));
  }

  /**
   * @throws IllegalArgumentException if the value is no loss record
   */
  public static Loss decode(byte[] value) {
    JsonNode node = Json.read(value);
    return new Loss(
        Json.requiredText(node, "channel"),
        Json.requiredLong(node, "drain_id"),
        Json.requiredText(node, "drain"),
        LossReason.valueOf(Json.requiredText(node, "reason").toUpperCase(Locale.ROOT)),
        Json.requiredLong(node, "count"),
        Json.requiredLong(node, "first_seq"),
        Json.requiredLong(node, "last_seq"),
        Json.requiredLong(node, "since"),
        Json.requiredLong(node, "until"));
  }
}
