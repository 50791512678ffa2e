package dev.logplex.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.HdrHistogram.Histogram;

/** Milliseconds out of a histogram of microseconds. */
record Latencies(long count, double p50, double p90, double p99, double max) {

  static Latencies of(Histogram micros) {
    return new Latencies(
        micros.getTotalCount(),
        at(micros, 50),
        at(micros, 90),
        at(micros, 99),
        micros.getMaxValue() / 1e3);
  }

  private static double at(Histogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / 1e3;
  }

  void json(ObjectNode json) {
    json.put("count", count).put("p50", p50).put("p90", p90).put("p99", p99).put("max", max);
  }

  @Override
  public String toString() {
    return String.format("p50 %.1f, p90 %.1f, p99 %.1f, max %.1f ms", p50, p90, p99, max);
  }
}
