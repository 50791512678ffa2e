/**
 * The production topology without containers, behind {@code logplex cluster}: Kafka, JobManager,
 * TaskManagers, gateways and a supervisor, each a process of its own.
 */
package dev.logplex.cluster;
