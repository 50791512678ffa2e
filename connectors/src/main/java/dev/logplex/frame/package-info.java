/**
 * Octet counting: splits what sources send into frames, by the rules of Logplex's own parser, and
 * walks the canonical frames that everything behind the gateway works on.
 */
package dev.logplex.frame;
