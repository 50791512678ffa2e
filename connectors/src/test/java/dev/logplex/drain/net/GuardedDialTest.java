package dev.logplex.drain.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.drain.DrainUrl;
import dev.logplex.drain.InvalidDrainUrlException;
import dev.logplex.drain.Outcome;
import dev.logplex.drain.guard.AddressGuard;
import dev.logplex.drain.guard.Cidr;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guard stands between name resolution and each address that is dialled. */
class GuardedDialTest {

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ScriptedNames names = new ScriptedNames();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket();
    server.bind(new InetSocketAddress("0.0.0.0", 0));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1", "0.0.0.0"})
  void aNameThatLeadsInsideIsNotDialled(String address) {
    names.answer(address);
    assertThat(failure(dialer(AddressGuard.of(false)))).isEqualTo(Outcome.Kind.FORBIDDEN);
  }

  @Test
  void ofSeveralAddressesOnlyThePermittedAreDialled() {
    AddressGuard guard = new AddressGuard(false, List.of(Cidr.parse("127.0.0.2")), List.of());
    Dialer dialer = dialer(guard);
    for (int i = 0; i < 6; i++) {
      names.answer("127.0.0.1", "127.0.0.2", "127.0.0.3");
      Channel channel = dialer.dial(pipeline -> {}).syncUninterruptibly().getNow();
      assertThat(((InetSocketAddress) channel.remoteAddress()).getAddress().getHostAddress())
          .isEqualTo("127.0.0.2");
      channel.close();
    }
  }

  @Test
  void aNameThatChangesItsMindIsJudgedEachTime() {
    Dialer dialer = dialer(new AddressGuard(false, List.of(Cidr.parse("127.0.0.2")), List.of()));
    names.answer("127.0.0.2");
    names.answer("127.0.0.1");
    dialer.dial(pipeline -> {}).syncUninterruptibly().getNow().close();
    assertThat(failure(dialer)).isEqualTo(Outcome.Kind.FORBIDDEN);
  }

  @Test
  void aDeadAddressDoesNotHideALivingOne() {
    Dialer dialer = dialer(AddressGuard.of(true));
    names.answer("::1", "127.0.0.1"); // the server listens on IPv4 alone
    Channel channel = dialer.dial(pipeline -> {}).syncUninterruptibly().getNow();
    assertThat(channel.isActive()).isTrue();
    channel.close();
  }

  @Test
  void aNameServerThatDoesNotAnswerIsGivenUpInTime() {
    names.neverAnswer();
    assertThat(failure(dialer(AddressGuard.of(true)))).isEqualTo(Outcome.Kind.DNS);
  }

  @Test
  void aNameThatDoesNotExistIsToldAsSuch() {
    names.answer();
    assertThat(failure(dialer(AddressGuard.of(true)))).isEqualTo(Outcome.Kind.DNS);
  }

  private static Outcome.Kind failure(Dialer dialer) {
    Future<Channel> dialled = dialer.dial(pipeline -> {}).awaitUninterruptibly();
    assertThat(dialled.isSuccess()).isFalse();
    return Dialer.explain(dialled.cause()).kind();
  }

  private Dialer dialer(AddressGuard guard) {
    try {
      return new Dialer(
          DrainUrl.parse("http://drain.example:" + server.getLocalPort()),
          loops.next(),
          names,
          guard,
          Duration.ofSeconds(1),
          null,
          new ConnectionLimit(10),
          Trace.NONE);
    } catch (InvalidDrainUrlException e) {
      throw new AssertionError(e);
    }
  }

  /** Name resolution that says what it is told to. */
  private static final class ScriptedNames extends AddressResolverGroup<InetSocketAddress> {
    private final Deque<List<String>> answers = new ArrayDeque<>();
    private boolean silent;

    synchronized void answer(String... addresses) {
      answers.add(List.of(addresses));
    }

    synchronized void neverAnswer() {
      silent = true;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
      return new InetNameResolver(executor) {
        @Override
        protected void doResolve(String name, Promise<InetAddress> promise) {
          promise.setFailure(new AssertionError("all addresses are asked for"));
        }

        @Override
        protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
          next(promise);
        }
      }.asAddressResolver();
    }

    private synchronized void next(Promise<List<InetAddress>> promise) {
      if (silent) {
        return;
      }
      List<InetAddress> addresses = answers.remove().stream().map(ScriptedNames::address).toList();
      if (addresses.isEmpty()) {
        promise.setFailure(new UnknownHostException());
      } else {
        promise.setSuccess(addresses);
      }
    }

    private static InetAddress address(String literal) {
      try {
        return InetAddress.getByName(literal);
      } catch (UnknownHostException e) {
        throw new AssertionError(e);
      }
    }
  }
}
