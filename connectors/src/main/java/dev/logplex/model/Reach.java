package dev.logplex.model;

/**
 * Whom lines reach, as the gateway that accepted them decided.
 *
 * @param history whether the channel's history keeps them
 * @param tails whether the channel's tails are told
 * @param drains whether the channel's drains get them
 */
public record Reach(boolean history, boolean tails, boolean drains) {

  /** As the channel itself wants it. */
  public static final Reach EVERYWHERE = new Reach(true, true, true);

  /** The channel's drains alone. */
  public static final Reach DRAINS_ONLY = new Reach(false, false, true);

  private static final int NO_HISTORY = 1;
  private static final int NO_TAILS = 2;
  private static final int NO_DRAINS = 4;

  /**
   * As one octet: a bit for each place that is left out.
   *
   * @throws IllegalArgumentException if the octet has a bit of unknown meaning
   */
  public static Reach of(byte left) {
    if ((left & ~(NO_HISTORY | NO_TAILS | NO_DRAINS)) != 0) {
      throw new IllegalArgumentException("unknown reach " + left);
    }
    return left == 0
        ? EVERYWHERE
        : new Reach((left & NO_HISTORY) == 0, (left & NO_TAILS) == 0, (left & NO_DRAINS) == 0);
  }

  /** See {@link #of}. */
  public byte toOctet() {
    return (byte) ((history ? 0 : NO_HISTORY) | (tails ? 0 : NO_TAILS) | (drains ? 0 : NO_DRAINS));
  }

  /** What both reach. */
  public Reach and(Reach other) {
    return new Reach(history && other.history, tails && other.tails, drains && other.drains);
  }
}
