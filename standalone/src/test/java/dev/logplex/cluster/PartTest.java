package dev.logplex.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.logplex.standalone.StartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartTest {

  @ParameterizedTest
  @ValueSource(strings = {"kafka", "jobmanager", "taskmanager-1", "gateway-12", "supervisor"})
  void isFoundByItsName(String name) {
    assertThat(Part.parse(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Kafka", "kafka-1", "gateway", "gateway-0", "gateway-01", "gateway--1", "x-1"})
  void anythingElseIsNoPart(String name) {
    assertThatThrownBy(() -> Part.parse(name))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("there is no part '" + name + "'");
  }

  @Test
  void innermostReasonsAreShownWithoutTheirClasses() {
    String trace =
        """
        org.apache.flink.runtime.rest.handler.RestHandlerException: Could not run the jar.
        \tat org.apache.flink.Handler.handle(Handler.java:1)
        Caused by: java.util.concurrent.CompletionException: outer
        \t... 1 more
        Caused by: java.lang.IllegalArgumentException: unknown settings: x
        \tat dev.logplex.job.JobArguments.parse(JobArguments.java:2)
        """;
    assertThat(FlinkRest.rootCause(trace)).isEqualTo("unknown settings: x");
  }
}
