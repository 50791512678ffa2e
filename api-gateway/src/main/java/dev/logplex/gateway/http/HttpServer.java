package dev.logplex.gateway.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.EndpointNotFound;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listening port with its limits. */
public final class HttpServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /** Request line and all headers together. */
  private static final int MAX_HEAD_OCTETS = 16 << 10;

  private static final Duration HEAD_TIME = Duration.ofSeconds(10);
  private static final int MAX_THREADS = 64;
  private static final long STOP_MILLIS = 5_000;

  private final Javalin javalin;
  private final AtomicBoolean leaving;

  private HttpServer(Javalin javalin, AtomicBoolean leaving) {
    this.javalin = javalin;
    this.leaving = leaving;
  }

  /**
   * Starts listening.
   *
   * @param name part of the threads' names
   * @param port 0 for any free one
   * @param idleMillis a connection on which nothing moves for so long is closed
   * @param connections most connections at once; more wait to be accepted
   * @param resources what lies at which path
   * @param notFound answer for all other paths
   * @throws io.javalin.util.JavalinBindException if the port is taken
   */
  public static HttpServer start(
      String name,
      String host,
      int port,
      long idleMillis,
      int connections,
      Map<String, Resource> resources,
      NotFound notFound) {
    return start(name, host, port, idleMillis, HEAD_TIME, connections, resources, notFound);
  }

  /**
   * @param headTime how long the request line and headers of a request may take
   */
  static HttpServer start(
      String name,
      String host,
      int port,
      long idleMillis,
      Duration headTime,
      int connections,
      Map<String, Resource> resources,
      NotFound notFound) {
    AtomicBoolean leaving = new AtomicBoolean();
    Javalin javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.startupWatcherEnabled = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.http.compressionStrategy = CompressionStrategy.NONE;
              config.http.asyncTimeout = 0;
              config.jetty.threadPool = threads(name);
              config.jetty.modifyServer(server -> harden(server, connections));
              config.jetty.modifyHttpConfiguration(http -> limit(http, leaving));
              config.jetty.addConnector(
                  (server, http) -> connector(server, http, host, port, idleMillis, headTime));
              resources.forEach((path, resource) -> register(config, path, resource));
              config.routes.exception(
                  EndpointNotFound.class, (e, ctx) -> unmatched(ctx, resources, notFound));
              config.routes.exception(
                  Exception.class,
                  (e, ctx) -> {
                    String id = new ApiRequest(ctx).id();
                    LOG.error("request {} failed", id, e);
                    Answer.error(500, "internal error", id).send(ctx);
                  });
            });
    return new HttpServer(javalin.start(), leaving);
  }

  /** The port that is listened on. */
  public int port() {
    return javalin.port();
  }

  /** Answers all requests as before, but closes each connection after its next answer. */
  public void leave() {
    leaving.set(true);
  }

  /** Stops taking requests and lets those under way finish for a few seconds. */
  @Override
  public void close() {
    javalin.stop();
  }

  private static void register(JavalinConfig config, String path, Resource resource) {
    for (HandlerType method : HandlerType.commonHttp()) {
      config.routes.addHttpHandler(method, path, resource);
    }
  }

  /**
   * Routes know the common methods only; a resource refuses any other before it looks at the path.
   */
  private static void unmatched(Context ctx, Map<String, Resource> resources, NotFound notFound) {
    Optional<Resource> resource =
        resources.entrySet().stream()
            .filter(entry -> matches(entry.getKey(), ctx.path()))
            .map(Map.Entry::getValue)
            .findFirst();
    if (resource.isPresent() && isUncommon(ctx.req().getMethod())) {
      resource.get().handle(ctx);
    } else {
      notFound.answer(ctx).send(ctx);
    }
  }

  private static boolean isUncommon(String method) {
    return HandlerType.commonHttp().stream().noneMatch(known -> known.name().equals(method));
  }

  /** Variables are parts of a path: {@code {one}}, or {@code <one or more>} at the end. */
  private static boolean matches(String template, String path) {
    String[] wanted = template.split("/", -1);
    String[] given = path.split("/", -1);
    for (int i = 0; i < wanted.length && i < given.length; i++) {
      if (wanted[i].startsWith("<")) {
        return true;
      }
      boolean fits = wanted[i].startsWith("{") ? !given[i].isEmpty() : wanted[i].equals(given[i]);
      if (!fits) {
        return false;
      }
    }
    return wanted.length == given.length;
  }

  private static QueuedThreadPool threads(String name) {
    QueuedThreadPool pool = new QueuedThreadPool(MAX_THREADS, 4);
    pool.setName("gateway-" + name);
    return pool;
  }

  private static void harden(Server server, int connections) {
    server.addBean(new NetworkConnectionLimit(connections, server));
    server.setStopTimeout(STOP_MILLIS);
    server.insertHandler(new GracefulHandler());
    server.setErrorHandler(new PlainErrors());
  }

  private static void limit(HttpConfiguration http, AtomicBoolean leaving) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEAD_OCTETS);
    http.setHttpCompliance(HttpCompliance.RFC9110);
    http.addCustomizer(
        (request, headers) -> {
          if (leaving.get()) {
            headers.put(HttpHeader.CONNECTION, "close");
          }
          return request;
        });
  }

  private static ServerConnector connector(
      Server server,
      HttpConfiguration http,
      String host,
      int port,
      long idleMillis,
      Duration headTime) {
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(idleMillis);
    connector.setAcceptQueueSize(1024);
    connector.addBean(new HeadTimeLimit(connector, headTime));
    return connector;
  }

  /** Answers a request for a path that has no resource. */
  @FunctionalInterface
  public interface NotFound {
    Answer answer(Context ctx);
  }

  /** Jetty's own refusals, such as a head that is too large, or a request to a stopping server. */
  private static final class PlainErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String id = UUID.randomUUID().toString();
      LOG.info("request {} answered {} by the server", id, response.getStatus());
      if (response.getStatus() == HttpStatus.SERVICE_UNAVAILABLE_503 && LogShuttle.sent(request)) {
        LogShuttle.hangUp(request);
        callback.succeeded();
        return true;
      }
      Answer answer =
          Answer.error(response.getStatus(), HttpStatus.getMessage(response.getStatus()), id);
      answer.headers().forEach(response.getHeaders()::put);
      response.write(true, ByteBuffer.wrap(answer.body()), callback);
      return true;
    }
  }
}
