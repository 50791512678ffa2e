/** Sends a drain once more what Kafka still holds. */
package dev.logplex.gateway.replay;
