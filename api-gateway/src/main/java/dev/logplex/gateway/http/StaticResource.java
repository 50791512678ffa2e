package dev.logplex.gateway.http;

import io.javalin.http.Context;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A path that needs no credentials and answers at once. */
public final class StaticResource implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(StaticResource.class);

  private final Set<String> methods;
  private final Supplier<Answer> answer;

  private StaticResource(Set<String> methods, Supplier<Answer> answer) {
    this.methods = methods;
    this.answer = answer;
  }

  /** Answers every method alike, as Logplex's health checks do. */
  public static StaticResource anyMethod(Supplier<Answer> answer) {
    return new StaticResource(Set.of(), answer);
  }

  public static StaticResource get(Supplier<Answer> answer) {
    return new StaticResource(Set.of("GET"), answer);
  }

  @Override
  public Set<String> methods() {
    return methods.isEmpty() ? Set.of("GET") : methods;
  }

  @Override
  public void handle(Context ctx) {
    if (methods.isEmpty() || methods.contains(ctx.req().getMethod())) {
      answer.get().send(ctx);
    } else {
      ApiRequest request = new ApiRequest(ctx);
      LOG.info("request {} answered 405", request.id());
      request
          .identified(Answer.error(405, "method not allowed", request.id()))
          .with("Allow", String.join(", ", methods))
          .send(ctx);
    }
  }
}
