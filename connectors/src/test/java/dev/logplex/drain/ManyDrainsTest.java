package dev.logplex.drain;

import static dev.logplex.drain.Specs.CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One task with ten thousand drains. */
class ManyDrainsTest {

  private static final int DRAINS = 10_000;
  private static final int CONNECTIONS = 100;
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private final TaskThread task = new TaskThread();
  private final Receiver receiver = new Receiver();
  private final DrainStage stage = new DrainStage(settings(), Specs.CODEC, task);

  @AfterEach
  void stop() {
    task.run(stage::close);
    task.close();
    receiver.close();
  }

  @Test
  void haveFewConnectionsAndThreads() {
    await().until(() -> threads() <= 2); // Those of an earlier test may be about to end.
    long descriptors = descriptors();
    each(token -> stage.define(CHANNEL, token, Specs.of(token, receiver.url())));
    assertThat(receiver.requests).as("drains without lines").hasValue(0);

    for (int round = 1; round <= 2; round++) {
      int seq = round;
      each(token -> stage.route(token, seq, 1, Lines.frames(seq, seq)));
      await()
          .atMost(LIMIT)
          .until(
              () -> {
                assertThat(descriptors() - descriptors)
                    .as("descriptors of both ends")
                    .isLessThan(5 * CONNECTIONS);
                assertThat(threads()).as("network threads").isLessThanOrEqualTo(2);
                return task.call(stage::backlog).lines() == 0;
              });
    }

    assertThat(receiver.requests).as("each line once").hasValue(2 * DRAINS);
    assertThat(task.losses).isEmpty();
    await().atMost(LIMIT).until(() -> receiver.open.get() == 0);
  }

  /** For each drain, on the task's thread, which others may use in between. */
  private void each(Consumer<String> action) {
    for (int i = 0; i < DRAINS; i++) {
      String token = "d.00000000-0000-4000-8000-%012d".formatted(i);
      task.execute(() -> action.accept(token));
    }
    task.run(() -> {});
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("logplex-drains"))
        .count();
  }

  private static long descriptors() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  private static DrainSettings settings() {
    DrainSettings.Times usual = DrainSettings.Times.DEFAULT;
    return DrainSettings.DEFAULT
        .with(DrainSettings.Reach.PRIVATE_TOO)
        .with(new DrainSettings.Network(2, CONNECTIONS))
        .with(
            new DrainSettings.Times(
                // All drains want a connection in the same moment, and get one after the other.
                LIMIT,
                usual.request(),
                usual.budget(),
                Duration.ofSeconds(1),
                usual.connectionAge()));
  }

  /** Takes everything, with one thread. */
  private static final class Receiver implements AutoCloseable {
    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    private final EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel listening =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    open.incrementAndGet();
                    channel.closeFuture().addListener(closed -> open.decrementAndGet());
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 20))
                        .addLast(new Answering());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();

    String url() {
      return "http://127.0.0.1:" + ((InetSocketAddress) listening.localAddress()).getPort() + "/";
    }

    @Override
    public void close() {
      loop.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {
      @Override
      protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        requests.incrementAndGet();
        context.writeAndFlush(
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT));
      }
    }
  }
}
