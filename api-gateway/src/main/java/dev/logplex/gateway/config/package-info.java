/**
 * The configuration: read from memory, changed through the compacted topic, one writer a partition.
 */
package dev.logplex.gateway.config;
