package dev.logplex.gateway;

import dev.logplex.drain.DrainSettings;
import dev.logplex.gateway.ingest.IngestLimits;
import dev.logplex.gateway.ingest.syslog.SyslogSettings;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.settings.Ranges;
import java.net.URI;
import java.util.List;

/**
 * Settings of one gateway process.
 *
 * @param listeners where clients reach it
 * @param kafka how to reach Kafka
 * @param job where the Flink job is, and what it keeps
 * @param secrets keys and creds
 * @param peer what it is to other gateways
 * @param drains which destinations drains may have, and how they are tried
 * @param topics how missing topics are made
 * @param syslog how syslog is taken in
 * @param ingest limits of ingest over HTTP
 */
public record GatewayConfig(
    Listeners listeners,
    KafkaSettings kafka,
    Job job,
    Secrets secrets,
    Peer peer,
    DrainSettings drains,
    TopicSettings topics,
    SyslogSettings syslog,
    IngestLimits ingest) {

  private static final int KEY_OCTETS = 32;
  private static final int MAX_PORT = 65_535;

  /**
   * @throws IllegalArgumentException if a part is missing
   */
  public GatewayConfig {
    require(listeners != null, "the addresses to listen on are missing");
    require(
        kafka != null && !kafka.bootstrapServers().isBlank(),
        "kafka must name the bootstrap servers");
    require(job != null, "the settings of the job are missing");
    require(secrets != null, "the secrets are missing");
    require(peer != null, "the settings among gateways are missing");
    require(drains != null, "the drain settings are missing");
    require(topics != null, "the settings of topics are missing");
    require(syslog != null, "the syslog settings are missing");
    require(ingest != null, "the limits of ingest are missing");
  }

  /**
   * Where clients reach a gateway.
   *
   * @param host address to listen on
   * @param apiPort port of the API; 0 for any free one
   * @param ingestPort port of {@code /logs} and {@code /healthcheck} alone; 0 for any free one
   * @param publicUrl how clients reach the API port, without a trailing slash; null for {@code
   *     http://host:apiPort}
   */
  public record Listeners(String host, int apiPort, int ingestPort, URI publicUrl) {

    /**
     * @throws IllegalArgumentException if a setting makes no sense; the text says which and why
     */
    public Listeners {
      require(host != null && !host.isBlank(), "host must not be empty");
      Ranges.require("api-port", apiPort, 0, MAX_PORT);
      Ranges.require("ingest-port", ingestPort, 0, MAX_PORT);
      require(
          apiPort == 0 || apiPort != ingestPort,
          "api-port and ingest-port are both " + apiPort + ", they must differ");
      require(
          publicUrl == null || isBaseUrl(publicUrl),
          "public-url must be http(s)://host without query and trailing slash, not " + publicUrl);
    }
  }

  /**
   * Where the Flink job is, and what it keeps.
   *
   * @param flinkRest Flink's REST addresses, to find the job by its name
   * @param name name of the Flink job
   * @param stateProxies {@code host:port} of the queryable-state proxies, asked in turn; {@code
   *     :port} for those of all TaskManagers that Flink knows
   * @param historyLines lines a channel keeps, as the job is set
   * @param historyOctets octets a channel keeps, as the job is set
   */
  public record Job(
      List<URI> flinkRest,
      String name,
      List<String> stateProxies,
      int historyLines,
      long historyOctets) {

    /**
     * @throws IllegalArgumentException if a setting makes no sense; the text says which and why
     */
    public Job {
      flinkRest = List.copyOf(flinkRest);
      stateProxies = List.copyOf(stateProxies);
      stateProxies.forEach(GatewayConfig::requireHostAndPort);
      Ranges.require("history-lines", historyLines, 1, 1_500);
      Ranges.require("history-octets", historyOctets, 64 << 10, 4 << 20);
    }
  }

  /**
   * Keys and creds.
   *
   * @param masterKey key of secrets at rest and of session signatures, 32 octets
   * @param user id of the cred made at start-up if it is missing; null for none
   * @param password its password; null for none
   * @param authKey text that opens the control API as {@code Authorization: Basic <authKey>}, not
   *     encoded, like Logplex's {@code LOGPLEX_AUTH_KEY}; null for none
   */
  public record Secrets(byte[] masterKey, String user, String password, String authKey) {

    /**
     * @throws IllegalArgumentException if a setting makes no sense; the text says which and why
     */
    public Secrets {
      require(masterKey != null && masterKey.length == KEY_OCTETS, "the secret key has 32 octets");
      require(
          (user == null) == (password == null), "user and password are given both or not at all");
      require(
          user == null || !user.isEmpty() && user.indexOf(':') < 0,
          "the user must not be empty or hold a colon");
    }

    /** Leaves everything out. */
    @Override
    public String toString() {
      return "Secrets[]";
    }
  }

  /**
   * What a gateway is to other gateways.
   *
   * @param id unlike that of any other living gateway, and better the same after a restart; null
   *     for a random one
   * @param internalUrl where other gateways reach the API port, without a path; port 0 stands for
   *     the port that is listened on; null if there are no others
   */
  public record Peer(String id, URI internalUrl) {

    /** The only gateway. */
    public static final Peer ALONE = new Peer(null, null);

    /**
     * @throws IllegalArgumentException if a setting makes no sense; the text says which and why
     */
    public Peer {
      require(
          internalUrl == null || isBaseUrl(internalUrl) && internalUrl.getRawPath().isEmpty(),
          "internal-url must be http(s)://host:port without anything behind, not " + internalUrl);
    }
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }

  private static void requireHostAndPort(String proxy) {
    int colon = proxy.lastIndexOf(':');
    require(
        colon >= 0 && proxy.substring(colon + 1).matches("[0-9]{1,5}"),
        "state-proxies must be host:port, or :port on all TaskManagers, not " + proxy);
    Ranges.require(
        "port in state-proxies", Integer.parseInt(proxy.substring(colon + 1)), 1, MAX_PORT);
  }

  private static boolean isBaseUrl(URI url) {
    return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
        && url.getHost() != null
        && url.getRawQuery() == null
        && url.getRawFragment() == null
        && !url.toString().endsWith("/");
  }
}
