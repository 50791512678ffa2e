/**
 * Measures the whole system from the outside: throughput, latency, loss, CPU time and isolation of
 * drains, next to what a plain Kafka broker costs on the same machine.
 */
package dev.logplex.bench;
