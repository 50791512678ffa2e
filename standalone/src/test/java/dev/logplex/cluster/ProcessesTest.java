package dev.logplex.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {

  @TempDir Path temp;

  @AfterEach
  void kill() {
    processes().kill(Part.KAFKA);
    processes().kill(Part.SUPERVISOR);
  }

  @Test
  void aProcessIsFoundAgainUntilItIsKilled() throws Exception {
    ProcessHandle started = processes().start(Part.KAFKA, launch("exec sleep 60"));
    assertThat(processes().living(Part.KAFKA)).contains(started);
    assertThat(processes().living(Part.SUPERVISOR)).isEmpty();
    assertThat(processes().kill(Part.KAFKA)).isTrue();
    assertThat(processes().living(Part.KAFKA)).isEmpty();
    assertThat(processes().kill(Part.KAFKA)).isFalse();
  }

  @Test
  void anotherProcessWithItsIdIsNotTakenForIt() throws Exception {
    Files.createDirectories(temp.resolve("run"));
    Files.writeString(temp.resolve("run/kafka"), ProcessHandle.current().pid() + " 1\n");
    assertThat(processes().living(Part.KAFKA)).isEmpty();
  }

  @Test
  void whoDoesNotStopInTimeIsKilledAndNamed() throws Exception {
    processes().start(Part.SUPERVISOR, launch("exec sleep 60"));
    processes().start(Part.KAFKA, launch("trap '' TERM; echo ready; while true; do sleep 1; done"));
    await().until(() -> Files.readString(temp.resolve("log")).contains("ready"));
    assertThat(processes().stop(List.of(Part.SUPERVISOR, Part.KAFKA), Duration.ofMillis(300)))
        .containsExactly(Part.KAFKA);
    assertThat(processes().living(Part.SUPERVISOR)).isEmpty();
    assertThat(processes().living(Part.KAFKA)).isEmpty();
  }

  private Processes processes() {
    return new Processes(temp.resolve("run"));
  }

  private Launch launch(String script) {
    return new Launch(List.of("/bin/sh", "-c", script), Map.of(), temp.resolve("log"));
  }
}
