package dev.logplex.gateway.tail;

import dev.logplex.syslog.LineFilter;

/** How a reader sees a channel. Readers with equal views share the lines rendered for it. */
record View(LineFormat format, LineFilter filter) {}
