package dev.logplex.model;

/** What a {@link Cred} may do. */
public enum Permission {
  /** Everything on the control API. */
  FULL_API,
  /** Write lines to any channel, each line naming its token. */
  ANY_CHANNEL
}
