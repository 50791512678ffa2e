/**
 * Messages: reads what sources send (RFC 5424 and Logplex's dialect of it) once, writes it as
 * canonical frames, and renders those for sessions and drains. Everything works on octets in arrays
 * and allocates nothing per line.
 */
package dev.logplex.syslog;
