package dev.logplex.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a process is started.
 *
 * @param environment what it gets beside this process's own; may hold secrets, the command must not
 * @param log gets what it prints
 */
record Launch(List<String> command, Map<String, String> environment, Path log) {

  /** Leaves the environment out. */
  @Override
  public String toString() {
    return "Launch" + command;
  }
}
