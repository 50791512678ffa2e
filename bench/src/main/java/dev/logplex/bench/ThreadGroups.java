package dev.logplex.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Sorts threads by what they work for, judged by the 15 octets of name that the kernel keeps. */
final class ThreadGroups {

  static final String OTHER = "other";

  private static final Map<String, Pattern> GROUPS = new LinkedHashMap<>();

  static {
    group("GC", "G1 .*|GC Thread.*|VM Thread|VM Periodic.*");
    group("JIT", "C1 Compiler.*|C2 Compiler.*|Sweeper.*");
    group("RocksDB", "rocksdb.*|Flink-RocksDB.*");
    group("bench: source", "bench-source.*");
    group("bench: sink", "bench-sink.*");
    group("Kafka producer", "kafka-producer-.*");
    group(
        "Kafka broker",
        "data-plane-.*|kafka-.*|raft-.*|controller-.*|quorum-.*|broker-.*|group-coord.*|share-.*"
            + "|Expiration.*|log-.*|executor-.*|persister-.*|TxnMarker.*");
    group("Flink fetcher", "Source Data Fet.*");
    group("Flink source task", "Source: .*");
    group("Flink channel task", "channels.*");
    group("Flink drain task", "drains.*");
    group("Flink network", "Flink Netty.*|OutputFlusher.*");
    group(
        "Flink control",
        "flink-.*|Checkpoint.*|AsyncOperations.*|jobmanager.*|mini-cluster.*|Time Trigger.*"
            + "|SourceCoordina.*");
    group("queryable state", "Queryable.*");
    group("drain network", "logplex-drains.*");
    group("gateway", "gateway.*|logplex-.*");
  }

  private ThreadGroups() {}

  private static void group(String name, String threads) {
    GROUPS.put(name, Pattern.compile(threads));
  }

  static String of(String thread) {
    for (Entry<String, Pattern> group : GROUPS.entrySet()) {
      if (group.getValue().matcher(thread).matches()) {
        return group.getKey();
      }
    }
    return OTHER;
  }

  /** Seconds spent between two samples, by group; threads that ended meanwhile are in "other". */
  static Map<String, Double> between(ProcessSample before, ProcessSample after) {
    Map<String, Double> groups = new TreeMap<>();
    byThread(before, after).forEach((name, time) -> groups.merge(of(name), time, Double::sum));
    double known = groups.values().stream().mapToDouble(Double::doubleValue).sum();
    groups.merge(OTHER, after.cpuSeconds() - before.cpuSeconds() - known, Double::sum);
    return groups;
  }

  /** Seconds spent between two samples, by the kernel's name of the threads. */
  static Map<String, Double> byThread(ProcessSample before, ProcessSample after) {
    Map<String, Double> threads = new TreeMap<>();
    after
        .threads()
        .forEach(
            (id, thread) -> {
              ProcessSample.ThreadTime earlier = before.threads().get(id);
              double time = thread.seconds() - (earlier == null ? 0 : earlier.seconds());
              if (time > 0) {
                threads.merge(thread.name(), time, Double::sum);
              }
            });
    return threads;
  }
}
