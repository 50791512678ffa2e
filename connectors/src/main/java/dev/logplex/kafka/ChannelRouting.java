package dev.logplex.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.model.ChannelFlags;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the job needs of a channel's configuration record, secrets left sealed.
 *
 * @param version version of the record
 * @param incarnation version at which the channel was created; 0 in a deletion
 * @param deleted whether the channel is gone
 * @param flags what is switched off
 * @param drains where its lines go
 */
public record ChannelRouting(
    long version, long incarnation, boolean deleted, ChannelFlags flags, List<Route> drains) {

  /**
   * One drain.
   *
   * @param token the drain's token
   * @param spec the drain's part of the record; {@link ConfigCodec#decodeDrain} reads it. Equal
   *     text means an unchanged drain
   */
  public record Route(String token, String spec) {}

  public ChannelRouting {
    drains = List.copyOf(drains);
  }

  /**
   * @param value value of a {@link ConfigKey.Kind#CHANNEL} record
   * @throws IllegalArgumentException if it is not one
   */
  public static ChannelRouting parse(byte[] value) {
    JsonNode record = Json.read(value);
    long version = Json.requiredLong(record, "version");
    if (record.path("deleted").asBoolean()) {
      return deleted(version);
    }
    List<Route> drains = new ArrayList<>();
    for (JsonNode drain : record.path("drains")) {
      if (drain.has("sealed")) {
        drains.add(
            new Route(
                Json.requiredText(drain, "token"),
                new String(Json.write(drain), StandardCharsets.UTF_8)));
      }
    }
    return new ChannelRouting(
        version,
        Json.requiredLong(record, "incarnation"),
        false,
        ConfigCodec.flags(record),
        drains);
  }

  /** The channel is gone since this version. */
  public static ChannelRouting deleted(long version) {
    return new ChannelRouting(version, 0, true, ChannelFlags.NONE, List.of());
  }
}
