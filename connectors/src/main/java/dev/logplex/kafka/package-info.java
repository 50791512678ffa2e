/**
 * What lies in Kafka: the topics, their keys, and the one codec of each kind of value, versioned
 * because records outlive releases.
 */
package dev.logplex.kafka;
