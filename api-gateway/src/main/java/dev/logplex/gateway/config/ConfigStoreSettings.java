package dev.logplex.gateway.config;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

/**
 * Settings of one gateway's {@link KafkaConfigStore}.
 *
 * @param gatewayId unlike that of any other living gateway; one that stays the same over restarts
 *     lets a gateway take up its partitions at once after a crash
 * @param maxDrainsPerChannel drains with a URL that a channel may have
 * @param sessionTimeout after how long without a sign of life another gateway takes over; at least
 *     the broker's {@code group.min.session.timeout.ms}, 6 s if not set otherwise
 */
public record ConfigStoreSettings(
    String gatewayId, int maxDrainsPerChannel, Duration sessionTimeout) {

  private static final int MAX_DRAINS = 6;
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

  public ConfigStoreSettings {
    Objects.requireNonNull(gatewayId, "gatewayId");
    Objects.requireNonNull(sessionTimeout, "sessionTimeout");
    if (maxDrainsPerChannel < 0) {
      throw new IllegalArgumentException(
          "drains per channel: " + maxDrainsPerChannel + " is negative");
    }
  }

  /** Defaults, with this id. */
  public static ConfigStoreSettings of(String gatewayId) {
    return new ConfigStoreSettings(gatewayId, MAX_DRAINS, SESSION_TIMEOUT);
  }

  /** Defaults, with a random id. */
  public static ConfigStoreSettings defaults() {
    return of(UUID.randomUUID().toString());
  }
}
