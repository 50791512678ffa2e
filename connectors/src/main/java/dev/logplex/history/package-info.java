/**
 * The newest lines of a channel, as the job keeps them in slots and as readers put them together.
 */
package dev.logplex.history;
