package dev.logplex.model;

import java.util.List;
import java.util.Map;

/**
 * How a drain wants its lines. Everything is optional; {@link #DEFAULT} is what Logplex does.
 *
 * @param sources only lines of these sources; empty means all
 * @param processes only lines of these processes, {@code web} matching {@code web.1} as well; empty
 *     means all
 * @param maxSeverity only lines at most this severe number (0 emergency … 7 debug, RFC 5424 §6.2.1)
 * @param gzip compress request bodies (HTTP only)
 * @param headers added to each request (HTTP only)
 * @param format body format (HTTP only)
 * @param batchBytes upper bound of one request's body in octets
 * @param caPem extra certificate authorities for this drain, PEM; null for none
 * @param clientCertificate shown to a receiver that asks for one (TLS only); null for none
 */
public record DrainOptions(
    List<String> sources,
    List<String> processes,
    int maxSeverity,
    boolean gzip,
    Map<String, String> headers,
    Format format,
    int batchBytes,
    String caPem,
    ClientCertificate clientCertificate) {

  /** Body formats of an HTTP drain. */
  public enum Format {
    /** {@code application/logplex-1}, octet-counted syslog. */
    LOGPLEX,
    /** {@code application/x-ndjson}, one object a line. */
    JSON
  }

  /**
   * Logplex's {@code http_drain_target_bytes}: a body stays under it unless one frame is larger.
   */
  public static final int DEFAULT_BATCH_BYTES = 102_400;

  public static final DrainOptions DEFAULT =
      new DrainOptions(
          List.of(), List.of(), 7, false, Map.of(), Format.LOGPLEX, DEFAULT_BATCH_BYTES, null);

  /** Options without a certificate of the drain's own. */
  public DrainOptions(
      List<String> sources,
      List<String> processes,
      int maxSeverity,
      boolean gzip,
      Map<String, String> headers,
      Format format,
      int batchBytes,
      String caPem) {
    this(sources, processes, maxSeverity, gzip, headers, format, batchBytes, caPem, null);
  }

  public DrainOptions {
    sources = List.copyOf(sources);
    processes = List.copyOf(processes);
    headers = Map.copyOf(headers);
  }

  /** The same, showing another certificate; null for none. */
  public DrainOptions with(ClientCertificate other) {
    return new DrainOptions(
        sources, processes, maxSeverity, gzip, headers, format, batchBytes, caPem, other);
  }

  /** Whether some lines of the channel are not for this drain. */
  public boolean filters() {
    return !sources.isEmpty() || !processes.isEmpty() || maxSeverity < 7;
  }

  /** Leaves out header values: they often carry keys. */
  @Override
  public String toString() {
    return "DrainOptions[sources="
        + sources
        + ", processes="
        + processes
        + ", maxSeverity="
        + maxSeverity
        + ", gzip="
        + gzip
        + ", headers="
        + headers.keySet()
        + ", format="
        + format
        + ", batchBytes="
        + batchBytes
        + ", ca="
        + (caPem != null)
        + ", clientCertificate="
        + (clientCertificate != null)
        + "]";
  }
}
