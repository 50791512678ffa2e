package dev.logplex.gateway.config;

/** A change cannot be made now; nothing was changed, and trying again later may help. */
public final class ConfigUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ConfigUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
