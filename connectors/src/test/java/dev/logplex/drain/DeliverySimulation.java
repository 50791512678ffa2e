package dev.logplex.drain;

import static dev.logplex.drain.SimulatedReceiver.require;

import dev.logplex.model.Loss;
import dev.logplex.model.LossReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Some drains under load on one to three tasks: receivers change their moods, clocks jump, drains
 * come, change and go, and the process dies and comes back from its last checkpoint, with another
 * number of tasks. After everything that happens the books must agree, and at the end each line
 * must have been delivered or told as lost.
 */
final class DeliverySimulation {

  /** What the tasks read, and read again after a crash. */
  private sealed interface Input {}

  private record Defined(String token, String spec) implements Input {}

  private record Routed(String token, long firstSeq, int lines) implements Input {}

  private record Removed(String token) implements Input {}

  /** All that a checkpoint holds, and what the outside knew at that moment. */
  private record Checkpoint(
      int input,
      List<String> tokens,
      Map<String, MemoryStore> state,
      Map<String, Long> reported,
      Map<String, SimulatedReceiver.Agreed> agreed) {}

  private static final Map<String, String> SPECS = new ConcurrentHashMap<>();
  private static final SimulatedReceiver.Agreed NOTHING = new SimulatedReceiver.Agreed(0, 0, 0);
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final SimulatedHost host;
  private final RandomGenerator random;
  private final DrainSettings settings;
  private final Map<String, SimulatedReceiver> receivers = new HashMap<>();
  private final List<Input> input = new ArrayList<>();
  private final Map<String, Long> nextSeq = new HashMap<>();
  private final Map<String, Long> routed = new HashMap<>();
  private final Map<String, MemoryStore> state = new HashMap<>();
  private List<String> tokens = new ArrayList<>();
  private Map<String, Long> reported = new HashMap<>();
  private Checkpoint checkpoint;
  private List<DrainStage> stages;
  private int readInput;
  private int created;
  int crashes;

  DeliverySimulation(long seed) {
    random = new SplittableRandom(seed);
    host = new SimulatedHost(random.nextLong());
    settings = settings(random);
    stages = newStages();
    int drains = 1 + random.nextInt(4);
    for (int i = 0; i < drains; i++) {
      create();
    }
    check();
    takeCheckpoint();
    host.afterEach(this::checkBooks);
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
      require(
          agreed.lines() + agreed.told() == nextSeq.get(token) - 1,
          "%s got and was told %s of %d",
          token,
          agreed,
          nextSeq.get(token) - 1);
      require(delivery(token).lines() == 0, "%s buffers", token);
    }
  }

  long simulatedMillis() {
    return host.elapsed();
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
        switch (random.nextInt(6)) {
          case 0, 1 -> crash();
          case 2 -> host.jump(random.nextLong(-10_000, 10_000));
          case 3 -> host.jump(random.nextLong(-DAY, DAY));
          case 4 -> create();
          default -> remove(token);
        }
      }
      case 4 -> happen(new Defined(token, spec(token, random.nextInt(3))));
      case 5, 6, 7 -> host.pass(random.nextLong(30_000));
      case 8, 9, 10, 11 -> host.pass(random.nextLong(500));
      default -> route(token, 1 + random.nextInt(random.nextInt(10) == 0 ? 60 : 8));
    }
  }

  private void create() {
    String token = "d." + created++;
    nextSeq.put(token, 1L);
    receivers.put(token, new SimulatedReceiver(host, random));
    happen(new Defined(token, spec(token, 0)));
  }

  private void remove(String token) {
    if (tokens.size() > 1) {
      happen(new Removed(token));
    }
  }

  private void route(String token, int lines) {
    long first = nextSeq.get(token);
    nextSeq.put(token, first + lines);
    happen(new Routed(token, first, lines));
  }

  private void happen(Input next) {
    input.add(next);
    readInput();
  }

  private void readInput() {
    for (; readInput < input.size(); readInput++) {
      Input next = input.get(readInput);
      if (next instanceof Defined defined) {
        if (!tokens.contains(defined.token())) {
          tokens.add(defined.token());
          routed.put(defined.token(), 0L);
        }
        stage(defined.token()).define(Specs.CHANNEL, defined.token(), defined.spec());
      } else if (next instanceof Removed removed) {
        removeAndCheck(removed.token());
      } else if (next instanceof Routed lines) {
        routed.merge(lines.token(), (long) lines.lines(), Long::sum);
        stage(lines.token())
            .route(
                lines.token(),
                lines.firstSeq(),
                lines.lines(),
                Lines.frames(lines.firstSeq(), lines.firstSeq() + lines.lines() - 1));
        checkBudget(stage(lines.token()));
      }
    }
  }

  /** A removed drain leaves nothing behind, and everything that it lost was reported. */
  private void removeAndCheck(String token) {
    DrainDelivery delivery = delivery(token);
    stage(token).remove(token);
    tokens.remove(token);
    collectReports();
    Books books = delivery.books();
    require(delivery.lines() == 0, "%s is gone and buffers", token);
    require(
        books.routed() == routed.remove(token)
            && books.routed() == books.delivered() + books.dropped(),
        "the last books of %s",
        token);
    for (LossReason reason : LossReason.values()) {
      require(
          reported.getOrDefault(token + reason, 0L) == books.dropped(reason),
          "%s is gone with losses unreported",
          token);
    }
  }

  private void takeCheckpoint() {
    for (DrainStage stage : stages) {
      for (String token : stage.takeChanged()) {
        state.computeIfAbsent(token, t -> new MemoryStore()).save(stage, token);
      }
    }
    state.values().removeIf(DeliverySimulation::isGone);
    require(state.keySet().equals(Set.copyOf(tokens)), "state of %s", state.keySet());
    tokens.forEach(this::checkStored);
    collectReports();
    Map<String, SimulatedReceiver.Agreed> agreed = new HashMap<>();
    tokens.forEach(token -> agreed.put(token, stillUnknown(token, receivers.get(token))));
    checkpoint =
        new Checkpoint(readInput, List.copyOf(tokens), copy(state), Map.copyOf(reported), agreed);
  }

  private static boolean isGone(MemoryStore store) {
    require(store.head != null || store.blocks.isEmpty(), "lines of a drain that is gone");
    return store.head == null;
  }

  private static Map<String, MemoryStore> copy(Map<String, MemoryStore> state) {
    Map<String, MemoryStore> copy = new HashMap<>();
    state.forEach((token, store) -> copy.put(token, store.copy()));
    return copy;
  }

  /** All of a drain is in its state, and nothing else, although only changes are written. */
  private void checkStored(String token) {
    MemoryStore store = state.get(token);
    DrainHead head = DrainHead.decode(store.head);
    DrainSnapshot live = delivery(token).snapshot();
    require(
        Arrays.equals(store.head, DrainHead.of(live, head.blocks()).encode()),
        "%s changed and did not say so",
        token);
    require(
        store
            .blocks
            .keySet()
            .equals(head.blocks().stream().map(LineBlocks.Block::slot).collect(Collectors.toSet())),
        "blocks of %s",
        token);
    DrainSnapshot stored = store.snapshot();
    require(
        Arrays.equals(Lines.octets(stored.buffered()), Lines.octets(live.buffered()))
            && Arrays.equals(octets(stored.request()), octets(live.request())),
        "lines of %s",
        token);
  }

  private static byte[] octets(DrainRequest request) {
    return request == null ? null : Lines.octets(request.frames());
  }

  /** An answer on its way is not known to the sender: it will send that request again. */
  private SimulatedReceiver.Agreed stillUnknown(String token, SimulatedReceiver receiver) {
    Books books = delivery(token).books();
    SimulatedReceiver.Agreed agreed = receiver.agreed();
    return books.delivered() == agreed.lines() ? agreed : receiver.agreedBefore();
  }

  private void crash() {
    crashes++;
    host.crash();
    host.losses.clear();
    stages = newStages();
    readInput = checkpoint.input();
    tokens = new ArrayList<>(checkpoint.tokens());
    reported = new HashMap<>(checkpoint.reported());
    state.clear();
    state.putAll(copy(checkpoint.state()));
    receivers.forEach(
        (token, r) -> r.senderCrashed(checkpoint.agreed().getOrDefault(token, NOTHING)));
    routed.clear();
    for (String token : tokens) {
      state.get(token).restore(stage(token), token);
      checkStored(token);
      routed.put(token, delivery(token).books().routed());
    }
    readInput();
  }

  private void check() {
    collectReports();
    checkBooks();
    for (String token : tokens) {
      Books books = delivery(token).books();
      DrainSnapshot snapshot = delivery(token).snapshot();
      for (LossReason reason : LossReason.values()) {
        LossReports.Tally tally = snapshot.unreported().get(reason);
        require(
            books.dropped(reason)
                == reported.getOrDefault(token + reason, 0L)
                    + (tally == null ? 0 : tally.span().lines()),
            "reported losses of %s",
            token);
      }
      checkBounds(token, snapshot);
    }
    for (DrainStage stage : stages) {
      long octets =
          tokens.stream()
              .filter(token -> stage(token) == stage)
              .mapToLong(token -> delivery(token).octets())
              .sum();
      require(stage.backlog().octets() == octets, "backlog of a task");
    }
  }

  private void checkBooks() {
    for (String token : tokens) {
      DrainDelivery delivery = delivery(token);
      if (delivery != null) {
        Books books = delivery.books();
        require(
            books.routed() == routed.get(token)
                && books.routed() == books.delivered() + books.dropped() + delivery.lines(),
            "books of %s",
            token);
      }
    }
  }

  private void checkBounds(String token, DrainSnapshot snapshot) {
    long lines = snapshot.buffered().stream().mapToLong(FrameSlice::lines).sum();
    long octets = snapshot.buffered().stream().mapToLong(FrameSlice::octets).sum();
    boolean patient = delivery(token).patient();
    require(
        lines <= (patient ? settings.burstLines() : settings.buffers().lines())
            && octets <= (patient ? settings.burstOctets() : settings.buffers().octets()),
        "%s buffers %d lines and %d octets",
        token,
        lines,
        octets);
  }

  /** What is being sent cannot be shed. */
  private void checkBudget(DrainStage stage) {
    long sheddable =
        tokens.stream()
            .filter(token -> stage(token) == stage)
            .mapToLong(token -> delivery(token).sheddable())
            .sum();
    require(
        sheddable == 0 || stage.backlog().octets() <= settings.buffers().taskOctets(),
        "a task buffers too much");
  }

  private void collectReports() {
    for (Loss loss : host.losses) {
      require(
          loss.lastSeq() - loss.firstSeq() + 1 >= loss.count() && loss.since() <= loss.until(),
          "%s",
          loss);
      reported.merge(loss.drain() + loss.reason(), loss.count(), Long::sum);
    }
    host.losses.clear();
  }

  private DrainStage stage(String token) {
    return stages.get(Math.floorMod(token.hashCode(), stages.size()));
  }

  private DrainDelivery delivery(String token) {
    return stage(token).delivery(token);
  }

  private List<DrainStage> newStages() {
    List<DrainStage> tasks = new ArrayList<>();
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      tasks.add(new DrainStage(settings, Specs.CODEC, host, SimulatedReceiver.factory(receivers)));
    }
    return tasks;
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
