package dev.logplex.gateway.config;

/** What changes for all channels mean; see {@link ChannelRules} for how a rule behaves. */
final class SystemRules {

  private SystemRules() {}

  static Switches set(ConfigCommand.SetSwitch command, ConfigDraft draft) {
    Switches before = draft.switches();
    Switches switches = before.with(command.name(), command.value());
    if (!switches.equals(before)) {
      draft.put(switches);
    }
    return switches;
  }

  static Firehose set(ConfigCommand.SetFirehose command, ConfigDraft draft) {
    if (!command.firehose().equals(draft.firehose())) {
      draft.put(command.firehose());
    }
    return command.firehose();
  }
}
