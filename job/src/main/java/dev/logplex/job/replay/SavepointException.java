package dev.logplex.job.replay;

import java.io.IOException;

/** A savepoint cannot be read. The message is one sentence for the person at the terminal. */
public final class SavepointException extends IOException {

  private static final long serialVersionUID = 1L;

  SavepointException(String sentence) {
    super(sentence);
  }

  SavepointException(String sentence, Throwable cause) {
    super(sentence + ": " + reason(cause), cause);
  }

  /** What happened first, in a form that fits into a sentence. */
  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String text = root.getMessage();
    return text == null || text.isBlank()
        ? root.getClass().getSimpleName()
        : text.lines().findFirst().orElse(text);
  }
}
