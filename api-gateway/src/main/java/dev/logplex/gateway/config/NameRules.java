package dev.logplex.gateway.config;

import dev.logplex.gateway.config.ConfigRefusedException.Reason;
import java.time.Duration;
import java.util.Optional;

/** Who may give a channel which name; see {@link ChannelRules} for how a rule behaves. */
final class NameRules {

  /** Longer than any change takes; frees the name when its claimer died. */
  static final Duration CLAIM = Duration.ofSeconds(60);

  private NameRules() {}

  static Boolean claim(ConfigCommand.ClaimName command, ConfigDraft draft) {
    Optional<String> channel = draft.channelNamed(command.name());
    boolean used = channel.filter(id -> !id.equals(command.holder())).isPresent();
    boolean claimed =
        draft
            .claim(command.name())
            .filter(claim -> !claim.holder().equals(command.holder()))
            .filter(claim -> claim.until() > draft.nowMillis())
            .isPresent();
    if (used || claimed) {
      throw new ConfigRefusedException(Reason.NAME_TAKEN);
    }
    long until = draft.nowMillis() + CLAIM.toMillis();
    draft.put(command.name(), new SystemRecord.NameClaim(command.holder(), until));
    return true;
  }

  static Boolean release(ConfigCommand.ReleaseName command, ConfigDraft draft) {
    boolean held =
        draft
            .claim(command.name())
            .filter(claim -> claim.holder().equals(command.holder()))
            .isPresent();
    if (held) {
      draft.deleteClaim(command.name());
    }
    return held;
  }
}
