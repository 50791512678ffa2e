package dev.logplex.drain;

import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import dev.logplex.model.LossReason;
import dev.logplex.syslog.LineFilter;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Delivers to one drain: a bounded buffer, at most one request under way, retries, and the books.
 *
 * <p>When the buffer is full the oldest lines go. While a request waits for its next attempt its
 * lines are the oldest, and it goes as a whole; while it is being sent it stays, and the gap lies
 * behind it. A request holds at most half as many lines as the buffer may, so that no such loss
 * takes everything. Lost lines are told in the next request that is composed, and stay untold until
 * a request that tells of them is delivered.
 */
final class DrainDelivery {

  private static final byte[] NO_FRAME = {};
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** What the drain does at the moment. */
  private sealed interface State {}

  /** Nothing to send. */
  private record Idle() implements State {}

  /** An attempt is under way. */
  private record Sending(DrainRequest request, DrainTransport over, long since) implements State {}

  /** Waits for the next attempt; without a request, one is composed then. */
  private static final class Waiting implements State {
    private DrainRequest request;
    private DrainHost.Timer timer;

    Waiting(DrainRequest request) {
      this.request = request;
    }
  }

  private final String token;
  private final DrainSettings settings;
  private final DrainHost host;
  private final Consumer<DrainDelivery> changed;
  private final LossReports reports;
  private final ChannelWarnings warnings;

  private DrainBuffer buffer = new DrainBuffer();
  private Books books = new Books();
  private LossNotice untold = LossNotice.NONE;
  private DeliveryLog log = DeliveryLog.NONE;
  private State state = new Idle();
  private int failures;

  /** Position of the last composed request's first line; see {@link DrainSnapshot#requestAt}. */
  private long requestAt;

  /** Whether the last request was taken; a restored drain is given the benefit of the doubt. */
  private boolean proven;

  private DrainHost.Timer patience;

  private String channel;
  private String spec;
  private String shownUrl;
  private LineFilter filter = LineFilter.ALL;
  private int room;
  private DrainTransport transport;

  /** While the job was down nobody tried: that does not count as trying. */
  private long restoredAt;

  /**
   * @param changed called after each change of what {@link #snapshot} returns
   */
  DrainDelivery(
      String token, DrainSettings settings, DrainHost host, Consumer<DrainDelivery> changed) {
    this.token = token;
    this.settings = settings;
    this.host = host;
    this.changed = changed;
    this.reports = new LossReports(host, token, () -> changed.accept(this));
    this.warnings =
        new ChannelWarnings(host, token, settings.channelWarnings(), () -> changed.accept(this));
  }

  String token() {
    return token;
  }

  boolean isDefinedAs(String otherChannel, String otherSpec) {
    return otherChannel.equals(channel) && otherSpec.equals(spec);
  }

  /**
   * Points the drain somewhere. What is buffered goes there; an attempt under way may finish where
   * it is; a waiting request is tried at once.
   */
  void define(String newChannel, String newSpec, Drain newDrain, DrainTransport newTransport) {
    channel = newChannel;
    spec = newSpec;
    filter = LineFilter.of(newDrain.options());
    room = room(newDrain.options());
    shownUrl = newDrain.active() ? DrainUrl.shown(newDrain.url()) : null;
    reports.name(newChannel, newDrain.id());
    warnings.name(newChannel);
    DrainTransport old = transport;
    transport = newTransport;
    if (!(state instanceof Sending) && old != null) {
      old.close();
    }
    proven = proven && old == null;
    if (old != null && state instanceof Waiting waiting) {
      failures = 0;
      waiting.timer.cancel();
      resume(waiting);
    }
    trim();
    changed.accept(this);
  }

  /** Takes those lines that the drain's filter lets through. */
  void route(FrameSlice batch) {
    List<FrameSlice> wanted = LineSelection.of(filter, batch);
    if (wanted.isEmpty()) {
      return;
    }
    for (FrameSlice slice : wanted) {
      books.routed(slice.lines());
      host.routed(slice.lines());
      buffer.add(slice);
    }
    if (state instanceof Idle) {
      sendNext();
    }
    trim();
    changed.accept(this);
  }

  /** Drops the oldest lines, at least so many octets if there are; returns octets dropped. */
  long shed(long octets) {
    long before = octets();
    if (state instanceof Waiting waiting && waiting.request != null) {
      dropWaiting(waiting, LossReason.OVERFLOW);
    }
    long left = octets - (before - octets());
    if (left > 0) {
      lose(
          buffer.trim(Integer.MAX_VALUE, Math.max(buffer.octets() - left, 0)), LossReason.OVERFLOW);
    }
    changed.accept(this);
    return before - octets();
  }

  /** Octets that {@link #shed} could drop. */
  long sheddable() {
    return state instanceof Sending ? buffer.octets() : octets();
  }

  long octets() {
    DrainRequest request = request();
    return buffer.octets() + (request == null ? 0 : request.octets());
  }

  long lines() {
    DrainRequest request = request();
    return buffer.lines() + (request == null ? 0 : request.lines());
  }

  Books books() {
    return books;
  }

  /** Drops everything, with the connection. The drain is not used again. */
  void remove() {
    DrainRequest request = request();
    stop();
    if (request != null) {
      lose(request.span(), LossReason.REMOVED);
    }
    lose(buffer.trim(0, 0), LossReason.REMOVED);
    reports.finish();
    warnings.finish();
    changed.accept(this);
  }

  /** Closes the connection and the timers; nothing is sent or counted any more. */
  void stop() {
    if (state instanceof Sending sending && sending.over != transport) {
      sending.over.close();
    }
    if (state instanceof Waiting waiting) {
      waiting.timer.cancel();
    }
    if (patience != null) {
      patience.cancel();
    }
    state = new Idle();
    reports.stop();
    warnings.stop();
    if (transport != null) {
      transport.close();
    }
  }

  DrainStatus status() {
    return new DrainStatus(
        activity(),
        shownUrl,
        log.lastSuccess(),
        log.latency(),
        log.lastFailure(),
        log.failure(),
        log.failures(),
        lines(),
        octets(),
        books.routed(),
        books.delivered(),
        books.droppedByReason());
  }

  private DrainStatus.State activity() {
    if (log.failing()) {
      return DrainStatus.State.FAILING;
    }
    if (state instanceof Sending sending) {
      return sending.over.connecting() ? DrainStatus.State.CONNECTING : DrainStatus.State.SENDING;
    }
    return state instanceof Waiting ? DrainStatus.State.WAITING : DrainStatus.State.IDLE;
  }

  DrainSnapshot snapshot() {
    return new DrainSnapshot(
        channel,
        spec,
        books,
        untold,
        warnings.untold(),
        reports.unreported(),
        log,
        request(),
        requestAt,
        List.copyOf(buffer.slices()));
  }

  /** Takes over from an earlier life, before {@link #define}; sends after the delay. */
  void restore(DrainSnapshot snapshot, long delay) {
    proven = true;
    restoredAt = host.now();
    books = snapshot.books();
    untold = snapshot.untold();
    log = snapshot.log();
    requestAt = snapshot.requestAt();
    snapshot.buffered().forEach(buffer::add);
    reports.name(snapshot.channel(), 0);
    reports.restore(snapshot.unreported());
    warnings.name(snapshot.channel());
    warnings.restore(snapshot.unwarned());
    waitFor(delay, snapshot.request());
  }

  private DrainRequest request() {
    if (state instanceof Sending sending) {
      return sending.request;
    }
    return state instanceof Waiting waiting ? waiting.request : null;
  }

  private void sendNext() {
    state = new Idle();
    if (!buffer.isEmpty()) {
      send(compose());
    }
  }

  private DrainRequest compose() {
    long now = host.now();
    LossNotice notice = untold;
    untold = LossNotice.NONE;
    byte[] noticeFrame = notice.isEmpty() ? NO_FRAME : notice.frame(now);
    requestAt = books.routed() - buffer.lines();
    return DrainRequest.of(
        newFrameId(host.random()),
        now,
        notice,
        noticeFrame,
        buffer.take(room - noticeFrame.length, settings.buffers().lines() / 2));
  }

  /** Octets of frames in a request: strictly under the limit; JSON grows to about twice as many. */
  static int room(DrainOptions options) {
    int limit = options.batchBytes() - 1;
    return options.format() == DrainOptions.Format.JSON ? limit / 2 : limit;
  }

  static String newFrameId(RandomGenerator random) {
    return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
  }

  private void send(DrainRequest request) {
    Sending sending = new Sending(request, transport, host.now());
    state = sending;
    transport.send(request, outcome -> host.execute(() -> ended(sending, outcome)));
  }

  private void ended(Sending sending, Outcome outcome) {
    if (state != sending) {
      return;
    }
    if (sending.over != transport) {
      sending.over.close();
    }
    DrainRequest request = sending.request;
    RetryPolicy.Verdict verdict = RetryPolicy.classify(outcome);
    if (outcome.kind() == Outcome.Kind.TLS && !outcome.detail().equals(Outcome.TIMED_OUT)) {
      warnings.distrusted(outcome.detail(), shownUrl);
    }
    log = log.ended(sending.since, host.now(), outcome, verdict);
    switch (verdict) {
      case DELIVERED -> {
        failures = 0;
        proven = true;
        books.delivered(request.lines());
        host.delivered(request.lines());
        sendNext();
      }
      case REFUSED -> {
        host.failed(false);
        failures = 0;
        proven = false;
        lose(request, LossReason.REFUSED);
        sendNext();
      }
      case RETRY -> retry(request, outcome);
    }
    trim();
    changed.accept(this);
  }

  private void retry(DrainRequest request, Outcome outcome) {
    host.failed(true);
    failures++;
    proven = false;
    long delay = RetryPolicy.delay(failures, outcome, host.random());
    long begun = Math.max(request.composedAt(), restoredAt);
    long left = begun + settings.times().budget().toMillis() - host.now();
    if (left <= 0) {
      lose(request, LossReason.EXHAUSTED);
      waitFor(delay, null);
    } else {
      // A last attempt is made as the budget ends, unless the receiver asked for a later one.
      waitFor(outcome.retryAfter() > 0 ? delay : Math.min(delay, left), request);
    }
  }

  private void waitFor(long delay, DrainRequest request) {
    Waiting waiting = new Waiting(request);
    state = waiting;
    waiting.timer = host.schedule(delay, () -> resumeIfStill(waiting));
  }

  private void resumeIfStill(Waiting waiting) {
    if (state == waiting) {
      resume(waiting);
      trim();
      changed.accept(this);
    }
  }

  private void resume(Waiting waiting) {
    if (waiting.request == null) {
      sendNext();
    } else {
      send(waiting.request);
    }
  }

  /**
   * Whether the drain takes what it is sent. Then its buffer may grow beyond its bounds for a
   * while: lines come in bursts when the job stalled, or reads lines again after a crash.
   */
  private boolean answering() {
    if (!proven || !(state instanceof Sending sending)) {
      return proven;
    }
    long taken = host.now() - sending.since;
    return taken >= 0 && taken <= DrainSettings.ANSWERING_MILLIS; // Clocks are set back as well.
  }

  /** Whether an attempt is under way. */
  boolean sending() {
    return state instanceof Sending;
  }

  /** Whether the last attempt failed and the next is waited for. */
  boolean waiting() {
    return state instanceof Waiting;
  }

  /** Whether the drain's buffer may be beyond its bounds at this moment. */
  boolean patient() {
    return answering() || patience != null;
  }

  private void trim() {
    boolean answering = answering();
    int maxLines = answering ? settings.burstLines() : settings.buffers().lines();
    long maxOctets = answering ? settings.burstOctets() : settings.buffers().octets();
    if (state instanceof Waiting waiting
        && waiting.request != null
        && (lines() > maxLines || octets() > maxOctets)) {
      dropWaiting(waiting, LossReason.OVERFLOW);
    }
    lose(buffer.trim(maxLines, maxOctets), LossReason.OVERFLOW);
    if (answering
        && patience == null
        && state instanceof Sending sending
        && (buffer.lines() > settings.buffers().lines()
            || buffer.octets() > settings.buffers().octets())) {
      long end = sending.since + DrainSettings.ANSWERING_MILLIS + 1;
      patience = host.schedule(end - host.now(), this::losePatience);
    }
  }

  private void losePatience() {
    patience = null;
    trim();
    changed.accept(this);
  }

  private void dropWaiting(Waiting waiting, LossReason reason) {
    DrainRequest request = waiting.request;
    waiting.request = null;
    lose(request, reason);
  }

  /** A request is gone: its lines, and what it would have told, are to be told by the next. */
  private void lose(DrainRequest request, LossReason reason) {
    untold = untold.plus(request.notice());
    lose(request.span(), reason);
  }

  private void lose(Span span, LossReason reason) {
    if (span.isEmpty()) {
      return;
    }
    untold = untold.plus(new LossNotice(span.lines(), host.now()));
    books.dropped(reason, span.lines());
    reports.add(reason, span);
    if (reason != LossReason.REMOVED) {
      warnings.lost(span.lines()); // Who removed the drain need not be warned.
    }
  }
}
