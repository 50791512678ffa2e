package dev.logplex.kafka;

/** Names of topics and record headers. */
public final class Topics {

  /** Key: channel id. Value: one batch, see {@link LogBatchCodec}. */
  public static final String LOGS = "logplex.logs";

  /** Compacted. Key: see {@link ConfigKey}. Value: JSON, see {@link ConfigCodec}; null deletes. */
  public static final String CONFIG = "logplex.config";

  /** Key: channel id. Value: who is tailing it, see {@link TailInterestCodec}. */
  public static final String INTEREST = "logplex.interest";

  /**
   * Key: channel id. Value: lines of channels that somebody is tailing, see {@link TailBatchCodec}.
   */
  public static final String TAIL = "logplex.tail";

  /** Key: drain token. Value: JSON, see {@link LossCodec}. */
  public static final String LOSSES = "logplex.losses";

  /**
   * Header of {@link #LOGS} records whose source named its request: equal on records that hold the
   * same lines of the same channel.
   */
  public static final String DEDUPE_HEADER = "logplex-dedupe-id";

  private Topics() {}
}
