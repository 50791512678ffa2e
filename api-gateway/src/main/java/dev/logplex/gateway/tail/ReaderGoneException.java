package dev.logplex.gateway.tail;

import java.io.IOException;

/** A connection is closed because nobody reads it. */
final class ReaderGoneException extends IOException {

  private static final long serialVersionUID = 1L;

  ReaderGoneException(String how) {
    super("the reader " + how);
  }
}
