/**
 * Everything in one process: the broker, Flink with the job, and the gateway, behind the {@code
 * logplex} command.
 */
package dev.logplex.standalone;
