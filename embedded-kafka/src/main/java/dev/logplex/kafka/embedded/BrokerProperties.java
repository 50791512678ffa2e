package dev.logplex.kafka.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Broker settings for one node that is its own controller and keeps a single replica. */
final class BrokerProperties {

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final String CLIENT_LISTENER = "PLAINTEXT";
  private static final String HOST = "127.0.0.1";

  private BrokerProperties() {}

  static Map<String, String> of(Path directory, int clientPort, int controllerPort) {
    String client = CLIENT_LISTENER + "://" + HOST + ":" + clientPort;
    String controller = CONTROLLER_LISTENER + "://" + HOST + ":" + controllerPort;
    Map<String, String> p = new TreeMap<>();
    p.put("process.roles", "broker,controller");
    p.put("node.id", Integer.toString(NODE_ID));
    // The voter's address is configuration, not part of the metadata log: it may change at a start.
    p.put("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort);
    p.put("listeners", client + "," + controller);
    p.put("advertised.listeners", client);
    p.put("controller.listener.names", CONTROLLER_LISTENER);
    p.put("log.dirs", directory.toString());
    p.put("auto.create.topics.enable", "false");
    p.put("delete.topic.enable", "true");
    singleReplica(p);
    quickRestart(p);
    smallFootprint(p);
    return p;
  }

  private static void singleReplica(Map<String, String> p) {
    p.put("default.replication.factor", "1");
    p.put("min.insync.replicas", "1");
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "4");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "4");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("share.coordinator.state.topic.num.partitions", "1");
  }

  /**
   * After a crash the broker's old registration must expire before it is let in again, 9 s by
   * default. 3 s is long enough for a pause of a busy machine not to fence a living broker.
   */
  private static void quickRestart(Map<String, String> p) {
    p.put("broker.session.timeout.ms", "3000");
    p.put("broker.heartbeat.interval.ms", "500");
    p.put("controlled.shutdown.enable", "true");
    p.put("group.initial.rebalance.delay.ms", "0");
  }

  private static void smallFootprint(Map<String, String> p) {
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "4");
    p.put("background.threads", "2");
    p.put("log.cleaner.threads", "1");
    p.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
    p.put("log.segment.bytes", Integer.toString(128 << 20));
    p.put("log.index.size.max.bytes", Integer.toString(1 << 20));
    p.put("metadata.log.max.record.bytes.between.snapshots", Integer.toString(4 << 20));
  }
}
