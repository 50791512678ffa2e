package dev.logplex.gateway.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Set;

/** What lies at one path. Takes requests of every method and answers 405 to those it lacks. */
public interface Resource extends Handler {

  /** The methods it has, in the order of an {@code Allow} header. */
  Set<String> methods();

  @Override
  void handle(Context ctx);
}
