package dev.logplex.job.delivery;

import dev.logplex.drain.DrainStage.Backlog;
import dev.logplex.job.JobMetrics;
import dev.logplex.model.Loss;
import dev.logplex.model.LossReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** What operators are shown of the drains of one task. Changed by the task's thread alone. */
final class DrainCounters {

  private final Counter routed;
  private final Counter delivered;
  private final Counter requestsDelivered;
  private final Counter requestsFailed;
  private final Counter requestsRefused;
  private final Map<LossReason, Counter> dropped = new EnumMap<>(LossReason.class);

  /**
   * @param backlog called by threads of metric reporters
   */
  DrainCounters(MetricGroup metrics, Supplier<Backlog> backlog) {
    routed = metrics.counter(JobMetrics.DRAIN_LINES_ROUTED);
    delivered = metrics.counter(JobMetrics.DRAIN_LINES_DELIVERED);
    requestsDelivered = metrics.counter(JobMetrics.DRAIN_REQUESTS_DELIVERED);
    requestsFailed = metrics.counter(JobMetrics.DRAIN_REQUESTS_FAILED);
    requestsRefused = metrics.counter(JobMetrics.DRAIN_REQUESTS_REFUSED);
    for (LossReason reason : LossReason.values()) {
      dropped.put(reason, metrics.counter(JobMetrics.drainLinesDropped(reason)));
    }
    metrics.gauge(JobMetrics.DRAINS, (Gauge<Integer>) () -> backlog.get().drains());
    metrics.gauge(JobMetrics.DRAINS_SENDING, (Gauge<Integer>) () -> backlog.get().sending());
    metrics.gauge(JobMetrics.DRAINS_WAITING, (Gauge<Integer>) () -> backlog.get().waiting());
    metrics.gauge(JobMetrics.DRAIN_LINES_BUFFERED, (Gauge<Long>) () -> backlog.get().lines());
    metrics.gauge(JobMetrics.DRAIN_OCTETS_BUFFERED, (Gauge<Long>) () -> backlog.get().octets());
  }

  void routed(int lines) {
    routed.inc(lines);
  }

  void delivered(int lines) {
    requestsDelivered.inc();
    delivered.inc(lines);
  }

  void failed(boolean again) {
    (again ? requestsFailed : requestsRefused).inc();
  }

  void lost(Loss loss) {
    dropped.get(loss.reason()).inc(loss.count());
  }
}
