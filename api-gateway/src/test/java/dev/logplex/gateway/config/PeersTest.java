package dev.logplex.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.logplex.kafka.ConfigCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeersTest {

  private final ConfigState state = new ConfigState(new ConfigCodec(TestGateway.SEALER));
  private final PeerCodec codec = new PeerCodec(TestGateway.SEALER);
  private final Peers peers = new Peers("self", state, new PeerClient(codec));
  private final AppliedOffsets elsewhere = new AppliedOffsets(1);
  private HttpServer other;

  @BeforeEach
  void startOther() throws Exception {
    other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    InternalConfigEndpoint endpoint = new InternalConfigEndpoint(codec, null, elsewhere, 1);
    other.createContext(
        InternalConfigEndpoint.PATH,
        exchange -> {
          byte[] answer = endpoint.handle(exchange.getRequestBody().readAllBytes()).join();
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    other.start();
  }

  @AfterEach
  void stopOther() {
    other.stop(0);
  }

  @Test
  void aGatewayAloneWaitsForNobody() {
    announce("self", other.getAddress().getPort(), 60_000);

    assertThat(peers.seenByAll(0, 10)).isCompleted();
  }

  @Test
  void anAnswerWaitsUntilTheOtherGatewayHasReadTheChange() throws Exception {
    announce("other", other.getAddress().getPort(), 60_000);

    CompletableFuture<Void> seen = peers.seenByAll(0, 10);
    elsewhere.advance(0, 9);
    assertThat(seen).isNotDone();
    elsewhere.advance(0, 10);

    seen.get(1_500, TimeUnit.MILLISECONDS);
  }

  @Test
  void aGatewayThatHangsHoldsAnAnswerUpForTwoSecondsAtMost() throws Exception {
    try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      announce("hanging", hanging.getLocalPort(), 60_000);
      long started = System.nanoTime();

      peers.seenByAll(0, 10).get(10, TimeUnit.SECONDS);

      assertThat(System.nanoTime() - started)
          .isBetween(TimeUnit.MILLISECONDS.toNanos(1_900), TimeUnit.SECONDS.toNanos(8));
    }
  }

  @Test
  void aGatewayWhoseLeaseRanOutIsNotWaitedFor() {
    announce("gone", other.getAddress().getPort(), -1);

    assertThat(peers.seenByAll(0, 10)).isCompleted();
  }

  @Test
  void aUrlThatIsNoneIsNotWaitedForLong() throws Exception {
    state.apply(
        0,
        SystemRecord.GatewayLease.key("odd"),
        new SystemRecord.GatewayLease(URI.create("mailto:x"), System.currentTimeMillis() + 60_000)
            .encode());

    peers.seenByAll(0, 10).get(10, TimeUnit.SECONDS);
  }

  private void announce(String gateway, int port, long leaseMillis) {
    URI url = URI.create("http://127.0.0.1:" + port);
    long until = System.currentTimeMillis() + leaseMillis;
    state.apply(
        0,
        SystemRecord.GatewayLease.key(gateway),
        new SystemRecord.GatewayLease(url, until).encode());
  }
}
