package dev.logplex.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.http.BodyMemory.Lease;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final BodyMemory memory = new BodyMemory(100);

  @Test
  void letsInHalfAndLeavesTheRestForThoseInsideToGrow() {
    Lease first = memory.admit(20, LONG).join();
    memory.admit(10, LONG).join();
    CompletableFuture<Lease> next = memory.admit(30, LONG);

    assertThat(next).isNotDone();
    first.hold(90);
    assertThatThrownBy(() -> first.hold(91)).isInstanceOf(BodyMemory.Exhausted.class);
    assertThat(memory.used()).isEqualTo(100);
    first.hold(10);
    assertThat(next.join()).isNotNull();
    assertThat(memory.used()).isEqualTo(50);
  }

  @Test
  void letsInWhoCameFirst() {
    Lease first = memory.admit(40, LONG).join();
    CompletableFuture<Lease> large = memory.admit(50, LONG);
    CompletableFuture<Lease> small = memory.admit(5, LONG);

    assertThat(small).isNotDone();
    first.close();
    large.join().close();
    small.join().close();
    assertThat(memory.used()).isZero();
  }

  @Test
  void givesUpAfterAWhileAndLetsTheNextIn() {
    memory.admit(30, LONG).join();
    CompletableFuture<Lease> tooLarge = memory.admit(50, Duration.ofMillis(100));
    CompletableFuture<Lease> next = memory.admit(20, LONG);

    assertThatThrownBy(tooLarge::join).hasCauseInstanceOf(BodyMemory.Exhausted.class);
    assertThat(next.join()).isNotNull();
    assertThat(memory.waiting()).isZero();
    assertThat(memory.used()).isEqualTo(50);
  }

  @Test
  void letsABodyLargerThanEverythingInAlone() {
    Lease large = memory.admit(1000, LONG).join();
    CompletableFuture<Lease> next = memory.admit(1, LONG);

    large.hold(2000);
    assertThat(next).isNotDone();
    large.close();
    next.join().close();
    assertThat(memory.used()).isZero();
  }

  @Test
  void givesBackOnceWhateverComesOfTheWork() {
    CompletableFuture<Void> work = new CompletableFuture<>();
    CompletableFuture<Void> done = memory.during(10, LONG, lease -> work);
    assertThat(memory.used()).isEqualTo(10);

    work.completeExceptionally(new IllegalStateException());

    await().until(() -> memory.used() == 0);
    assertThat(done).isCompletedExceptionally();
  }
}
