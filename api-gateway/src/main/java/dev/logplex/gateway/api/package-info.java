/** The control API: channels, tokens, drains, creds, history and sessions. */
package dev.logplex.gateway.api;
