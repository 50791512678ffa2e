package dev.logplex.drain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.model.LossReason;
import java.time.Instant;
import java.util.Locale;

/**
 * A drain's status as the job keeps it and its owner reads it. Times are RFC 3339 in UTC, null for
 * never.
 */
public final class DrainStatusJson {

  /** Name under which the job publishes it, by drain token, as Flink queryable state. */
  public static final String QUERYABLE_NAME = "drain-status";

  /** Name of the value in the job's keyed state. */
  public static final String STATE_NAME = "status";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private DrainStatusJson() {}

  /**
   * @param now milliseconds since the epoch
   */
  public static byte[] encode(DrainStatus status, long now) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("state", lower(status.state()));
    node.put("url", status.url());
    node.put("last_success", time(status.lastSuccess()));
    node.put("latency_ms", status.lastSuccess() == 0 ? null : status.latency());
    DrainStatus.Failure failure = status.failure();
    if (failure == null) {
      node.putNull("last_error");
    } else {
      ObjectNode error = node.putObject("last_error");
      error.put("class", failure.kind()).put("message", failure.detail());
      if (failure.status() > 0) {
        error.put("status", failure.status());
      }
      error.put("at", time(status.lastFailure()));
    }
    node.put("attempts", status.failures());
    node.putObject("buffered")
        .put("lines", status.bufferedLines())
        .put("octets", status.bufferedOctets());
    node.put("routed", status.routed());
    node.put("delivered", status.delivered());
    ObjectNode dropped = node.putObject("dropped");
    for (LossReason reason : LossReason.values()) {
      dropped.put(lower(reason), status.dropped().getOrDefault(reason, 0L));
    }
    node.put("as_of", time(now));
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }

  private static String time(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
