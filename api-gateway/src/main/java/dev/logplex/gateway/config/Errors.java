package dev.logplex.gateway.config;

import java.util.concurrent.CompletionException;

/** What futures wrap around an error. */
final class Errors {

  private Errors() {}

  /** The error itself. */
  static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }
}
