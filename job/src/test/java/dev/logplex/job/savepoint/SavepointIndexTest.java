package dev.logplex.job.savepoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.job.OperatorIds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What this and later builds can rely on in each release's savepoint. */
class SavepointIndexTest {

  /** Packages without Kryo, POJOs and Java serialization. */
  private static final List<String> ALLOWED =
      List.of(
          "dev.logplex.job.",
          "org.apache.flink.api.common.typeutils.base.",
          "org.apache.flink.runtime.state.VoidNamespaceSerializer",
          "org.apache.flink.runtime.state.ttl.",
          "org.apache.flink.streaming.api.operators.TimerSerializerSnapshot");

  static Stream<Path> savepoints() throws Exception {
    return SavepointsTest.savepoints();
  }

  @ParameterizedTest
  @MethodSource("savepoints")
  void noOperatorHasAGeneratedUid(Path savepoint) throws Exception {
    assertThat(new SavepointIndex(savepoint).uids())
        .doesNotContainNull()
        .contains(
            OperatorIds.LOGS,
            OperatorIds.CONFIG,
            OperatorIds.INTEREST,
            OperatorIds.CHANNELS,
            OperatorIds.DRAINS);
  }

  @ParameterizedTest
  @MethodSource("savepoints")
  void eachStateIsWrittenByOurOwnSerializersOrFlinksBasicOnes(Path savepoint) throws Exception {
    Map<String, Set<String>> writers = new SavepointIndex(savepoint).writers();
    assertThat(writers).containsKeys("channels/history", "channels/window", "channels/routing");
    writers.forEach(
        (state, classes) ->
            assertThat(classes)
                .as(state)
                .isNotEmpty()
                .allMatch(name -> ALLOWED.stream().anyMatch(name::startsWith)));
  }
}
