/** Reading and cutting the newest lines of a channel. */
package dev.logplex.gateway.history;
