/** Sessions: short-lived, unguessable URLs that read one channel. */
package dev.logplex.gateway.session;
