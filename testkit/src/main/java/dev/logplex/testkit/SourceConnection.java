package dev.logplex.testkit;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One timeline of a source: one POST at a time. Everything happens on its event loop. */
final class SourceConnection {

  private static final long RECONNECT_MILLIS = 50;
  private static final int REMEMBERED_TROUBLES = 100;

  private final LogSource source;
  private final EventLoop loop;
  private final int timeline;
  private final PostTemplate template;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final List<String> troubles = new CopyOnWriteArrayList<>();

  private Channel channel;
  private long post;
  private boolean stopping;

  /** Whether the present post is on its way, or was and must be sent again unchanged. */
  private boolean inFlight;

  private boolean again;
  private long sentAt;
  private long nextAt;
  private int status;

  SourceConnection(LogSource source, EventLoop loop, int timeline) {
    this.source = source;
    this.loop = loop;
    this.timeline = timeline;
    this.template = new PostTemplate(source.token, timeline, source.load);
  }

  void start() {
    loop.execute(
        () -> {
          // Spread over the first pause, so that the connections of a rate do not post in step.
          nextAt =
              System.nanoTime() + ThreadLocalRandom.current().nextLong(source.load.pause() + 1);
          connect();
        });
  }

  void stop() {
    loop.execute(
        () -> {
          stopping = true;
          if (!inFlight && !again) {
            finish();
          }
        });
  }

  void abandon() {
    loop.execute(
        () -> {
          stopping = true;
          if (inFlight || again) {
            source.sent.unknown(timeline, firstNumber(), source.load.linesPerPost());
            inFlight = false;
            again = false;
          }
          finish();
        });
  }

  CompletableFuture<Void> end() {
    return end;
  }

  List<String> troubles() {
    return troubles;
  }

  private void connect() {
    if (end.isDone()) {
      return;
    }
    InetSocketAddress address = source.address();
    template.host(address);
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 2_000)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new HttpResponseDecoder()).addLast(new Answers());
                  }
                })
            .connect(address);
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            channel = connecting.channel();
            if (end.isDone()) {
              channel.close();
            }
            next();
          } else {
            trouble(String.valueOf(done.cause()));
            loop.schedule(this::connect, RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
          }
        });
  }

  private void next() {
    if (inFlight || end.isDone() || channel == null) {
      return;
    }
    if (!again && (stopping || post == source.load.posts())) {
      finish();
      return;
    }
    long wait = nextAt - System.nanoTime();
    if (source.load.pause() > 0 && wait > 0) {
      loop.schedule(this::next, wait, TimeUnit.NANOSECONDS);
      return;
    }
    send();
  }

  private void send() {
    if (!again) {
      template.stamp(post, firstNumber());
      nextAt = Math.max(nextAt + source.load.pause(), System.nanoTime() - catchUp());
    }
    again = false;
    inFlight = true;
    sentAt = System.nanoTime();
    channel.writeAndFlush(template.request(), channel.voidPromise());
  }

  /** How far a source that was held up may lag behind its rate before it lets go: 100 ms. */
  private static long catchUp() {
    return TimeUnit.MILLISECONDS.toNanos(100);
  }

  private long firstNumber() {
    return post * source.load.linesPerPost();
  }

  private void answered() {
    if (!inFlight || status < 200) {
      return;
    }
    source.postLatency.recordValue((System.nanoTime() - sentAt) / 1_000);
    int lines = source.load.linesPerPost();
    if (status < 300) {
      source.sent.acknowledged(timeline, firstNumber(), lines);
      source.acknowledgedLines.add(lines);
    } else {
      trouble("status " + status);
      source.sent.refused(timeline, firstNumber(), lines);
    }
    inFlight = false;
    post++;
    next();
  }

  private void lost() {
    channel = null;
    if (inFlight) {
      inFlight = false;
      trouble("connection lost");
      if (source.load.retries()) {
        again = true;
      } else {
        source.sent.unknown(timeline, firstNumber(), source.load.linesPerPost());
        post++;
      }
    }
    if (stopping && !again) {
      finish();
    } else {
      loop.schedule(this::connect, RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void finish() {
    end.complete(null);
    if (channel != null) {
      channel.close();
    }
  }

  private void trouble(String what) {
    if (troubles.size() < REMEMBERED_TROUBLES) {
      troubles.add(what);
    }
  }

  private final class Answers extends SimpleChannelInboundHandler<HttpObject> {

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
      if (part instanceof HttpResponse response) {
        status = response.status().code();
      }
      if (part instanceof LastHttpContent) {
        answered();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      lost();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      trouble(String.valueOf(cause));
      context.close();
    }
  }
}
