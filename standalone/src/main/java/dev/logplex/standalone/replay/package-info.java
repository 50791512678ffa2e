/** {@code logplex replay}: prints the histories in a savepoint, or sends them again. */
package dev.logplex.standalone.replay;
