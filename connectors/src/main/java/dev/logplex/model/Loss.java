package dev.logplex.model;

/**
 * Lines that a drain was not given: a value of the topic {@code logplex.losses}. The counts of a
 * drain's records add up to what it lost; after a crash a record may appear twice.
 *
 * @param channel channel id
 * @param drainId the drain's number
 * @param drain the drain's token
 * @param reason why
 * @param count lines lost, at least 1
 * @param firstSeq sequence of the first lost line
 * @param lastSeq sequence of the last lost line
 * @param since when the first of them was lost, milliseconds since the epoch
 * @param until when the last of them was lost, milliseconds since the epoch
 */
public record Loss(
    String channel,
    long drainId,
    String drain,
    LossReason reason,
    long count,
    long firstSeq,
    long lastSeq,
    long since,
    long until) {}
