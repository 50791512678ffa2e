package dev.logplex.gateway.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.kafka.ConfigKey;
import dev.logplex.model.Reach;
import java.util.List;
import java.util.Optional;

/**
 * What operators switched off for all channels, by the names Logplex gives its switches.
 *
 * @param denyLogsIngress nothing is taken in over HTTP
 * @param denyTailSessions no session is made, and tails are told of no new lines
 * @param denyHistory histories stay as they are
 * @param denyDrainForwarding drains get no new lines
 * @param disableFirehose no lines are copied, see {@link Firehose}
 * @param apiStatus what API v3 does
 * @param legacyApiStatus what APIs v1 and v2 do, the sessions included
 */
public record Switches(
    @JsonProperty("deny_logs_ingress") boolean denyLogsIngress,
    @JsonProperty("deny_tail_sessions") boolean denyTailSessions,
    @JsonProperty("deny_history") boolean denyHistory,
    @JsonProperty("deny_drain_forwarding") boolean denyDrainForwarding,
    @JsonProperty("disable_firehose") boolean disableFirehose,
    @JsonProperty("api_status") ApiStatus apiStatus,
    @JsonProperty("legacy_api_status") ApiStatus legacyApiStatus)
    implements SystemRecord {

  /** Everything on. */
  public static final Switches NONE =
      new Switches(false, false, false, false, false, ApiStatus.NORMAL, ApiStatus.NORMAL);

  private static final List<String> STATUSES = List.of("normal", "read_only", "disabled");
  private static final String LOGPLEX_DENY_HISTORY = "deny_redis_buffers";
  private static final String DENY_HISTORY = "deny_history";

  public Switches {
    apiStatus = apiStatus == null ? ApiStatus.NORMAL : apiStatus;
    legacyApiStatus = legacyApiStatus == null ? ApiStatus.NORMAL : legacyApiStatus;
  }

  /**
   * The name under which a switch is known here; empty if there is none of this name.
   *
   * @param name the name, or {@code deny_redis_buffers}, as Logplex calls {@code deny_history}
   */
  public static Optional<String> name(String name) {
    String known = name.equals(LOGPLEX_DENY_HISTORY) ? DENY_HISTORY : name;
    return NONE.toJson().has(known) ? Optional.of(known) : Optional.empty();
  }

  /** All of them by name. */
  public ObjectNode toJson() {
    return JSON.valueToTree(this);
  }

  /**
   * The same but for one.
   *
   * @param name as {@link #name} gives it
   * @throws IllegalArgumentException if it has no such value; the text says which it has
   */
  public Switches with(String name, JsonNode value) {
    ObjectNode all = toJson();
    boolean onOrOff = all.path(name).isBoolean();
    if (onOrOff ? !value.isBoolean() : !STATUSES.contains(value.asText())) {
      throw new IllegalArgumentException(
          name + " is " + (onOrOff ? "true or false" : String.join(" or ", STATUSES)));
    }
    return JSON.convertValue(all.set(name, value), Switches.class);
  }

  /** Whom new lines may reach. */
  public Reach reach() {
    return denyHistory || denyTailSessions || denyDrainForwarding
        ? new Reach(!denyHistory, !denyTailSessions, !denyDrainForwarding)
        : Reach.EVERYWHERE;
  }

  static ConfigKey key() {
    return ConfigKey.system("switches");
  }
}
