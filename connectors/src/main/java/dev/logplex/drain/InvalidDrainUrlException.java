package dev.logplex.drain;

/** A URL that no drain can have. Its message is Logplex's reason text and never quotes the URL. */
public final class InvalidDrainUrlException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidDrainUrlException(String reason) {
    super(reason);
  }

  /** As Logplex prints it, such as {@code invalid_uri} or <code>{unknown_scheme,"ftp"}</code>. */
  public String reason() {
    return getMessage();
  }
}
