/** Reads what a savepoint or a retained checkpoint of the job holds, without a cluster. */
package dev.logplex.job.replay;
