package dev.logplex.drain.http;

import dev.logplex.drain.DrainRequest;
import dev.logplex.drain.DrainSettings;
import dev.logplex.drain.DrainTransport;
import dev.logplex.drain.DrainUrl;
import dev.logplex.drain.Outcome;
import dev.logplex.drain.net.Dialer;
import dev.logplex.model.Drain;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Posts requests over one connection that is kept open between them.
 *
 * <p>The head of the answer decides; its body is read away so that the connection can be used
 * again, but no longer than {@link #BODY_GRACE_MILLIS} and {@link #BODY_LIMIT}: then the connection
 * is closed. A success counts once the whole request has been written. A connection that broke
 * while it was idle, without anyone knowing, costs no attempt.
 */
public final class HttpTransport implements DrainTransport {

  static final long BODY_GRACE_MILLIS = 1_000;
  static final long BODY_LIMIT = 64 << 10;
  private static final int LINE_LIMIT = 4 << 10;
  private static final int HEADERS_LIMIT = 32 << 10;

  private final EventLoop loop;
  private final Dialer dialer;
  private final DrainSettings settings;
  private final RequestHead head;

  private Channel channel;
  private long connectedAt;
  private Exchange current;
  private Future<?> idle;
  private boolean closed;

  public HttpTransport(Drain drain, DrainUrl url, Dialer dialer, DrainSettings settings) {
    this.loop = dialer.loop();
    this.dialer = dialer;
    this.settings = settings;
    this.head = new RequestHead(url, drain.token());
  }

  @Override
  public void send(DrainRequest request, Consumer<Outcome> outcome) {
    Exchange exchange = new Exchange(request, outcome);
    loop.execute(() -> begin(exchange));
  }

  @Override
  public void close() {
    if (!loop.isShuttingDown()) {
      loop.execute(
          () -> {
            closed = true;
            if (current == null) {
              disconnect();
            } else {
              finish(Outcome.of(Outcome.Kind.CLOSED, "closed"), false);
            }
          });
    }
  }

  private void begin(Exchange exchange) {
    current = exchange;
    if (idle != null) {
      idle.cancel(false);
      idle = null;
    }
    if (closed) {
      finish(Outcome.of(Outcome.Kind.CLOSED, "closed"), false);
    } else if (channel != null
        && channel.isActive()
        && age() < settings.connectionAge().toNanos()) {
      exchange.reused = true;
      write(exchange);
    } else {
      connect(exchange);
    }
  }

  private void connect(Exchange exchange) {
    disconnect();
    dialer
        .dial(this::handlers)
        .addListener(
            (Future<Channel> dialled) -> {
              if (current != exchange) {
                if (dialled.isSuccess()) {
                  dialled.getNow().close();
                }
              } else if (dialled.isSuccess()) {
                channel = dialled.getNow();
                connectedAt = System.nanoTime();
                write(exchange);
              } else {
                finish(Dialer.explain(dialled.cause()), false);
              }
            });
  }

  private List<ChannelHandler> handlers() {
    HttpDecoderConfig limits =
        new HttpDecoderConfig().setMaxInitialLineLength(LINE_LIMIT).setMaxHeaderSize(HEADERS_LIMIT);
    return List.of(new HttpResponseDecoder(limits), new AnswerHandler(this));
  }

  private void write(Exchange exchange) {
    exchange.deadline(
        loop.schedule(
            () -> finish(Outcome.of(Outcome.Kind.TIMEOUT, "no answer in time"), false),
            settings.requestTimeout().toMillis(),
            TimeUnit.MILLISECONDS));
    long length = exchange.request().octets();
    exchange.start(head.of(exchange.request(), length));
    pump(exchange);
  }

  private void pump(Exchange exchange) {
    exchange.pump(
        channel,
        () -> {
          if (current == exchange) {
            conclude(exchange);
          }
        });
  }

  void writable(Channel of) {
    if (of == channel && current != null) {
      pump(current);
    }
  }

  void read(Channel of, HttpObject part) {
    if (of != channel) {
      return;
    }
    if (current == null) {
      disconnect(); // Nobody asked: whatever it answers, it is not our next request.
      return;
    }
    Exchange exchange = current;
    if (part.decoderResult().isFailure()) {
      garbled(exchange);
      return;
    }
    if (part instanceof HttpResponse response) {
      readHead(exchange, response);
    }
    if (current == exchange && part instanceof HttpContent content) {
      exchange.bodyOctets += content.content().readableBytes();
      if (part instanceof LastHttpContent) {
        exchange.bodyEnded = !exchange.interim;
        exchange.interim = false;
      }
    }
    if (current == exchange) {
      conclude(exchange);
    }
  }

  private void readHead(Exchange exchange, HttpResponse response) {
    int status = response.status().code();
    if (response.protocolVersion().majorVersion() != 1 || status < 100 || status > 599) {
      garbled(exchange);
    } else if (status < 200 && status != 101) {
      exchange.interim = true;
    } else {
      exchange.status = status;
      exchange.keepAlive = status != 101 && HttpUtil.isKeepAlive(response);
      exchange.retryAfter =
          RetryAfter.millis(
              response.headers().get(HttpHeaderNames.RETRY_AFTER), System.currentTimeMillis());
    }
  }

  /** After the head has been understood, a broken body only costs the connection. */
  private void garbled(Exchange exchange) {
    if (exchange.answered()) {
      exchange.keepAlive = false;
      conclude(exchange);
    } else {
      finish(Outcome.of(Outcome.Kind.GARBLED, "the answer is not HTTP/1.x"), false);
    }
  }

  /** Ends the attempt if enough of the answer is there. */
  private void conclude(Exchange exchange) {
    if (!exchange.answered() || (exchange.success() && !exchange.written)) {
      return;
    }
    boolean reusable = exchange.keepAlive && exchange.written;
    if (!reusable || exchange.bodyEnded || exchange.bodyOctets > BODY_LIMIT) {
      finish(answer(exchange), reusable && exchange.bodyEnded);
    } else if (!exchange.hasGrace()) {
      exchange.grace(
          loop.schedule(
              () -> finish(answer(exchange), false), BODY_GRACE_MILLIS, TimeUnit.MILLISECONDS));
    }
  }

  void broken(Channel of) {
    if (of != channel) {
      return;
    }
    channel = null;
    Exchange exchange = current;
    if (exchange == null) {
      return;
    }
    if (exchange.answered() && (exchange.written || !exchange.success())) {
      finish(answer(exchange), false);
    } else if (exchange.reused && !exchange.interim && !exchange.answered()) {
      exchange.cancelTimers();
      exchange.reused = false;
      exchange.written = false;
      connect(exchange);
    } else {
      finish(Outcome.of(Outcome.Kind.CLOSED, "closed before the answer"), false);
    }
  }

  private static Outcome answer(Exchange exchange) {
    return Outcome.answered(exchange.status, exchange.retryAfter);
  }

  private void finish(Outcome outcome, boolean reuse) {
    Exchange exchange = current;
    current = null;
    if (reuse) {
      idle = loop.schedule(this::disconnect, idleMillis(), TimeUnit.MILLISECONDS);
    } else {
      disconnect();
    }
    exchange.end(outcome);
  }

  private void disconnect() {
    if (channel != null) {
      Channel old = channel;
      channel = null;
      old.close();
    }
  }

  private long age() {
    return System.nanoTime() - connectedAt;
  }

  private long idleMillis() {
    long idleMillis = settings.idleTimeout().toMillis();
    return idleMillis + ThreadLocalRandom.current().nextLong(idleMillis / 10 + 1);
  }
}
