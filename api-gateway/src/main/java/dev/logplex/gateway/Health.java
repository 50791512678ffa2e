package dev.logplex.gateway;

import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.Resource;
import dev.logplex.gateway.http.StaticResource;

/** Tells load balancers whether to send requests here. */
final class Health {

  private volatile boolean leaving;

  /** From now on requests are better sent elsewhere. */
  void leave() {
    leaving = true;
  }

  /** The ports open when the configuration is read, so there is no booting to tell of. */
  Resource resource() {
    return StaticResource.anyMethod(
        () ->
            leaving
                ? Answer.text(503, "text/plain", "SYSTEM STOPPING")
                : Answer.text(200, "text/plain", "OK"));
  }
}
