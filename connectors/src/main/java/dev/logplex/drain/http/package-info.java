/** HTTP drains: Logplex's request, and answers of every shape (RFC 9110, RFC 9112). */
package dev.logplex.drain.http;
