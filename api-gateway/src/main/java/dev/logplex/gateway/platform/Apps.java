package dev.logplex.gateway.platform;

import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.Resource;
import java.util.concurrent.CompletableFuture;

/** {@code /apps/{app}}: a channel. */
public final class Apps {

  private final Platform platform;

  public Apps(Platform platform) {
    this.platform = platform;
  }

  /** {@code /apps/{app}}. */
  public Resource app() {
    return platform
        .resource()
        .on(
            "GET",
            PlatformOperation.withoutBody(
                (request, app) ->
                    CompletableFuture.completedFuture(Answer.json(200, PlatformJson.app(app)))));
  }

  /** {@code /apps/{app}/addons/{addon}}: an app has none. */
  public Resource addOn() {
    return platform
        .resource()
        .on(
            "GET",
            PlatformOperation.withoutBody(
                (request, app) -> {
                  throw PlatformError.noSuchAddOn();
                }));
  }
}
