package dev.logplex.gateway.config;

import dev.logplex.gateway.config.ConfigRefusedException.Reason;
import dev.logplex.kafka.ConfigKey;
import dev.logplex.model.Cred;
import java.util.Arrays;
import java.util.Objects;

/** What changes of creds mean; see {@link ChannelRules} for how a rule behaves. */
final class CredRules {

  private final Secrets secrets;

  CredRules(Secrets secrets) {
    this.secrets = secrets;
  }

  ConfigCommand.CreateCred.Result create(ConfigCommand.CreateCred command, ConfigDraft draft) {
    String id = secrets.credId();
    while (!draft.owns(ConfigKey.cred(id))) {
      id = secrets.credId();
    }
    String password = secrets.password();
    Cred cred =
        new Cred(
            id, command.name(), Secrets.hash(password), command.permissions(), command.channels());
    draft.put(cred);
    return new ConfigCommand.CreateCred.Result(cred, password);
  }

  Cred put(ConfigCommand.PutCred command, ConfigDraft draft) {
    Cred cred = command.cred();
    if (draft.cred(cred.id()).filter(present -> same(present, cred)).isEmpty()) {
      draft.put(cred);
    }
    return cred;
  }

  Cred delete(ConfigCommand.DeleteCred command, ConfigDraft draft) {
    Cred cred =
        draft
            .cred(command.credId())
            .orElseThrow(() -> new ConfigRefusedException(Reason.NO_SUCH_CRED));
    draft.delete(cred);
    return cred;
  }

  private static boolean same(Cred a, Cred b) {
    return Objects.equals(a.name(), b.name())
        && a.permissions().equals(b.permissions())
        && a.channels().equals(b.channels())
        && Arrays.equals(a.passwordHash(), b.passwordHash());
  }
}
