/** The files an operator deploys, against the code and the programs that read them. */
package dev.logplex.standalone.deploy;
