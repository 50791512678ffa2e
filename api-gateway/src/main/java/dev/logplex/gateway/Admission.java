package dev.logplex.gateway;

import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.LogShuttle;
import dev.logplex.gateway.http.Resource;
import io.javalin.http.Context;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps clients out until this gateway may serve: it listens before, because the other gateways
 * must reach it to let it in.
 */
final class Admission {

  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

  private static final Answer BOOTING =
      Answer.text(503, "text/plain", "SYSTEM BOOTING").with("Retry-After", "1");

  private volatile boolean open;

  /** From now on clients are served. */
  void open() {
    open = true;
  }

  /** The same resource, which clients reach when this is open. */
  Resource guard(Resource resource) {
    return new Resource() {
      @Override
      public Set<String> methods() {
        return resource.methods();
      }

      @Override
      public void handle(Context ctx) {
        if (open) {
          resource.handle(ctx);
        } else if (LogShuttle.sent(ctx.req())) {
          LogShuttle.hangUp(ctx.req());
        } else {
          ApiRequest request = new ApiRequest(ctx);
          LOG.info("request {} answered 503: the gateway is starting", request.id());
          request.identified(BOOTING).send(ctx);
        }
      }
    };
  }
}
