package dev.logplex.drain.net;

import dev.logplex.drain.Outcome;
import java.io.IOException;

/** No connection came about. */
final class DialException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Outcome.Kind kind;

  DialException(Outcome.Kind kind, String detail) {
    super(detail);
    this.kind = kind;
  }

  Outcome outcome() {
    return Outcome.of(kind, getMessage());
  }
}
