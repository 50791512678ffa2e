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
    group("GC", "G1 .*|GC Thread.*|VM Thread|VM Periodic.*|ZGC.*|Shenandoah.*");
    group("JIT", "C1 Compiler.*|C2 Compiler.*|Sweeper.*");
    group("RocksDB", "rocksdb.*|.*/rocksdb.*");
    group("bench: source", "bench-source.*");
    group("bench: sink", "bench-sink.*");
    group("Kafka producer", "kafka-producer-.*");
    group(
        "Kafka broker",
        "data-plane-kafk.*|kafka-.*|raft-.*|controller-.*|quorum-.*|broker-.*|group-coord.*"
            + "|share-coord.*|Expiration.*|log-.*|TxnMarker.*|executor-kafka.*|ReplicaFetch.*"
            + "|Log2Metadata.*|standard.*|ForwardingMana.*|NodeToControll.*|lifecycle.*|feature-.*");
    group("Flink fetcher", "Source Data Fet.*");
    group("Flink source task", "Source: .*");
    group("Flink channel task", "[Cc]hannel.*|channels.*|route.*|history.*");
    group("Flink drain task", "[Dd]eliver.*|drains? .*|drains?-? ?\\(.*|drains.*");
    group("Flink sink task", "losses.*|tail.*|.*: Writer.*");
    group("Flink network", "Flink Netty.*|OutputFlusher.*|flink-netty.*");
    group(
        "Flink control",
        "flink-.*|pekko.*|Checkpoint.*|AsyncOperations.*|jobmanager.*|mini-cluster.*|Timer.*"
            + "|SourceCoordina.*|IOManager.*|CloseableReg.*|Cancel.*|async-.*|Time Trigger.*");
    group("Queryable state", "Queryable.*");
    group("drain network", "logplex-drain.*|drain-.*|drain-net.*");
    group("gateway", "Jetty.*|qtp.*|gateway.*|javalin.*|ingest.*|config.*|logplex-.*");
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
