/**
 * What tests and benchmarks put around a running Logplex: sources that know which lines were
 * acknowledged, receivers that can misbehave, and the books that compare the two.
 *
 * <p>Nothing here uses the product's own code: frames are read, numbers are counted and losses are
 * added up a second time, independently.
 */
package dev.logplex.testkit;
