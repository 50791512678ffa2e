package dev.logplex.job;

/**
 * Names and stable ids of the operators. An id is how a savepoint finds its operator again: it is
 * never changed and never used for something else.
 */
public final class OperatorIds {

  public static final String LOGS = "logs";
  public static final String CONFIG = "config";
  public static final String INTEREST = "interest";
  public static final String CHANNELS = "channels";
  public static final String TAIL = "tail";
  public static final String DRAINS = "drains";
  public static final String LOSSES = "losses";
  public static final String WARNINGS = "warnings";

  private OperatorIds() {}
}
