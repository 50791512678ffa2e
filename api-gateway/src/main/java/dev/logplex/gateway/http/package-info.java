/** What every endpoint needs of HTTP: servers with limits, request bodies, answers. */
package dev.logplex.gateway.http;
