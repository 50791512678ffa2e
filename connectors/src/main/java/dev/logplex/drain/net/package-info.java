/** Connections to drains: names, addresses, TLS, and the life of a connection, on Netty. */
package dev.logplex.drain.net;
