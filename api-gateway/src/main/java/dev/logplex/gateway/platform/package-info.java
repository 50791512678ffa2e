/** The part of Heroku's Platform API that the {@code heroku} command line needs for logs. */
package dev.logplex.gateway.platform;
