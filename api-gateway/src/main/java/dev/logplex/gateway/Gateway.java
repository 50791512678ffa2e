package dev.logplex.gateway;

import dev.logplex.drain.DrainProbe;
import dev.logplex.gateway.api.DrainUrls;
import dev.logplex.gateway.api.DrainViews;
import dev.logplex.gateway.api.V3;
import dev.logplex.gateway.auth.Authenticator;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.config.ConfigStoreSettings;
import dev.logplex.gateway.config.KafkaConfigStore;
import dev.logplex.gateway.history.BoundedHistory;
import dev.logplex.gateway.history.HistoryReader;
import dev.logplex.gateway.history.QueryableDrainStatus;
import dev.logplex.gateway.history.QueryableHistoryReader;
import dev.logplex.gateway.history.QueryableStateReader;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.BodyMemory;
import dev.logplex.gateway.http.HttpServer;
import dev.logplex.gateway.http.Resource;
import dev.logplex.gateway.ingest.BatchPublisher;
import dev.logplex.gateway.ingest.IngestResource;
import dev.logplex.gateway.ingest.KafkaBatchPublisher;
import dev.logplex.gateway.ingest.SwitchedPublisher;
import dev.logplex.gateway.ingest.syslog.SyslogServer;
import dev.logplex.gateway.platform.Platform;
import dev.logplex.gateway.replay.KafkaAcceptedLines;
import dev.logplex.gateway.replay.Replays;
import dev.logplex.gateway.session.SessionUrls;
import dev.logplex.gateway.tail.TailSessions;
import dev.logplex.gateway.tail.TailSettings;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.KafkaTopics;
import dev.logplex.secret.Sealer;
import dev.logplex.settings.OuterSettings;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** One gateway process: takes lines in, serves the API, reads history. */
public final class Gateway implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private static final Duration HISTORY_TIME = Duration.ofMillis(950);
  private static final long INGEST_IDLE_MILLIS = 15_000;
  private static final long API_IDLE_MILLIS = 60_000;

  private static final int INGEST_CONNECTIONS = 4_096;

  /** Room for 10,000 open tails and everybody else. */
  private static final int API_CONNECTIONS = 16_384;

  /** The API's part of the memory for bodies, beside that of ingest. */
  private static final int API_BODIES = 8;

  private static final long READY_SECONDS = 60;

  private final Map<String, Resource> routes;
  private final Health health;
  private final HttpServer api;
  private final HttpServer ingest;
  private final TailSessions tails;
  private final SyslogServer syslog;
  private final List<Runnable> parts;

  private Gateway(
      Map<String, Resource> routes,
      Health health,
      HttpServer api,
      HttpServer ingest,
      TailSessions tails,
      SyslogServer syslog,
      List<Runnable> parts) {
    this.routes = routes;
    this.health = health;
    this.api = api;
    this.ingest = ingest;
    this.tails = tails;
    this.syslog = syslog;
    this.parts = parts;
  }

  /**
   * @throws IllegalArgumentException if there are settings outside of the command line that cannot
   *     be used
   */
  static CommandLine commandLine(Map<String, String> environment, String... args) {
    OuterSettings settings = GatewaySettings.of(environment, args);
    CommandLine line = new CommandLine(new GatewayCommand(settings));
    line.setDefaultValueProvider(GatewaySettings.defaults(settings));
    line.setParameterExceptionHandler(
        (e, given) -> {
          line.getErr().println("logplex-gateway: " + e.getMessage() + " (try --help)");
          return line.getCommandSpec().exitCodeOnInvalidInput();
        });
    return line;
  }

  /**
   * Connects to Kafka and Flink and starts listening; returns when all ports answer.
   *
   * @throws Exception if Kafka does not answer or a port is taken; nothing is left running
   */
  public static Gateway start(GatewayConfig config) throws Exception {
    Deque<AutoCloseable> started = new ArrayDeque<>();
    try {
      KafkaSettings kafka = config.kafka();
      KafkaTopics.ensure(kafka, config.topics());
      KafkaConfigStore store =
          KafkaConfigStore.start(
              kafka,
              new Sealer(config.secrets().masterKey()),
              config.peer().id() == null
                  ? ConfigStoreSettings.defaults()
                  : ConfigStoreSettings.of(config.peer().id()));
      started.push(store);
      KafkaBatchPublisher publisher = new KafkaBatchPublisher(kafka);
      started.push(publisher);
      GatewayConfig.Job job = config.job();
      QueryableStateReader states =
          new QueryableStateReader(job.stateProxies(), job.flinkRest(), job.name());
      HistoryReader reader =
          new QueryableHistoryReader(states, job.historyLines(), job.historyOctets());
      started.push(reader);
      DrainProbe probe = new DrainProbe(config.drains());
      started.push(probe);
      Replays replays = new Replays(store, new KafkaAcceptedLines(kafka), config.drains());
      started.push(replays);
      store.ready().get(READY_SECONDS, TimeUnit.SECONDS);
      return start(
          config,
          store,
          publisher,
          reader,
          new DrainViews(new QueryableDrainStatus(states), probe, replays),
          Membership.of(store, config, READY_SECONDS));
    } catch (Exception e) {
      closeAll(started, e);
      throw e;
    }
  }

  /**
   * Starts listening on parts that are ready, and closes them when the gateway closes.
   *
   * @return when all ports answer
   */
  static Gateway start(
      GatewayConfig config,
      ConfigStore store,
      BatchPublisher publisher,
      HistoryReader reader,
      DrainViews drainViews)
      throws Exception {
    return start(config, store, publisher, reader, drainViews, Membership.NONE);
  }

  private static Gateway start(
      GatewayConfig config,
      ConfigStore store,
      BatchPublisher kafka,
      HistoryReader reader,
      DrainViews drainViews,
      Membership membership)
      throws Exception {
    BatchPublisher publisher = new SwitchedPublisher(store, kafka);
    GatewayMetrics metrics = new GatewayMetrics();
    BodyMemory bodies = new BodyMemory(config.ingest().bodyMemory());
    metrics.watch(bodies);
    metrics.watchProcess();
    kafka.bindTo(metrics.registry());
    Authenticator authenticator = new Authenticator(store, config.secrets().authKey());
    ExecutorService renderers = Executors.newFixedThreadPool(2, Gateway::renderer);
    PublicUrl publicUrl = new PublicUrl(config.listeners());
    Health health = new Health();
    BoundedHistory history = new BoundedHistory(reader, HISTORY_TIME, renderers);
    TailSessions tails =
        TailSessions.start(
            config.kafka(),
            store,
            history,
            metrics,
            config.peer().internalUrl() == null
                ? TailSettings.DEFAULT.alone()
                : TailSettings.DEFAULT);
    Routes routes =
        new Routes(
            authenticator,
            store,
            new IngestResource(authenticator, store, publisher, config.ingest(), bodies, metrics),
            history,
            new SessionUrls(new Sealer(config.secrets().masterKey()), Clock.systemUTC()),
            tails,
            drainViews,
            new DrainUrls(config.drains().guard()),
            publicUrl::get,
            // Its own: an operator gets through while sources are too many.
            new BodyMemory(Math.max(1, config.ingest().bodyMemory() / API_BODIES)),
            health,
            metrics);
    Map<String, Resource> paths = routes.apiPort();
    Admission clients = new Admission();
    Map<String, Resource> served = new LinkedHashMap<>(membership.routes());
    paths.forEach((path, resource) -> served.put(path, clients.guard(resource)));
    HttpServer api = null;
    HttpServer ingest = null;
    try {
      api =
          HttpServer.start(
              "api",
              config.listeners().host(),
              config.listeners().apiPort(),
              API_IDLE_MILLIS,
              API_CONNECTIONS,
              served,
              Gateway::notFound);
      publicUrl.listening(api.port());
      membership.join(api.port());
      ingest =
          HttpServer.start(
              "ingest",
              config.listeners().host(),
              config.listeners().ingestPort(),
              INGEST_IDLE_MILLIS,
              INGEST_CONNECTIONS,
              routes.ingestPort(),
              Gateway::notFound);
      SyslogServer syslog =
          SyslogServer.start(
              config.listeners().host(), config.syslog(), store, publisher, metrics.syslog());
      clients.open();
      return new Gateway(
          paths,
          health,
          api,
          ingest,
          tails,
          syslog,
          List.of(
              publisher::close,
              reader::close,
              drainViews::close,
              store::close,
              renderers::shutdown,
              metrics::close));
    } catch (Exception e) {
      tails.close();
      renderers.shutdown();
      if (ingest != null) {
        ingest.close();
      }
      if (api != null) {
        api.close();
      }
      throw e;
    }
  }

  /** What the API port serves, by path. */
  Map<String, Resource> routes() {
    return routes;
  }

  public int apiPort() {
    return api.port();
  }

  public int ingestPort() {
    return ingest.port();
  }

  /** The port of syslog over TCP; empty if there is none. */
  public OptionalInt syslogPort() {
    return syslog.port();
  }

  /** The port of syslog over TLS; empty if there is none. */
  public OptionalInt syslogTlsPort() {
    return syslog.tlsPort();
  }

  /**
   * Goes on serving, but sends clients elsewhere: health checks fail, and connections are closed
   * after the next answer. Returns after the time given, when clients should have left.
   */
  void leave(Duration time) throws InterruptedException {
    health.leave();
    api.leave();
    ingest.leave();
    Thread.sleep(time.toMillis());
  }

  /** Stops taking requests, finishes those under way, then closes Kafka and Flink clients. */
  @Override
  public void close() {
    ingest.close();
    tails.close();
    syslog.close();
    api.close();
    parts.forEach(Runnable::run);
  }

  private static void closeAll(Iterable<AutoCloseable> started, Exception reason) {
    for (AutoCloseable part : started) {
      try {
        part.close();
      } catch (Exception e) {
        reason.addSuppressed(e);
      }
    }
  }

  private static Answer notFound(Context ctx) {
    ApiRequest request = new ApiRequest(ctx);
    LOG.info("request {} answered 404: there is no such path", request.id());
    Answer answer =
        ctx.path().startsWith("/v3/")
            ? V3.notFound(request.id())
            : Platform.isAsked(ctx.path(), ctx.header("Accept"))
                ? Platform.notFound()
                : Answer.text(404, "text/html", "Not found");
    return request.identified(answer);
  }

  private static Thread renderer(Runnable work) {
    Thread thread = new Thread(work, "gateway-history");
    thread.setDaemon(true);
    return thread;
  }
}
