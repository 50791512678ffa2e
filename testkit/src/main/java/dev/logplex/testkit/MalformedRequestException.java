package dev.logplex.testkit;

/** A drain request that breaks the format, with the reason. */
public final class MalformedRequestException extends Exception {

  MalformedRequestException(String message) {
    super(message);
  }
}
