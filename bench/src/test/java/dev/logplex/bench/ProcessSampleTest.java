package dev.logplex.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessSampleTest {

  @Test
  void a_thread_name_may_hold_spaces_and_parentheses() {
    String stat =
        "4711 (channels (1/2)#) S 1 2 3 0 -1 4194368 10 0 0 0 250 50 0 0 20 0 30 0 1 2 3 4 5";

    assertThat(ProcessSample.thread(stat))
        .isEqualTo(new ProcessSample.ThreadTime("channels (1/2)#", 3.0));
  }

  @Test
  void this_process_has_time_memory_and_threads() throws Exception {
    ProcessSample sample = ProcessSample.of(ProcessHandle.current().pid());

    assertThat(sample.cpuSeconds()).isPositive();
    assertThat(sample.rssBytes()).isGreaterThan(1 << 20);
    assertThat(sample.threads()).hasSizeGreaterThan(3);
    double all =
        sample.threads().values().stream().mapToDouble(ProcessSample.ThreadTime::seconds).sum();
    assertThat(all).isLessThanOrEqualTo(sample.cpuSeconds() + 0.5);
  }

  @Test
  void time_is_told_apart_by_group_and_what_ended_is_other() {
    ProcessSample before =
        new ProcessSample(10, 0, Map.of(1L, thread("GC Thread#0", 1), 2L, thread("gone", 2)));
    ProcessSample after =
        new ProcessSample(
            16, 0, Map.of(1L, thread("GC Thread#0", 2), 3L, thread("data-plane-kafk", 3)));

    Map<String, Double> groups = ThreadGroups.between(before, after);

    assertThat(groups).containsOnlyKeys("GC", "Kafka broker", "other");
    assertThat(groups.get("GC")).isEqualTo(1.0, within(1e-9));
    assertThat(groups.get("Kafka broker")).isEqualTo(3.0, within(1e-9));
    assertThat(groups.get("other")).isEqualTo(2.0, within(1e-9));
  }

  private static ProcessSample.ThreadTime thread(String name, double seconds) {
    return new ProcessSample.ThreadTime(name, seconds);
  }
}
