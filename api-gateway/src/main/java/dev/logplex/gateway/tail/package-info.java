/** Reading a session: history first, live lines behind it. */
package dev.logplex.gateway.tail;
