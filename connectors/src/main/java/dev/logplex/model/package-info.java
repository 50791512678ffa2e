/** The nouns: immutable records without dependencies, which print no secrets. */
package dev.logplex.model;
