package dev.logplex.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainReceiverTest {

  private final DrainReceiver receiver = DrainReceiver.start();

  @AfterEach
  void close() {
    receiver.close();
  }

  private DrainSender sender() throws IOException {
    return new DrainSender(receiver.port(), 100);
  }

  @Test
  void accepts_and_enters_into_the_ledger() throws IOException {
    try (DrainSender sender = sender()) {
      assertThat(sender.send()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(sender.send()).isEqualTo("HTTP/1.1 200 OK");
    }
    assertThat(receiver.ledger().faults()).isEmpty();
    assertThat(receiver.ledger().unique()).isEqualTo(200);
    assertThat(receiver.mostConnections()).isEqualTo(1);
  }

  @Test
  void refused_lines_do_not_count() throws IOException {
    receiver.behave(Behaviour.answer(503));
    try (DrainSender sender = sender()) {
      assertThat(sender.send()).startsWith("HTTP/1.1 503");
    }
    assertThat(receiver.ledger().unique()).isZero();
    assertThat(receiver.ledger().refused()).isEqualTo(1);
  }

  @Test
  void a_slow_answer_comes_late() throws IOException {
    receiver.behave(Behaviour.slow(Duration.ofMillis(200)));
    try (DrainSender sender = sender()) {
      long start = System.nanoTime();
      assertThat(sender.send()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(190));
    }
    assertThat(receiver.ledger().unique()).isEqualTo(100);
  }

  @Test
  void hanging_receivers_do_not_answer() throws IOException {
    for (Behaviour hanging : new Behaviour[] {Behaviour.HANG, Behaviour.HANG_UNREAD}) {
      receiver.behave(hanging);
      try (DrainSender sender = sender()) {
        assertThatThrownBy(sender::send).isInstanceOf(SocketTimeoutException.class);
      }
    }
    assertThat(receiver.ledger().unique()).isZero();
  }

  @Test
  void resets_closes_and_talks_garbage() throws IOException {
    receiver.behave(Behaviour.RESET);
    try (DrainSender sender = sender()) {
      assertThatThrownBy(sender::send).isInstanceOf(SocketException.class);
    }
    receiver.behave(Behaviour.CLOSE);
    try (DrainSender sender = sender()) {
      assertThatThrownBy(sender::send).isInstanceOf(EOFException.class);
    }
    receiver.behave(Behaviour.GARBAGE);
    try (DrainSender sender = sender()) {
      assertThat(sender.send()).doesNotStartWith("HTTP");
    }
    receiver.behave(Behaviour.DRIP);
    try (DrainSender sender = sender()) {
      assertThat(sender.send()).isEqualTo("H");
    }
    assertThat(receiver.ledger().unique()).isZero();
  }

  @Test
  void refuses_connections_and_listens_again_on_the_same_port() throws IOException {
    receiver.behave(Behaviour.REFUSE);
    assertThatThrownBy(this::sender).isInstanceOf(ConnectException.class);

    receiver.behave(Behaviour.ACCEPT);
    try (DrainSender sender = sender()) {
      assertThat(sender.send()).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void connections_left_hanging_are_closed_when_it_recovers() throws IOException {
    receiver.behave(Behaviour.HANG);
    try (DrainSender sender = sender()) {
      assertThatThrownBy(sender::send).isInstanceOf(SocketTimeoutException.class);
      receiver.behave(Behaviour.ACCEPT);
      assertThatThrownBy(sender::send).isInstanceOf(IOException.class);
    }
    try (DrainSender sender = sender()) {
      assertThat(sender.send(0)).isEqualTo("HTTP/1.1 200 OK");
    }
  }
}
