package dev.logplex.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.drain.DrainSettings;
import dev.logplex.kafka.KafkaSettings;
import java.util.Collection;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class TopologyTest {

  @Test
  void everyOperatorHasAUidOfItsOwnThatSavepointsCanRelyOn() {
    Collection<StreamNode> nodes = graph().getStreamNodes();
    assertThat(nodes)
        .extracting(StreamNode::getTransformationUID)
        .doesNotContainNull()
        .doesNotHaveDuplicates();
  }

  @Test
  void noTypeNeedsKryo() {
    // Generic types are off: building the graph fails if a type has no serializer of its own.
    assertThat(graph().getJobGraph().getVerticesAsArray()).isNotEmpty();
  }

  private static StreamGraph graph() {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    JobConfig config =
        new JobConfig(
            "logplex",
            KafkaSettings.of("unused:9092"),
            null,
            JobConfig.History.DEFAULT,
            DrainSettings.DEFAULT);
    Topology.build(env, config);
    return env.getStreamGraph();
  }
}
