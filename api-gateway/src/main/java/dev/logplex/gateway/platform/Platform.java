package dev.logplex.gateway.platform;

import dev.logplex.gateway.GatewayMetrics;
import dev.logplex.gateway.auth.Authenticator;
import dev.logplex.gateway.config.ApiStatus;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.BodyMemory;
import dev.logplex.gateway.http.MediaTypes;
import dev.logplex.model.Channel;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What all paths of the Platform API share. It is switched off and on with API v3. */
public final class Platform {

  static final String MEDIA_TYPE = "application/vnd.heroku+json";

  private final Authenticator authenticator;
  private final ConfigStore config;
  private final BodyMemory bodies;
  private final GatewayMetrics metrics;

  public Platform(
      Authenticator authenticator, ConfigStore config, BodyMemory bodies, GatewayMetrics metrics) {
    this.authenticator = authenticator;
    this.config = config;
    this.bodies = bodies;
    this.metrics = metrics;
  }

  PlatformResource resource() {
    return new PlatformResource(this, bodies, metrics);
  }

  /** Whether a request that no path fits is for Heroku's Platform API. */
  public static boolean isAsked(String path, String accept) {
    return path.startsWith("/apps/") || MediaTypes.names(accept, MEDIA_TYPE);
  }

  /** The answer where there is nothing. */
  public static Answer notFound() {
    return PlatformError.noSuchEndpoint().answer();
  }

  void checkMode(String method) {
    ApiStatus status = config.switches().apiStatus();
    if (status == ApiStatus.DISABLED) {
      throw PlatformError.unavailable("The API is disabled.");
    }
    if (status == ApiStatus.READ_ONLY && !method.equals("GET")) {
      throw PlatformError.unavailable("The API is read-only.");
    }
  }

  /** What the request may manage. */
  Predicate<Channel> access(ApiRequest request) {
    return authenticator
        .manages(request.header("Authorization"))
        .orElseThrow(PlatformError::unauthorized);
  }

  /**
   * The app that the path names by id or name. One that the request may not manage is looked up in
   * the same way and answered with the same words as one that does not exist.
   */
  Channel app(ApiRequest request, Predicate<Channel> access) {
    String name = request.path("app");
    return Stream.of(config.channel(name), config.channelNamed(name))
        .flatMap(Optional::stream)
        .filter(access)
        .findFirst()
        .orElseThrow(PlatformError::noSuchApp);
  }
}
