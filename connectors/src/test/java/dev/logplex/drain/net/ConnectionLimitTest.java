package dev.logplex.drain.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {

  private final ConnectionLimit limit = new ConnectionLimit(2);
  private final List<String> events = new ArrayList<>();

  @Test
  void grantsAsManyAsThereMayBeAndTheRestInTurn() {
    ConnectionLimit.Claim a = claim("a");
    ConnectionLimit.Claim b = claim("b");
    claim("c");
    claim("d");
    assertThat(events).containsExactly("a", "b");

    b.end();
    a.end();

    assertThat(events).containsExactly("a", "b", "c", "d");
  }

  @Test
  void closesWhatHasRestedForLongestForTheNext() {
    ConnectionLimit.Claim a = claim("a");
    ConnectionLimit.Claim b = claim("b");
    b.rest(() -> events.add("close b"));
    a.rest(() -> events.add("close a"));

    claim("c");

    assertThat(events).containsExactly("a", "b", "close b");
    assertThat(b.resume()).isFalse();
    assertThat(a.resume()).isTrue();
    b.end();
    assertThat(events).endsWith("c");
  }

  @Test
  void whatComesToRestIsClosedWhileSomeoneWaits() {
    ConnectionLimit.Claim a = claim("a");
    claim("b");
    claim("c");

    a.rest(
        () -> {
          events.add("close a");
          a.end();
        });

    assertThat(events).containsExactly("a", "b", "close a", "c");
  }

  @Test
  void whoGivesUpLeavesTheLine() {
    ConnectionLimit.Claim a = claim("a");
    claim("b");
    ConnectionLimit.Claim c = claim("c");
    claim("d");
    c.end();
    a.end();
    a.end();
    assertThat(events).containsExactly("a", "b", "d");
  }

  private ConnectionLimit.Claim claim(String name) {
    return limit.claim(() -> events.add(name));
  }
}
