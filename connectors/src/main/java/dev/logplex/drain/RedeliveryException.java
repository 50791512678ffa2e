package dev.logplex.drain;

import java.io.IOException;

/** Lines cannot be delivered once more. The message says why, without a secret. */
public final class RedeliveryException extends IOException {

  private static final long serialVersionUID = 1L;

  RedeliveryException(String message) {
    super(message);
  }
}
