package dev.logplex.gateway.config;

/** A command came to a gateway that does not write its partition; it was not carried out. */
final class NotOwnerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean refused;

  NotOwnerException() {
    this(false);
  }

  private NotOwnerException(boolean refused) {
    super("another gateway writes this partition", null, false, false);
    this.refused = refused;
  }

  /** Nobody listens where the gateway should be. */
  static NotOwnerException connectionRefused() {
    return new NotOwnerException(true);
  }

  /** Whether there is no such gateway any more, as far as its port tells. */
  boolean refused() {
    return refused;
  }
}
