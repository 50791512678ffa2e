package dev.logplex.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.drain.DrainSettings;
import dev.logplex.job.state.ImmutableSerializer;
import dev.logplex.kafka.KafkaSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamEdge;
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

  /** Kryo and reflection write whatever the class looks like today. */
  @Test
  void whatFlowsBetweenOperatorsIsWrittenByOurOwnSerializersOrFlinksBasicOnes() {
    List<TypeSerializer<?>> used = new ArrayList<>();
    for (StreamNode node : graph().getStreamNodes()) {
      used.add(node.getTypeSerializerOut());
      used.add(node.getStateKeySerializer());
      used.addAll(List.of(node.getTypeSerializersIn()));
      for (StreamEdge edge : node.getOutEdges()) {
        if (edge.getOutputTag() != null) {
          used.add(edge.getOutputTag().getTypeInfo().createSerializer(new SerializerConfigImpl()));
        }
      }
    }
    used.removeIf(Objects::isNull);
    assertThat(used)
        .hasSizeGreaterThan(10)
        .allMatch(
            serializer ->
                serializer instanceof ImmutableSerializer
                    || isFlinksOwn(serializer.getClass().getName()));
  }

  private static boolean isFlinksOwn(String serializer) {
    return serializer.startsWith("org.apache.flink.api.common.typeutils.base.")
        // Between a sink's writer and its committer, which has nothing to do here.
        || serializer.equals(
            "org.apache.flink.core.io.SimpleVersionedSerializerTypeSerializerProxy")
        || serializer.startsWith("org.apache.flink.streaming.api.connector.sink2.");
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
