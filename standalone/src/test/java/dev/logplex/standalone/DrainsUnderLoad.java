package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.testkit.ApiClient;
import dev.logplex.testkit.Audit;
import dev.logplex.testkit.Behaviour;
import dev.logplex.testkit.DrainReceiver;
import dev.logplex.testkit.Endpoints;
import dev.logplex.testkit.EventLoops;
import dev.logplex.testkit.Ledger;
import dev.logplex.testkit.Load;
import dev.logplex.testkit.LogSource;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Sources, and receivers of drains that count for themselves: two channels whose drains take
 * everything, and one with a drain that does and some that hang, refuse, reset, lie and recover.
 * Whatever happens to the system meanwhile, at the end each line is accounted for.
 */
public final class DrainsUnderLoad implements AutoCloseable {

  public static final int HISTORY = 1_500;

  private static final int LINES_PER_SECOND = 1_500;
  private static final int MOODY_DRAINS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final List<Behaviour> MOODS =
      List.of(
          Behaviour.ACCEPT,
          Behaviour.ACCEPT,
          Behaviour.HANG,
          Behaviour.REFUSE,
          Behaviour.RESET,
          Behaviour.CLOSE,
          Behaviour.answer(503),
          Behaviour.answer(404),
          Behaviour.slow(Duration.ofMillis(300)));

  /** A drain with its receiver and the source of its lines. */
  private record Drained(
      String channel, ApiClient.Drain drain, DrainReceiver receiver, LogSource source) {
    Ledger ledger() {
      return receiver.ledger();
    }

    @Override
    public String toString() {
      return channel + "/" + drain.id();
    }
  }

  private final EventLoopGroup loops = EventLoops.start("testkit", 1);
  private final Random random;
  private final List<Drained> healthy = new ArrayList<>();
  private final List<Drained> moody = new ArrayList<>();
  private final List<LogSource> sources = new ArrayList<>();
  private ApiClient api;

  public DrainsUnderLoad(Endpoints endpoints, Random random) throws Exception {
    this.random = random;
    this.api = new ApiClient(endpoints);
    healthy.add(channel(endpoints, "ordered", 1, 1).get(0));
    healthy.add(channel(endpoints, "mixed", 4, 1).get(0));
    List<Drained> drains = channel(endpoints, "moody", 1, 1 + MOODY_DRAINS);
    healthy.add(drains.get(0));
    moody.addAll(drains.subList(1, drains.size()));
  }

  private List<Drained> channel(Endpoints endpoints, String name, int connections, int drains)
      throws Exception {
    String token = api.channel(name, "app");
    List<DrainReceiver> receivers = new ArrayList<>();
    List<ApiClient.Drain> created = new ArrayList<>();
    for (int i = 0; i < drains; i++) {
      receivers.add(DrainReceiver.start(loops));
      created.add(api.drain(name, receivers.get(i).url()));
    }
    Load load = Load.of(connections).linesPerPost(15).linesPerSecond(LINES_PER_SECOND);
    LogSource source = LogSource.start(endpoints.ingest(), token, 0, load, loops);
    sources.add(source);
    List<Drained> drained = new ArrayList<>();
    for (int i = 0; i < drains; i++) {
      drained.add(new Drained(name, created.get(i), receivers.get(i), source));
    }
    return drained;
  }

  /** The system has come back, perhaps somewhere else. */
  public void retarget(Endpoints endpoints) {
    api = new ApiClient(endpoints);
    sources.forEach(source -> source.retarget(endpoints.ingest()));
  }

  /** Some of the moody receivers behave in another way from now on. */
  public void changeMoods() {
    for (Drained drained : moody) {
      if (random.nextInt(3) > 0) {
        drained.receiver.behave(MOODS.get(random.nextInt(MOODS.size())));
      }
    }
  }

  /** Returns when so many more lines have been accepted of one channel. */
  public void awaitLines(long lines) {
    LogSource source = sources.get(0);
    long enough = source.acknowledgedLines() + lines;
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> source.acknowledgedLines() >= enough);
  }

  /** In what the owner of each drain reads: routed = delivered + dropped + buffered. */
  public void assertBooksAgree() {
    for (Drained drained : all()) {
      assertBooksAgree(drained, status(drained));
    }
  }

  private static void assertBooksAgree(Drained drained, JsonNode status) {
    long dropped = 0;
    for (JsonNode count : status.get("dropped")) {
      dropped += count.asLong();
    }
    assertThat(status.get("delivered").asLong() + dropped + status.at("/buffered/lines").asLong())
        .as("%s %s", drained, status)
        .isEqualTo(status.get("routed").asLong());
  }

  /** While a job restarts nobody can tell. */
  private JsonNode status(Drained drained) {
    return await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> api.status(drained.channel, drained.drain), status -> status.has("routed"));
  }

  /**
   * All receivers take what comes; returns when each has, or was told of, each line that was
   * accepted.
   *
   * @return what each has seen
   */
  public List<String> settle() throws Exception {
    moody.forEach(drained -> drained.receiver.behave(Behaviour.ACCEPT));
    awaitLines(2 * LINES_PER_SECOND);
    for (LogSource source : sources) {
      source.stop(PATIENCE);
    }
    List<String> ledgers = new ArrayList<>();
    for (Drained drained : all()) {
      await().atMost(PATIENCE).untilAsserted(() -> assertExplained(drained));
      await().atMost(PATIENCE).untilAsserted(() -> assertClosed(drained, status(drained)));
      ledgers.add(drained + ": " + audit(drained) + " " + drained.ledger());
    }
    for (Drained drained : healthy) {
      assertThat(audit(drained).missing()).as(drained.toString()).isZero();
      assertThat(drained.ledger().toldLost()).as(drained.toString()).isZero();
    }
    return ledgers;
  }

  private static void assertExplained(Drained drained) {
    Audit audit = audit(drained);
    Ledger ledger = drained.ledger();
    assertThat(audit.unexplained()).as("%s %s %s", drained, audit, ledger).isZero();
    assertThat(audit.neverSent()).as("%s %s", drained, audit).isZero();
    assertThat(ledger.untold()).as("%s %s", drained, ledger).isZero();
    assertThat(ledger.duplicatesOutsideRepeats()).as("%s %s", drained, ledger).isZero();
    assertThat(ledger.outOfOrder()).as("%s %s", drained, ledger).isZero();
    assertThat(ledger.faults()).as("%s %s", drained, ledger).isEmpty();
  }

  /** The drain's own books, with nothing left to do, against the receiver's. */
  private static void assertClosed(Drained drained, JsonNode status) {
    assertBooksAgree(drained, status);
    assertThat(status.at("/buffered/lines").asLong()).isZero();
    assertThat(status.get("routed").asLong())
        .as("%s %s %s", drained, status, drained.ledger())
        .isEqualTo(drained.ledger().unique() + drained.ledger().toldLost());
  }

  private static Audit audit(Drained drained) {
    return drained.ledger().audit(drained.source.sent());
  }

  /** History holds what the drains that took everything were given last. */
  public void assertHistory() throws Exception {
    assertThat(api.numbers("ordered", 0, HISTORY))
        .hasSize(HISTORY)
        .isEqualTo(healthy.get(0).ledger().newest(0, HISTORY));
    long lines = 0;
    for (int timeline = 0; timeline < 4; timeline++) {
      List<Long> numbers = api.numbers("mixed", timeline, HISTORY);
      assertThat(numbers).isSorted().doesNotHaveDuplicates();
      lines += numbers.size();
    }
    assertThat(lines).isEqualTo(HISTORY);
  }

  /** No receiver ever had two connections of its drain at once. */
  public void assertOneConnectionEach() {
    for (Drained drained : all()) {
      assertThat(drained.receiver.mostConnections()).as(drained.toString()).isEqualTo(1);
    }
  }

  private List<Drained> all() {
    List<Drained> all = new ArrayList<>(healthy);
    all.addAll(moody);
    return all;
  }

  @Override
  public void close() {
    sources.forEach(LogSource::close);
    all().forEach(drained -> drained.receiver.close());
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
