package dev.logplex.gateway.auth;

import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.config.ConfigStore.TokenGrant;
import dev.logplex.model.Channel;
import dev.logplex.model.Cred;
import dev.logplex.model.Permission;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;

/** Checks what requests claim. Safe for use by several threads. */
public final class Authenticator {

  private static final String TOKEN_USER = "token";
  private static final String TOKEN_PREFIX = "t.";

  private final ConfigStore config;
  private final byte[] authKeyHash;

  /**
   * @param authKey text that opens the control API as {@code Authorization: Basic <authKey>}, not
   *     encoded (Logplex's {@code LOGPLEX_AUTH_KEY}); null for none
   */
  public Authenticator(ConfigStore config, String authKey) {
    this.config = config;
    this.authKeyHash = authKey == null ? null : sha256(authKey);
  }

  /**
   * One text for a cred, for clients that send a single key: base64url of {@code id:password},
   * unpadded.
   */
  public static String apiKey(String id, String password) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((id + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  /** What an ingest request may write to. */
  public IngestAccess ingest(String authorization) {
    Optional<Credentials> given = Credentials.basic(authorization);
    if (given.isEmpty()) {
      return IngestAccess.UNKNOWN;
    }
    String password = given.get().password();
    if (given.get().user().equals(TOKEN_USER) && password.startsWith(TOKEN_PREFIX)) {
      Optional<TokenGrant> grant = config.token(password);
      return grant.isPresent()
          ? new IngestAccess.OneChannel(password, grant.get())
          : IngestAccess.UNKNOWN;
    }
    return cred(given.get())
        .map(
            cred ->
                cred.permissions().contains(Permission.ANY_CHANNEL)
                    ? IngestAccess.ANY_CHANNEL
                    : IngestAccess.FORBIDDEN)
        .orElse(IngestAccess.UNKNOWN);
  }

  /**
   * Whether the request may use the control API: a cred with {@code full_api} as Basic user and
   * password, its API key as Bearer or as Basic password of the empty user, or the auth key.
   */
  public boolean mayControl(String authorization) {
    return isAuthKey(authorization)
        || owner(authorization)
            .filter(cred -> cred.permissions().contains(Permission.FULL_API))
            .isPresent();
  }

  /**
   * Which channels the request may manage: all for who may use the control API, and for others
   * those that their cred names. Credentials as in {@link #mayControl}.
   *
   * @return empty if the credentials are wrong, or are not for managing anything
   */
  public Optional<Predicate<Channel>> manages(String authorization) {
    if (isAuthKey(authorization)) {
      return Optional.of(channel -> true);
    }
    return owner(authorization)
        .filter(
            cred -> cred.permissions().contains(Permission.FULL_API) || !cred.channels().isEmpty())
        .map(cred -> cred::manages);
  }

  private Optional<Cred> owner(String authorization) {
    return Credentials.basic(authorization)
        .flatMap(c -> c.user().isEmpty() ? Credentials.decode(c.password()) : Optional.of(c))
        .or(() -> Credentials.encoded(authorization, "bearer ").flatMap(Credentials::decode))
        .flatMap(this::cred);
  }

  private boolean isAuthKey(String authorization) {
    return authKeyHash != null
        && Credentials.encoded(authorization, "basic ")
            .filter(text -> MessageDigest.isEqual(sha256(text), authKeyHash))
            .isPresent();
  }

  private Optional<Cred> cred(Credentials given) {
    byte[] hash = sha256(given.password());
    return config
        .cred(given.user())
        .filter(cred -> MessageDigest.isEqual(hash, cred.passwordHash()));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
