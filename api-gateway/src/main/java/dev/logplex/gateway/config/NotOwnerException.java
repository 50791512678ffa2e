package dev.logplex.gateway.config;

/** A command came to a gateway that does not write its partition; it was not carried out. */
final class NotOwnerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotOwnerException() {
    super("another gateway writes this partition", null, false, false);
  }
}
