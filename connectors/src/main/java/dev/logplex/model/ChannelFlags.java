package dev.logplex.model;

/**
 * What an operator switched off for one channel.
 *
 * @param noTail tails end with L20 instead of streaming
 * @param noHistory lines are routed but not kept
 */
public record ChannelFlags(boolean noTail, boolean noHistory) {

  /** Everything on. */
  public static final ChannelFlags NONE = new ChannelFlags(false, false);
}
