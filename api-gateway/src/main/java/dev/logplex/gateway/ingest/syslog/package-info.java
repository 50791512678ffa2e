/**
 * Syslog over TCP and TLS: octet-counted frames that name their token, bundled by channel before
 * they go to Kafka. The protocol has no answers, so what cannot be taken is pushed back by not
 * reading, and what is lost is counted.
 */
package dev.logplex.gateway.ingest.syslog;
