package dev.logplex.gateway.api;

import dev.logplex.drain.DrainProbe;
import dev.logplex.gateway.history.DrainStatusReader;

/**
 * What shows owners how their drains do.
 *
 * @param statuses what the job says
 * @param probe tries a drain from here
 */
public record DrainViews(DrainStatusReader statuses, DrainProbe probe) {}
