package dev.logplex.gateway.config;

/**
 * The answer of a writer.
 *
 * @param result what the command resulted in
 * @param partition where it was written
 * @param offset who has read the partition up to here sees the change
 */
record Committed<R>(R result, int partition, long offset) {}
