/** Who is asking, and what they may do. */
package dev.logplex.gateway.auth;
