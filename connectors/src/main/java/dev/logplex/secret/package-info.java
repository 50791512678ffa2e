/** Keeps secrets unreadable at rest, and signs, with keys derived from one master key. */
package dev.logplex.secret;
