package dev.logplex.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.model.Loss;
import dev.logplex.model.LossReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A task with some drains under load: receivers change their moods, the task's process dies and
 * comes back from its last checkpoint, definitions change. After each step the books must agree,
 * and at the end each line must have been delivered or told as lost.
 */
final class DeliverySimulation {

  private record Routed(String token, long firstSeq, int lines) {}

  /** All that a checkpoint holds, and what the outside knew at that moment. */
  private record Checkpoint(
      int input,
      Map<String, MemoryStore> state,
      Map<String, Long> reported,
      Map<String, SimulatedReceiver.Agreed> agreed) {}

  private static final Map<String, String> SPECS = new ConcurrentHashMap<>();

  private final SimulatedHost host;
  private final RandomGenerator random;
  private final DrainSettings settings;
  private final Map<String, SimulatedReceiver> receivers = new HashMap<>();
  private final Map<String, String> specs = new HashMap<>();
  private final List<String> tokens = new ArrayList<>();
  private final List<Routed> input = new ArrayList<>();
  private final Map<String, Long> nextSeq = new HashMap<>();
  private final Map<String, MemoryStore> state = new HashMap<>();
  private Map<String, Long> reported = new HashMap<>();
  private Checkpoint checkpoint;
  private DrainStage stage;
  private int readInput;
  int crashes;

  DeliverySimulation(long seed) {
    random = new SplittableRandom(seed);
    host = new SimulatedHost(random.nextLong());
    settings = settings(random);
    stage = newStage();
    int drains = 1 + random.nextInt(4);
    for (int i = 0; i < drains; i++) {
      String token = "d." + i;
      tokens.add(token);
      nextSeq.put(token, 1L);
      receivers.put(token, new SimulatedReceiver(host, random));
      specs.put(token, spec(token, 0));
      stage.define(Specs.CHANNEL, token, specs.get(token));
    }
    check();
    takeCheckpoint();
  }

  /** Lets many things happen, then lets all end well. */
  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
      check();
    }
    receivers.values().forEach(r -> r.mood(SimulatedReceiver.Mood.HEALTHY));
    host.pass(Duration.ofMinutes(10).toMillis());
    tokens.forEach(token -> route(token, 1));
    host.pass(Duration.ofMinutes(1).toMillis());
    check();
    for (String token : tokens) {
      SimulatedReceiver.Agreed agreed = receivers.get(token).agreed();
      assertThat(agreed.lines() + agreed.told()).as(token).isEqualTo(nextSeq.get(token) - 1);
      assertThat(stage.delivery(token).lines()).isZero();
    }
  }

  long simulatedMillis() {
    return host.now() - SimulatedHost.START;
  }

  private void step() {
    String token = tokens.get(random.nextInt(tokens.size()));
    switch (random.nextInt(20)) {
      case 0, 1 ->
          receivers
              .get(token)
              .mood(
                  SimulatedReceiver.Mood.values()[
                      random.nextInt(SimulatedReceiver.Mood.values().length)]);
      case 2 -> takeCheckpoint();
      case 3 -> {
        if (random.nextInt(3) == 0) {
          crash();
        }
      }
      case 4 -> {
        specs.put(token, spec(token, random.nextInt(3)));
        stage.define(Specs.CHANNEL, token, specs.get(token));
      }
      case 5, 6, 7 -> host.pass(random.nextLong(30_000));
      case 8, 9, 10, 11 -> host.pass(random.nextLong(500));
      default -> route(token, 1 + random.nextInt(random.nextInt(10) == 0 ? 60 : 8));
    }
  }

  private void route(String token, int lines) {
    long first = nextSeq.get(token);
    input.add(new Routed(token, first, lines));
    nextSeq.put(token, first + lines);
    readInput();
  }

  private void readInput() {
    for (; readInput < input.size(); readInput++) {
      Routed next = input.get(readInput);
      stage.route(
          next.token(),
          next.firstSeq(),
          next.lines(),
          Lines.frames(next.firstSeq(), next.firstSeq() + next.lines() - 1));
    }
  }

  private void takeCheckpoint() {
    for (String token : stage.takeChanged()) {
      state.computeIfAbsent(token, t -> new MemoryStore()).save(stage, token);
    }
    tokens.forEach(this::assertStored);
    collectReports();
    Map<String, SimulatedReceiver.Agreed> agreed = new HashMap<>();
    receivers.forEach((token, receiver) -> agreed.put(token, stillUnknown(token, receiver)));
    checkpoint = new Checkpoint(readInput, copy(state), Map.copyOf(reported), agreed);
  }

  private static Map<String, MemoryStore> copy(Map<String, MemoryStore> state) {
    Map<String, MemoryStore> copy = new HashMap<>();
    state.forEach((token, store) -> copy.put(token, store.copy()));
    return copy;
  }

  /** All of a drain is in its state, and nothing else, although only changes are written. */
  private void assertStored(String token) {
    MemoryStore store = state.get(token);
    DrainHead head = DrainHead.decode(store.head);
    DrainSnapshot live = stage.delivery(token).snapshot();
    assertThat(store.head).isEqualTo(DrainHead.of(live, head.blocks()).encode());
    assertThat(store.blocks.keySet())
        .isEqualTo(head.blocks().stream().map(LineBlocks.Block::slot).collect(Collectors.toSet()));
    DrainSnapshot stored = store.snapshot();
    assertThat(Lines.octets(stored.buffered())).isEqualTo(Lines.octets(live.buffered()));
    assertThat(octets(stored.request())).isEqualTo(octets(live.request()));
  }

  private static byte[] octets(DrainRequest request) {
    return request == null ? null : Lines.octets(request.frames());
  }

  /** An answer on its way is not known to the sender: it will send that request again. */
  private SimulatedReceiver.Agreed stillUnknown(String token, SimulatedReceiver receiver) {
    Books books = stage.delivery(token).books();
    SimulatedReceiver.Agreed agreed = receiver.agreed();
    return books.delivered() == agreed.lines() ? agreed : receiver.agreedBefore();
  }

  private void crash() {
    crashes++;
    host.crash();
    host.losses.clear();
    stage = newStage();
    readInput = checkpoint.input();
    reported = new HashMap<>(checkpoint.reported());
    state.clear();
    state.putAll(copy(checkpoint.state()));
    receivers.forEach((token, r) -> r.senderCrashed(checkpoint.agreed().get(token)));
    for (String token : tokens) {
      state.get(token).restore(stage, token);
      if (random.nextBoolean()) {
        stage.define(Specs.CHANNEL, token, specs.get(token));
      }
    }
    readInput();
  }

  private void check() {
    collectReports();
    long octets = 0;
    for (String token : tokens) {
      DrainDelivery delivery = stage.delivery(token);
      Books books = delivery.books();
      assertThat(books.routed())
          .as("lines routed to %s", token)
          .isEqualTo(nextSeq.get(token) - 1)
          .isEqualTo(books.delivered() + books.dropped() + delivery.lines());
      DrainSnapshot snapshot = delivery.snapshot();
      for (LossReason reason : LossReason.values()) {
        LossReports.Tally tally = snapshot.unreported().get(reason);
        assertThat(books.dropped(reason))
            .as("reported losses")
            .isEqualTo(
                reported.getOrDefault(token + reason, 0L)
                    + (tally == null ? 0 : tally.span().lines()));
      }
      assertBounded(delivery, snapshot);
      octets += delivery.octets();
    }
    assertThat(stage.backlog().octets()).isEqualTo(octets);
  }

  private void assertBounded(DrainDelivery delivery, DrainSnapshot snapshot) {
    long lines = snapshot.buffered().stream().mapToLong(FrameSlice::lines).sum();
    long octets = snapshot.buffered().stream().mapToLong(FrameSlice::octets).sum();
    boolean patient = delivery.patient();
    assertThat(lines)
        .isLessThanOrEqualTo(patient ? settings.burstLines() : settings.buffers().lines());
    assertThat(octets)
        .isLessThanOrEqualTo(patient ? settings.burstOctets() : settings.buffers().octets());
  }

  private void collectReports() {
    for (Loss loss : host.losses) {
      assertThat(loss.lastSeq() - loss.firstSeq() + 1).isGreaterThanOrEqualTo(loss.count());
      assertThat(loss.since()).isLessThanOrEqualTo(loss.until());
      reported.merge(loss.drain() + loss.reason(), loss.count(), Long::sum);
    }
    host.losses.clear();
  }

  private DrainStage newStage() {
    return new DrainStage(settings, Specs.CODEC, host, SimulatedReceiver.factory(receivers));
  }

  private static String spec(String token, int variant) {
    return SPECS.computeIfAbsent(
        token + variant,
        key -> Specs.of(token, "http://h" + variant + "/", Specs.batchBytes(300 + 400 * variant)));
  }

  private static DrainSettings settings(RandomGenerator random) {
    DrainSettings.Times d = DrainSettings.Times.DEFAULT;
    return DrainSettings.DEFAULT
        .with(
            new DrainSettings.Buffers(
                20 + random.nextInt(200),
                2_000 + random.nextInt(20_000),
                3_000 + random.nextInt(60_000)))
        .with(
            new DrainSettings.Times(
                d.connect(),
                d.request(),
                Duration.ofSeconds(20 + random.nextInt(280)),
                d.idle(),
                d.connectionAge()))
        .with(DrainSettings.Reach.PRIVATE_TOO);
  }
}
