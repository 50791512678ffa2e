/** A real Kafka broker inside this JVM, for the all-in-one process and for tests. */
package dev.logplex.kafka.embedded;
