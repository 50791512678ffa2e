package dev.logplex.drain;

import dev.logplex.drain.net.NettyTransports;
import dev.logplex.kafka.ConfigCodec;
import dev.logplex.model.Drain;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All drains of one task: takes the lines routed to them, delivers them, and accounts for each.
 * Everything but the network happens on one thread, the one that calls these methods and runs
 * {@link DrainHost}'s tasks.
 *
 * <p>For each drain, always: {@code routed = delivered + dropped + buffered}, to the line.
 */
public final class DrainStage implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DrainStage.class);

  /** Restored drains begin within as many milliseconds as there are drains, up to this. */
  private static final int MAX_SLOW_START = 10_000;

  private final DrainSettings settings;
  private final ConfigCodec codec;
  private final DrainHost host;
  private final DrainTransport.Factory transports;
  private final TaskBudget budget;
  private final Map<String, DrainDelivery> deliveries = new HashMap<>();
  private final Map<String, LineBlocks> stored = new HashMap<>();
  private Set<String> changed = new HashSet<>();
  private final Set<String> unpublished = new HashSet<>();

  public DrainStage(DrainSettings settings, ConfigCodec codec, DrainHost host) {
    this(settings, codec, host, new NettyTransports(settings));
  }

  /** With other transports; closes them at its end. */
  DrainStage(
      DrainSettings settings,
      ConfigCodec codec,
      DrainHost host,
      DrainTransport.Factory transports) {
    this.settings = settings;
    this.codec = codec;
    this.host = host;
    this.transports = transports;
    this.budget = new TaskBudget(settings.buffers().taskOctets());
  }

  /** A drain was created or changed. Repeating an unchanged definition has no effect. */
  public void define(String channel, String drainToken, String spec) {
    DrainDelivery delivery = deliveries.get(drainToken);
    if (delivery == null) {
      delivery = add(drainToken);
    } else if (delivery.isDefinedAs(channel, spec)) {
      return;
    }
    define(delivery, channel, spec);
  }

  /** A drain was removed; what it still buffers is lost with reason {@code REMOVED}. */
  public void remove(String drainToken) {
    DrainDelivery delivery = deliveries.remove(drainToken);
    if (delivery != null) {
      delivery.remove();
      budget.forget(delivery);
      stored.computeIfPresent(drainToken, DrainStage::forgotten);
      changed.add(drainToken);
      unpublished.add(drainToken);
    }
  }

  /**
   * Takes lines for a drain. Never blocks. Lines of an unknown drain are ignored.
   *
   * @param firstSeq sequence of the first line; they are consecutive
   * @param lines number of frames
   * @param frames canonical frames, not changed by either side
   */
  public void route(String drainToken, long firstSeq, int lines, byte[] frames) {
    DrainDelivery delivery = deliveries.get(drainToken);
    if (delivery != null) {
      delivery.route(FrameSlice.of(firstSeq, lines, frames));
      budget.enforce(deliveries.values());
    }
  }

  /**
   * Tokens of the drains that changed since this was last called; a removed drain is among them.
   */
  public Set<String> takeChanged() {
    Set<String> taken = changed;
    changed = new HashSet<>();
    return taken;
  }

  /**
   * Tokens of the drains whose status changed since they were last taken; removed drains are among
   * them. Only those of one part, so that the work for thousands need not be done at once.
   *
   * @param part from 0 to {@code parts - 1}; a drain is always of the same part
   */
  public Set<String> takeUnpublished(int part, int parts) {
    Set<String> taken = new HashSet<>();
    unpublished.removeIf(
        token -> Math.floorMod(token.hashCode(), parts) == part && taken.add(token));
    return taken;
  }

  /**
   * Brings the state of a drain up to date: everything that must survive a crash, secrets sealed,
   * versioned. Writes nothing that is stored already; removes all of a drain that is gone.
   */
  public void save(String drainToken, DrainStore store) throws Exception {
    LineBlocks lines = stored.computeIfAbsent(drainToken, token -> new LineBlocks());
    DrainDelivery delivery = deliveries.get(drainToken);
    if (delivery == null) {
      lines.save(List.of(), store);
      stored.remove(drainToken);
      store.putHead(null);
      return;
    }
    DrainSnapshot snapshot = delivery.snapshot();
    lines.save(snapshot.runs(), store);
    store.putHead(DrainHead.of(snapshot, lines.stored()).encode());
  }

  /**
   * Brings a drain back as {@link #save} saw it. Before any other call for this drain.
   *
   * @throws IllegalArgumentException if its state is damaged, or of a later version
   * @throws java.util.NoSuchElementException if a part of its state is missing
   */
  public void restore(String drainToken, DrainStore store) throws Exception {
    LineBlocks lines = new LineBlocks();
    DrainSnapshot snapshot = read(store, lines);
    stored.put(drainToken, lines);
    DrainDelivery delivery = add(drainToken);
    int spread = Math.min(MAX_SLOW_START, deliveries.size());
    delivery.restore(snapshot, host.random().nextInt(spread + 1));
    define(delivery, snapshot.channel(), snapshot.spec());
  }

  private static DrainSnapshot read(DrainStore store, LineBlocks lines) throws Exception {
    byte[] octets = store.head();
    if (WholeSnapshot.is(octets)) {
      return WholeSnapshot.decode(octets);
    }
    DrainHead head = DrainHead.decode(octets);
    lines.restore(head.blocks());
    return head.with(lines, store);
  }

  /** How a drain does; null if there is no such drain here. */
  public DrainStatus status(String drainToken) {
    DrainDelivery delivery = deliveries.get(drainToken);
    DrainStatus status = delivery == null ? null : delivery.status();
    if (status != null && status.state() == DrainStatus.State.CONNECTING) {
      unpublished.add(drainToken); // Nobody tells when it is connected.
    }
    return status;
  }

  /** What the drains do and buffer at this moment. */
  public Backlog backlog() {
    int sending = 0;
    int waiting = 0;
    for (DrainDelivery delivery : deliveries.values()) {
      sending += delivery.sending() ? 1 : 0;
      waiting += delivery.waiting() ? 1 : 0;
    }
    return new Backlog(deliveries.size(), sending, waiting, budget.lines(), budget.octets());
  }

  /**
   * See {@link #backlog()}.
   *
   * @param drains how many there are
   * @param sending how many of them have an attempt under way
   * @param waiting how many of them wait for their next attempt after a failed one
   * @param lines buffered by all
   * @param octets buffered by all
   */
  public record Backlog(int drains, int sending, int waiting, long lines, long octets) {}

  /** Closes connections without waiting. Undelivered lines live on in snapshots. */
  @Override
  public void close() {
    deliveries.values().forEach(DrainDelivery::stop);
    transports.close();
  }

  DrainDelivery delivery(String drainToken) {
    return deliveries.get(drainToken);
  }

  private DrainDelivery add(String drainToken) {
    DrainDelivery delivery = new DrainDelivery(drainToken, settings, host, this::changed);
    deliveries.put(drainToken, delivery);
    return delivery;
  }

  private void define(DrainDelivery delivery, String channel, String spec) {
    Drain drain;
    try {
      drain = codec.decodeDrain(channel, spec);
    } catch (IllegalArgumentException e) {
      // The drain stays, and loses its lines by the rules, until it gets a better definition.
      LOG.warn("drain {} cannot be used: {}", delivery.token(), e.getMessage());
      drain = Drain.reserved(0, delivery.token());
    }
    delivery.define(channel, spec, drain, transports.open(drain));
  }

  /** A drain may come again under the same token before its state is saved. */
  private static LineBlocks forgotten(String drainToken, LineBlocks lines) {
    lines.forget();
    return lines;
  }

  private void changed(DrainDelivery delivery) {
    changed.add(delivery.token());
    unpublished.add(delivery.token());
    budget.update(delivery);
  }
}
