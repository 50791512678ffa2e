package dev.logplex.gateway;

import java.net.URI;
import java.util.List;

/**
 * Settings of one gateway process.
 *
 * @param host address to listen on
 * @param apiPort port of the API; 0 for any free one
 * @param ingestPort port of {@code /logs} and {@code /healthcheck} alone; 0 for any free one
 * @param publicUrl how clients reach the API port, without a trailing slash; null for {@code
 *     http://host:apiPort}
 * @param bootstrapServers Kafka
 * @param flinkRest Flink's REST addresses, to find the job by its name
 * @param jobName name of the Flink job
 * @param stateProxies {@code host:port} of the queryable-state proxies, asked in turn
 * @param masterKey key of secrets at rest and of session signatures, 32 octets
 * @param user id of the cred made at start-up if it is missing; null for none
 * @param password its password; null for none
 * @param allowPrivateDrains whether drains may point to loopback and private addresses
 * @param historyLines lines a channel keeps, as the job is set
 * @param historyOctets octets a channel keeps, as the job is set
 * @param authKey text that opens the control API as {@code Authorization: Basic <authKey>}, not
 *     encoded, like Logplex's {@code LOGPLEX_AUTH_KEY}; null for none
 */
public record GatewayConfig(
    String host,
    int apiPort,
    int ingestPort,
    URI publicUrl,
    String bootstrapServers,
    List<URI> flinkRest,
    String jobName,
    List<String> stateProxies,
    byte[] masterKey,
    String user,
    String password,
    boolean allowPrivateDrains,
    int historyLines,
    long historyOctets,
    String authKey) {

  /** Settings without an auth key. */
  public GatewayConfig(
      String host,
      int apiPort,
      int ingestPort,
      URI publicUrl,
      String bootstrapServers,
      List<URI> flinkRest,
      String jobName,
      List<String> stateProxies,
      byte[] masterKey,
      String user,
      String password,
      boolean allowPrivateDrains,
      int historyLines,
      long historyOctets) {
    this(
        host,
        apiPort,
        ingestPort,
        publicUrl,
        bootstrapServers,
        flinkRest,
        jobName,
        stateProxies,
        masterKey,
        user,
        password,
        allowPrivateDrains,
        historyLines,
        historyOctets,
        null);
  }

  @Override
  public String toString() {
    return "GatewayConfig[host="
        + host
        + ", apiPort="
        + apiPort
        + ", ingestPort="
        + ingestPort
        + "]";
  }
}
