package dev.logplex.gateway.config;

/** The rules do not allow a change. Nothing was changed. */
public final class ConfigRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Which rule. */
  public enum Reason {
    NO_SUCH_CHANNEL,
    NO_SUCH_DRAIN,
    NO_SUCH_CRED,
    TOO_MANY_DRAINS,
    DRAIN_EXISTS,
    NAME_TAKEN,
    /** Its tokens and drains no longer fit one record. */
    CHANNEL_TOO_LARGE
  }

  private final Reason reason;

  public ConfigRefusedException(Reason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
