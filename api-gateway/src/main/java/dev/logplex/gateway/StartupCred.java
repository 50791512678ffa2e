package dev.logplex.gateway;

import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.model.Cred;
import dev.logplex.model.Permission;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The cred that an operator gives at start-up, so that there is a first one. */
final class StartupCred {

  private static final Set<Permission> EVERYTHING = EnumSet.allOf(Permission.class);
  private static final long LIMIT_SECONDS = 40;

  private StartupCred() {}

  /** Stores the cred unless it is there already; returns when any gateway knows it. */
  static void ensure(ConfigStore store, String user, String password) throws Exception {
    byte[] hash = sha256(password);
    boolean there =
        store
            .cred(user)
            .filter(cred -> MessageDigest.isEqual(cred.passwordHash(), hash))
            .filter(cred -> cred.permissions().equals(EVERYTHING))
            .isPresent();
    if (!there) {
      store
          .execute(new ConfigCommand.PutCred(new Cred(user, "start-up", hash, EVERYTHING)))
          .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static byte[] sha256(String text) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
  }
}
