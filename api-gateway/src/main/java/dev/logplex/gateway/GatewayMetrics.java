package dev.logplex.gateway;

import dev.logplex.gateway.http.BodyMemory;
import dev.logplex.gateway.ingest.syslog.SyslogMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * All that the gateway counts, under names that are written here and nowhere else. Labels come from
 * enumerations, never from requests. While nothing is under way: {@code requests = accepted +
 * rejected}. Safe for use by several threads.
 */
public final class GatewayMetrics implements AutoCloseable {

  /** Why an ingest request was not accepted. */
  public enum Rejection {
    SWITCHED_OFF,
    METHOD,
    UNAUTHORIZED,
    FORBIDDEN,
    MEDIA_TYPE,
    NOT_ACCEPTABLE,
    TOO_LARGE,
    TOO_SLOW,
    BAD_REQUEST,
    MALFORMED,
    COUNT_MISMATCH,
    UNAVAILABLE,
    OVERLOADED,
    RATE_LIMITED
  }

  /** Groups of endpoints whose answers are timed together. */
  public enum Api {
    CHANNELS,
    CHANNEL_LOGS,
    TOKENS,
    DRAINS,
    SESSIONS,
    CREDS,
    SWITCHES,
    FIREHOSE,
    LEGACY,
    PLATFORM
  }

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter requests = counter("logplex.ingest.requests.accepted");
  private final Counter lines = counter("logplex.ingest.lines.accepted");
  private final Counter skipped = counter("logplex.ingest.lines.skipped");
  private final Counter octets = counter("logplex.ingest.octets");
  private final Timer publishing = timer("logplex.ingest.latency");
  private final Map<Rejection, Counter> rejected = new EnumMap<>(Rejection.class);
  private final Map<Api, Map<Integer, Timer>> answers = new EnumMap<>(Api.class);
  private final Counter tailLost = counter("logplex.tails.lines.lost");
  private final AtomicInteger openSessions;
  private final SyslogMetrics syslog;
  private final JvmGcMetrics collections = new JvmGcMetrics();

  public GatewayMetrics() {
    for (Rejection reason : Rejection.values()) {
      rejected.put(
          reason, registry.counter("logplex.ingest.requests.rejected", "reason", lower(reason)));
    }
    for (Api api : Api.values()) {
      Map<Integer, Timer> classes = new java.util.HashMap<>();
      for (int status = 2; status <= 5; status++) {
        classes.put(
            status,
            registry.timer("logplex.api.latency", "api", lower(api), "status", status + "xx"));
      }
      answers.put(api, Map.copyOf(classes));
    }
    openSessions = registry.gauge("logplex.sessions.open", new AtomicInteger());
    syslog = new Syslog();
  }

  /**
   * An ingest request was answered 204.
   *
   * @param linesAccepted lines that Kafka has
   * @param linesSkipped lines without a known token, or that are no messages
   * @param bodyOctets size of the body as sent
   * @param took from the request's head to Kafka's acknowledgement
   */
  public void accepted(int linesAccepted, int linesSkipped, int bodyOctets, Duration took) {
    requests.increment();
    lines.increment(linesAccepted);
    skipped.increment(linesSkipped);
    octets.increment(bodyOctets);
    publishing.record(took);
  }

  public void rejected(Rejection reason) {
    rejected.get(reason).increment();
  }

  /** An API request was answered. */
  public void answered(Api api, int status, Duration took) {
    Timer timer = answers.get(api).get(status / 100);
    if (timer != null) {
      timer.record(took);
    }
  }

  public void sessionOpened() {
    openSessions.incrementAndGet();
  }

  public void sessionClosed() {
    openSessions.decrementAndGet();
  }

  /**
   * What the tails of this gateway hold.
   *
   * @param open how many are open
   * @param waitingOctets octets that wait for their readers
   */
  public void tails(Number open, LongSupplier waitingOctets) {
    registry.gauge("logplex.tails.open", open);
    Gauge.builder("logplex.tails.waiting.octets", waitingOctets, LongSupplier::getAsLong)
        .strongReference(true)
        .register(registry);
  }

  /** Lines that a tail did not get, and was told of (L11). */
  public void tailLost(long count) {
    tailLost.increment(count);
  }

  /** Counts what comes in as syslog. */
  public SyslogMetrics syslog() {
    return syslog;
  }

  /** Shows how full the memory for request bodies is. */
  void watch(BodyMemory bodies) {
    registry.gauge("logplex.bodies.octets", bodies, BodyMemory::used);
    registry.gauge("logplex.bodies.waiting", bodies, BodyMemory::waiting);
  }

  /** Shows memory, garbage collection, threads and processor time of this process. */
  void watchProcess() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /** Ends what watches the process. */
  @Override
  public void close() {
    collections.close();
  }

  /** For meters that libraries bring along. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Everything in Prometheus' text format. */
  public String scrape() {
    return registry.scrape();
  }

  private Counter counter(String name) {
    return registry.counter(name);
  }

  private Timer timer(String name) {
    return Timer.builder(name).publishPercentileHistogram().register(registry);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private <E extends Enum<E>> Map<E, Counter> byReason(String name, Class<E> reasons) {
    Map<E, Counter> counters = new EnumMap<>(reasons);
    for (E reason : reasons.getEnumConstants()) {
      counters.put(reason, registry.counter(name, "reason", lower(reason)));
    }
    return counters;
  }

  private final class Syslog implements SyslogMetrics {
    private final Counter octets = counter("logplex.syslog.octets");
    private final Counter accepted = counter("logplex.syslog.lines.accepted");
    private final Map<Skip, Counter> skipped = byReason("logplex.syslog.skipped", Skip.class);
    private final Map<Drop, Counter> dropped = byReason("logplex.syslog.lines.dropped", Drop.class);
    private final Counter retries = counter("logplex.syslog.retries");
    private final Map<Refusal, Counter> refused =
        byReason("logplex.syslog.connections.refused", Refusal.class);
    private final AtomicInteger open =
        registry.gauge("logplex.syslog.connections.open", new AtomicInteger());
    private final AtomicInteger paused =
        registry.gauge("logplex.syslog.connections.paused", new AtomicInteger());

    @Override
    public void received(int count) {
      octets.increment(count);
    }

    @Override
    public void accepted(int lines) {
      accepted.increment(lines);
    }

    @Override
    public void skipped(Skip reason) {
      skipped.get(reason).increment();
    }

    @Override
    public void dropped(Drop reason, int lines) {
      dropped.get(reason).increment(lines);
    }

    @Override
    public void retried() {
      retries.increment();
    }

    @Override
    public void opened() {
      open.incrementAndGet();
    }

    @Override
    public void closed() {
      open.decrementAndGet();
    }

    @Override
    public void refused(Refusal reason) {
      refused.get(reason).increment();
    }

    @Override
    public void paused() {
      paused.incrementAndGet();
    }

    @Override
    public void resumed() {
      paused.decrementAndGet();
    }
  }
}
