package dev.logplex.gateway.config;

/** Finds the rule for a command. */
final class Rules {

  private final ChannelRules channels;
  private final CredRules creds;

  Rules(int maxDrainsPerChannel) {
    Secrets secrets = new Secrets();
    this.channels = new ChannelRules(maxDrainsPerChannel, secrets);
    this.creds = new CredRules(secrets);
  }

  /**
   * Carries the command out in the draft.
   *
   * @throws ConfigRefusedException if the rules do not allow it; the draft is as before, save for a
   *     number that is skipped
   */
  @SuppressWarnings("unchecked")
  <R> R apply(ConfigCommand<R> command, ConfigDraft draft) {
    return (R) result(command, draft);
  }

  private Object result(ConfigCommand<?> command, ConfigDraft draft) {
    if (command instanceof ConfigCommand.PutChannel c) {
      return channels.put(c, draft);
    } else if (command instanceof ConfigCommand.CreateChannel c) {
      return channels.create(c, draft);
    } else if (command instanceof ConfigCommand.DeleteChannel c) {
      return channels.delete(c, draft);
    } else if (command instanceof ConfigCommand.CreateToken c) {
      return channels.createToken(c, draft);
    } else if (command instanceof ConfigCommand.CreateDrain c) {
      return channels.createDrain(c, draft);
    } else if (command instanceof ConfigCommand.UpdateDrain c) {
      return channels.updateDrain(c, draft);
    } else if (command instanceof ConfigCommand.DeleteDrain c) {
      return channels.deleteDrain(c, draft);
    } else if (command instanceof ConfigCommand.SetFlags c) {
      return channels.setFlags(c, draft);
    } else if (command instanceof ConfigCommand.CreateCred c) {
      return creds.create(c, draft);
    } else if (command instanceof ConfigCommand.PutCred c) {
      return creds.put(c, draft);
    } else if (command instanceof ConfigCommand.DeleteCred c) {
      return creds.delete(c, draft);
    } else if (command instanceof ConfigCommand.SetSwitch c) {
      return SystemRules.set(c, draft);
    } else if (command instanceof ConfigCommand.SetFirehose c) {
      return SystemRules.set(c, draft);
    } else if (command instanceof ConfigCommand.ClaimName c) {
      return NameRules.claim(c, draft);
    } else if (command instanceof ConfigCommand.ReleaseName c) {
      return NameRules.release(c, draft);
    } else if (command instanceof ConfigCommand.AnnounceGateway c) {
      return GatewayRules.announce(c, draft);
    } else if (command instanceof ConfigCommand.RetractGateway c) {
      return GatewayRules.retract(c, draft);
    }
    throw new IllegalArgumentException("no rule for " + command.getClass().getSimpleName());
  }
}
