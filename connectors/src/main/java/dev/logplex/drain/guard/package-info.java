/** Which addresses drains may dial. */
package dev.logplex.drain.guard;
