/** {@code POST /logs}: from a request body to batches that Kafka has acknowledged. */
package dev.logplex.gateway.ingest;
