package dev.logplex.cluster;

import dev.logplex.standalone.Ports;
import dev.logplex.standalone.StartException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses ports for parts that must find theirs free again when they are restarted. Systems give
 * ports from 32768 on to outgoing connections; one of those, trying in vain to reach a dead part on
 * its own port, could even end up connected to itself there. So these lie below.
 */
final class PortChoice {

  private static final int FIRST = 12_000;
  private static final int LAST = 32_000;
  private static final int ATTEMPTS = 1_000;

  private final Set<Integer> taken = new HashSet<>();

  /**
   * @param option named if the port is not free
   * @param wanted 0 for any
   */
  int port(String option, String host, int wanted) {
    if (wanted < 0 || wanted > 65_535) {
      throw new StartException(option + " must lead to ports from 0 to 65535, not " + wanted);
    }
    if (wanted != 0) {
      if (!taken.add(wanted)) {
        throw new StartException("port " + wanted + " (" + option + ") is asked for twice");
      }
      Ports.requireFree(option, host, wanted);
      return wanted;
    }
    return free(host);
  }

  private int free(String host) {
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (taken.contains(port)) {
        continue;
      }
      try {
        Ports.requireFree("any", host, port);
        taken.add(port);
        return port;
      } catch (StartException e) {
        // In use; another one.
      }
    }
    throw new StartException("no free port from " + FIRST + " to " + LAST);
  }
}
