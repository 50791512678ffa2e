package dev.logplex.gateway.config;

/** It is not known whether a change was made; reading the configuration later tells. */
public final class ConfigUncertainException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ConfigUncertainException(String message, Throwable cause) {
    super(message, cause);
  }
}
