package dev.logplex.drain.net;

import dev.logplex.drain.DrainRequest;
import dev.logplex.drain.DrainSettings;
import dev.logplex.drain.DrainTransport;
import dev.logplex.drain.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests over one connection that is kept between them, closed when idle, and replaced when
 * old. A connection that broke while it was idle, without anyone knowing, costs no attempt: the
 * request goes over a new one. All hooks are called on the event loop of the connection.
 */
public abstract class StreamTransport implements DrainTransport {

  private record Attempt(DrainRequest request, Consumer<Outcome> outcome) {}

  private static final Logger LOG = LoggerFactory.getLogger(StreamTransport.class);

  private final EventLoop loop;
  private final Dialer dialer;
  private final DrainSettings settings;

  private Channel channel;
  private long connectedAt;
  private Attempt current;
  private PacedWriter writer;
  private Future<?> deadline;
  private Future<?> idle;
  private boolean reused;
  private boolean closed;
  private volatile boolean connecting;

  protected StreamTransport(Dialer dialer, DrainSettings settings) {
    this.loop = dialer.loop();
    this.dialer = dialer;
    this.settings = settings;
  }

  @Override
  public final void send(DrainRequest request, Consumer<Outcome> outcome) {
    loop.execute(() -> begin(new Attempt(request, outcome)));
  }

  @Override
  public final boolean connecting() {
    return connecting;
  }

  @Override
  public final void close() {
    if (!loop.isShuttingDown()) {
      loop.execute(
          () -> {
            closed = true;
            if (current == null) {
              disconnect();
            } else {
              finish(Outcome.of(Outcome.Kind.CLOSED, "closed here"));
            }
          });
    }
  }

  /** Adds the decoder, if any; what it makes comes to {@link #heard}. */
  protected abstract void prepare(ChannelPipeline pipeline);

  /** The octets of a request, in parts that are not pooled. An attempt begins. */
  protected abstract List<ByteBuf> encode(DrainRequest request);

  /** The operating system took all of the request. */
  protected abstract void written();

  /** Something arrived during an attempt. */
  protected abstract void heard(Object message);

  /** The connection broke during an attempt, and the request is not to be sent again at once. */
  protected abstract Outcome lost();

  /** Ends the attempt and keeps the connection. */
  protected final void finishAndKeep(Outcome outcome) {
    idle = loop.schedule(this::disconnect, idleMillis(), TimeUnit.MILLISECONDS);
    Channel kept = channel;
    dialer.rest(kept, () -> loop.execute(() -> giveUp(kept)));
    end(outcome);
  }

  /** Another drain needs the connection's place. */
  private void giveUp(Channel kept) {
    if (channel == kept && current == null) {
      disconnect();
    }
  }

  /** Ends the attempt and the connection. */
  protected final void finish(Outcome outcome) {
    disconnect();
    end(outcome);
  }

  /** Whether an attempt is under way. */
  protected final boolean busy() {
    return current != null;
  }

  /** Runs the task later on the event loop. */
  protected final Future<?> schedule(Runnable task, long millis) {
    return loop.schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  private void begin(Attempt attempt) {
    current = attempt;
    cancel(idle);
    if (closed) {
      finish(Outcome.of(Outcome.Kind.CLOSED, "closed here"));
    } else if (channel != null && channel.isActive() && !tooOld() && dialer.resume(channel)) {
      write(attempt, true);
    } else {
      connect(attempt);
    }
  }

  private void connect(Attempt attempt) {
    disconnect();
    connecting = true;
    dialer
        .dial(this::install)
        .addListener(
            (Future<Channel> dialled) -> {
              if (current != attempt) {
                if (dialled.isSuccess()) {
                  dialled.getNow().close();
                }
              } else if (dialled.isSuccess()) {
                channel = dialled.getNow();
                connectedAt = loop.ticker().nanoTime();
                write(attempt, false);
              } else {
                finish(Dialer.explain(dialled.cause()));
              }
            });
  }

  private void install(ChannelPipeline pipeline) {
    prepare(pipeline);
    pipeline.addLast(new ConnectionHandler(this));
  }

  private void write(Attempt attempt, boolean overOldConnection) {
    connecting = false;
    reused = overOldConnection;
    deadline =
        schedule(
            () -> finish(Outcome.of(Outcome.Kind.TIMEOUT, "not done in time")),
            settings.times().request().toMillis());
    try {
      List<ByteBuf> parts = encode(attempt.request);
      writer = new PacedWriter(channel, parts, () -> written(attempt));
      writer.pump();
    } catch (RuntimeException e) {
      LOG.error("cannot send {}", attempt.request, e);
      finish(Outcome.of(Outcome.Kind.UNUSABLE, "the request cannot be made"));
    }
  }

  private void written(Attempt attempt) {
    if (current == attempt) {
      dialer.trace().passed(Trace.Step.REQUEST, "");
      written();
    }
  }

  final void writable(Channel of) {
    if (of == channel && current != null) {
      writer.pump();
    }
  }

  final void received(Channel of, Object message) {
    if (of == channel) {
      if (current != null) {
        reused = false;
      }
      heard(message);
    }
  }

  /** A receiver may find in the middle of a request that it does not trust us. */
  final void troubled(Channel of, Throwable cause) {
    if (of == channel && current != null && TlsFailure.isAlert(cause)) {
      finish(Outcome.of(Outcome.Kind.TLS, TlsFailure.name(cause)));
    }
  }

  final void broken(Channel of) {
    if (of != channel) {
      return;
    }
    channel = null;
    if (current == null) {
      return;
    }
    if (reused) {
      cancel(deadline);
      connect(current);
    } else {
      finish(lost());
    }
  }

  /** Closes the connection, if there is one. */
  protected final void disconnect() {
    if (channel != null) {
      Channel old = channel;
      channel = null;
      old.close();
    }
  }

  private void end(Outcome outcome) {
    Attempt ended = current;
    current = null;
    connecting = false;
    writer = null;
    cancel(deadline);
    ended.outcome.accept(outcome);
  }

  private boolean tooOld() {
    return loop.ticker().nanoTime() - connectedAt > settings.times().connectionAge().toNanos();
  }

  private long idleMillis() {
    long millis = settings.times().idle().toMillis();
    return millis + ThreadLocalRandom.current().nextLong(millis / 10 + 1);
  }

  private static void cancel(Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
