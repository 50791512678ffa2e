package dev.logplex.job.delivery;

import dev.logplex.job.JobConfig;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes {@link DrainOperator}s, which need the task's mailbox. */
public final class DrainOperatorFactory extends AbstractStreamOperatorFactory<Void>
    implements OneInputStreamOperatorFactory<DrainEvent, Void> {

  private static final long serialVersionUID = 1L;

  private final JobConfig config;

  public DrainOperatorFactory(JobConfig config) {
    this.config = config;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends StreamOperator<Void>> T createStreamOperator(
      StreamOperatorParameters<Void> parameters) {
    return (T) new DrainOperator(parameters, config);
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
    return DrainOperator.class;
  }
}
