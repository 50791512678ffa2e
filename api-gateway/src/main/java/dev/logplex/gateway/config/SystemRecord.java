package dev.logplex.gateway.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.kafka.ConfigKey;
import java.io.IOException;
import java.net.URI;

/** Values of the configuration topic that are neither channel nor cred, as JSON. */
sealed interface SystemRecord
    permits SystemRecord.Counter,
        SystemRecord.Owner,
        SystemRecord.NameClaim,
        SystemRecord.GatewayLease,
        Switches,
        Firehose {

  /**
   * What a partition's writer must remember beyond its channels.
   *
   * @param lastId how many numeric ids were handed out
   * @param version no version of the partition was higher when this was written
   */
  record Counter(long lastId, long version) implements SystemRecord {

    static ConfigKey key(int partition) {
      return ConfigKey.system(COUNTER + partition);
    }
  }

  /**
   * Who writes a partition.
   *
   * @param gateway id of the gateway
   * @param url where other gateways send changes; null if they cannot
   */
  record Owner(String gateway, URI url) implements SystemRecord {

    static ConfigKey key(int partition) {
      return ConfigKey.system(OWNER + partition);
    }
  }

  /**
   * A channel name about to be used.
   *
   * @param holder for which change
   * @param until when the claim ends by itself, milliseconds since the epoch
   */
  record NameClaim(String holder, long until) implements SystemRecord {

    static ConfigKey key(String name) {
      return ConfigKey.system(NAME + name);
    }
  }

  /**
   * A gateway that reads the configuration.
   *
   * @param url where it is reached
   * @param until when it counts as gone unless it announces itself again, milliseconds since the
   *     epoch by the clock of the partition's writer
   */
  record GatewayLease(URI url, long until) implements SystemRecord {

    static ConfigKey key(String gateway) {
      return ConfigKey.system(GATEWAY + gateway);
    }
  }

  String COUNTER = "ids:";
  String OWNER = "owner:";
  String NAME = "name:";
  String GATEWAY = "gateway:";

  ObjectMapper JSON =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  default byte[] encode() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and numbers can always be written", e);
    }
  }

  /**
   * @throws IllegalArgumentException if the value is not such a record
   */
  static <T extends SystemRecord> T decode(byte[] value, Class<T> type) {
    try {
      return JSON.readValue(value, type);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a record of type " + type.getSimpleName());
    }
  }
}
