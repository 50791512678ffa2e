/**
 * Delivery to drains, free of Flink: what a task buffers, sends, retries and drops for each of its
 * drains, and the books about it. {@link dev.logplex.drain.DrainStage} is the way in, {@link
 * dev.logplex.drain.DrainHost} what it needs around it, {@link dev.logplex.drain.DrainTransport}
 * the way out.
 */
package dev.logplex.drain;
