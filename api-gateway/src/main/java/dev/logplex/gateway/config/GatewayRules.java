package dev.logplex.gateway.config;

import java.time.Duration;

/** Which gateways read the configuration; see {@link ChannelRules} for how a rule behaves. */
final class GatewayRules {

  /** How long a gateway counts as living after it announced itself. */
  static final Duration LEASE = Duration.ofSeconds(6);

  private GatewayRules() {}

  static Boolean announce(ConfigCommand.AnnounceGateway command, ConfigDraft draft) {
    draft.goneGateways().forEach(draft::deleteLease);
    long until = draft.nowMillis() + LEASE.toMillis();
    draft.put(command.gateway(), new SystemRecord.GatewayLease(command.url(), until));
    return true;
  }

  static Boolean retract(ConfigCommand.RetractGateway command, ConfigDraft draft) {
    draft.deleteLease(command.gateway());
    return true;
  }
}
