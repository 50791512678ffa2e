/** Syslog drains: RFC 5424 over TCP and TLS, octet-counted (RFC 6587, RFC 5425). */
package dev.logplex.drain.syslog;
