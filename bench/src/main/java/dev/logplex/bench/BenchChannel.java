package dev.logplex.bench;

import dev.logplex.testkit.ApiClient;
import dev.logplex.testkit.DrainReceiver;
import dev.logplex.testkit.Load;
import dev.logplex.testkit.LogSource;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** One channel with its source and the receivers of its drains. */
final class BenchChannel implements AutoCloseable {

  private final String token;
  private final List<DrainReceiver> receivers = new ArrayList<>();
  private LogSource source;

  /** Creates the channel and its drains. */
  BenchChannel(ApiClient api, String id, int drains, EventLoopGroup sinkLoops)
      throws IOException, InterruptedException {
    token = api.channel(id, "app");
    for (int i = 0; i < drains; i++) {
      DrainReceiver receiver = DrainReceiver.start(sinkLoops);
      receivers.add(receiver);
      api.drain(id, receiver.url());
    }
  }

  void start(URI ingest, int firstTimeline, Load load, EventLoopGroup sourceLoops) {
    source = LogSource.start(ingest, token, firstTimeline, load, sourceLoops);
  }

  LogSource source() {
    return source;
  }

  List<DrainReceiver> receivers() {
    return receivers;
  }

  /** Lines that the drains were given in all, repeated ones included. */
  long delivered() {
    return receivers.stream().mapToLong(r -> r.ledger().lines()).sum();
  }

  @Override
  public void close() {
    if (source != null) {
      source.close();
    }
    receivers.forEach(DrainReceiver::close);
  }
}
