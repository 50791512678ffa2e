package dev.logplex.job;

import dev.logplex.job.channel.AcceptedBatch;
import dev.logplex.job.channel.ChannelControl;
import dev.logplex.job.channel.ChannelFunction;
import dev.logplex.job.delivery.DrainEvent;
import dev.logplex.job.delivery.DrainOperator;
import dev.logplex.job.delivery.DrainOperatorFactory;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job's wiring: the picture in {@code docs/architecture.md}, top to bottom. */
public final class Topology {

  /** Key groups, fixed for the life of all savepoints; divisible by every sensible parallelism. */
  static final int MAX_PARALLELISM = 720;

  private Topology() {}

  /** Adds the whole job to the environment. */
  public static void build(StreamExecutionEnvironment env, JobConfig config) {
    env.setMaxParallelism(MAX_PARALLELISM);
    env.getConfig().enableObjectReuse();
    env.configure(
        new Configuration().set(RocksDBOptions.OPTIONS_FACTORY, RocksOptions.class.getName()));

    DataStream<AcceptedBatch> logs =
        env.fromSource(KafkaEnds.logs(config), WatermarkStrategy.noWatermarks(), OperatorIds.LOGS)
            .uid(OperatorIds.LOGS);

    DataStream<ChannelControl> configs =
        env.fromSource(
                KafkaEnds.config(config), WatermarkStrategy.noWatermarks(), OperatorIds.CONFIG)
            .uid(OperatorIds.CONFIG);

    DataStream<ChannelControl> interests =
        env.fromSource(
                KafkaEnds.interest(config), WatermarkStrategy.noWatermarks(), OperatorIds.INTEREST)
            .uid(OperatorIds.INTEREST);

    SingleOutputStreamOperator<DrainEvent> routed =
        logs.keyBy(accepted -> accepted.batch().channel(), Types.STRING)
            .connect(configs.union(interests).keyBy(ChannelControl::channel, Types.STRING))
            .process(new ChannelFunction(config), DrainEvent.TYPE)
            .name(OperatorIds.CHANNELS)
            .uid(OperatorIds.CHANNELS);

    routed
        .getSideOutput(ChannelFunction.TAIL)
        .sinkTo(KafkaEnds.tail(config))
        .name(OperatorIds.TAIL)
        .uid(OperatorIds.TAIL);

    SingleOutputStreamOperator<Void> delivered =
        routed
            .keyBy(DrainEvent::drain, Types.STRING)
            .transform(OperatorIds.DRAINS, Types.VOID, new DrainOperatorFactory(config))
            .uid(OperatorIds.DRAINS);

    delivered
        .getSideOutput(DrainOperator.LOSSES)
        .sinkTo(KafkaEnds.losses(config))
        .name(OperatorIds.LOSSES)
        .uid(OperatorIds.LOSSES);

    delivered
        .getSideOutput(DrainOperator.WARNINGS)
        .sinkTo(KafkaEnds.warnings(config))
        .name(OperatorIds.WARNINGS)
        .uid(OperatorIds.WARNINGS);
  }
}
