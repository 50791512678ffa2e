package dev.logplex.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.drain.DrainUrl;
import dev.logplex.drain.http.DrainHeaders;
import dev.logplex.model.ClientCertificate;
import dev.logplex.model.DrainOptions;
import dev.logplex.secret.CertifiedKey;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Options of a drain in the bodies of requests and answers. In a request a field that is absent
 * leaves the option as it is, and null sets it back; what cannot be is refused with 422. An answer
 * shows what is not the default, of headers the names alone, of a client certificate its
 * fingerprint.
 */
final class DrainOptionsJson {

  static final int LEAST_BATCH = 4_096;
  static final int MOST_BATCH = 1_000_000;
  private static final int MOST_HEADERS = 32;
  private static final int MOST_NAMES = 100;
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_PEM = 65_536;
  private static final int DEBUG = 7;

  private static final List<String> SEVERITIES =
      List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");

  private static final Set<String> FIELDS =
      Set.of(
          "filters", "gzip", "headers", "format", "batch_bytes", "ca", "client_cert", "client_key");

  private DrainOptionsJson() {}

  /** Whether a body says anything about options. */
  static boolean isIn(JsonNode body) {
    return FIELDS.stream().anyMatch(body::has);
  }

  /**
   * @param before what the drain has; {@link DrainOptions#DEFAULT} for a new one
   * @throws V3Error 422, saying which field is wrong and why
   */
  static DrainOptions read(JsonNode body, DrainOptions before, DrainUrl url) {
    checkNames(body);
    JsonNode filters = body.get("filters");
    List<String> sources = before.sources();
    List<String> processes = before.processes();
    int severity = before.maxSeverity();
    if (filters != null) {
      checkFilters(filters);
      sources = names("filters.source", filters.path("source"));
      processes = names("filters.ps", filters.path("ps"));
      severity = severity(filters.path("severity"));
    }
    DrainOptions options =
        new DrainOptions(
            sources,
            processes,
            severity,
            body.has("gzip") ? flag(body.get("gzip")) : before.gzip(),
            body.has("headers") ? headers(body.get("headers")) : before.headers(),
            body.has("format") ? format(body.get("format")) : before.format(),
            body.has("batch_bytes") ? batchBytes(body.get("batch_bytes")) : before.batchBytes(),
            body.has("ca") ? authorities(body.get("ca")) : before.caPem(),
            clientCertificate(body, before.clientCertificate()));
    checkScheme(options, url.scheme());
    checkAuthorization(options, url);
    return options;
  }

  /** Adds the fields that are not as they are by default. */
  static void show(DrainOptions options, ObjectNode drain) {
    if (options.filters()) {
      ObjectNode filters = drain.putObject("filters");
      if (!options.sources().isEmpty()) {
        options.sources().forEach(filters.putArray("source")::add);
      }
      if (!options.processes().isEmpty()) {
        options.processes().forEach(filters.putArray("ps")::add);
      }
      if (options.maxSeverity() < DEBUG) {
        filters.put("severity", SEVERITIES.get(options.maxSeverity()));
      }
    }
    if (options.gzip()) {
      drain.put("gzip", true);
    }
    if (!options.headers().isEmpty()) {
      ArrayNode names = drain.putArray("headers");
      new TreeSet<>(options.headers().keySet()).forEach(names::add);
    }
    if (options.format() != DrainOptions.Format.LOGPLEX) {
      drain.put("format", options.format().name().toLowerCase(Locale.ROOT));
    }
    if (options.batchBytes() != DrainOptions.DEFAULT_BATCH_BYTES) {
      drain.put("batch_bytes", options.batchBytes());
    }
    if (options.caPem() != null) {
      drain.put("ca", options.caPem());
    }
    ClientCertificate shown = options.clientCertificate();
    if (shown != null) {
      drain.put("client_cert", "sha256:" + CertifiedKey.fingerprint(shown.chainPem()));
    }
  }

  /**
   * Logplex ignores fields it does not know, and so does a body without options. Next to an option
   * an unknown name is one that was misspelt.
   */
  private static void checkNames(JsonNode body) {
    if (!isIn(body)) {
      return;
    }
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals("url") && !FIELDS.contains(name)) {
                throw new V3Error(
                    422,
                    "there is no such option; the options of a drain are "
                        + String.join(", ", new TreeSet<>(FIELDS)));
              }
            });
  }

  private static void checkFilters(JsonNode filters) {
    require(filters.isObject() || filters.isNull(), "filters", "an object");
    filters
        .fieldNames()
        .forEachRemaining(
            name ->
                require(
                    Set.of("source", "ps", "severity").contains(name),
                    "filters",
                    "made of source, ps and severity"));
  }

  private static List<String> names(String field, JsonNode node) {
    if (isDefault(node)) {
      return List.of();
    }
    require(node.isArray() && node.size() <= MOST_NAMES, field, "a list of up to 100 names");
    List<String> names = new ArrayList<>();
    for (JsonNode name : node) {
      require(
          name.isTextual()
              && !name.asText().isEmpty()
              && name.asText().length() <= LONGEST_NAME
              && name.asText().chars().noneMatch(c -> c <= ' ' || c == 0x7f),
          field,
          "a list of names without blanks, of up to 255 characters");
      names.add(name.asText());
    }
    return names;
  }

  private static int severity(JsonNode node) {
    if (isDefault(node)) {
      return DEBUG;
    }
    int severity =
        node.isTextual()
            ? SEVERITIES.indexOf(node.asText())
            : node.isIntegralNumber() && node.canConvertToInt() ? node.asInt() : -1;
    require(
        severity >= 0 && severity <= DEBUG,
        "filters.severity",
        "0 to 7, or one of " + String.join(", ", SEVERITIES));
    return severity;
  }

  private static boolean flag(JsonNode node) {
    require(node.isBoolean() || node.isNull(), "gzip", "true or false");
    return node.asBoolean();
  }

  private static Map<String, String> headers(JsonNode node) {
    require(
        node.isNull() || node.isObject() && node.size() <= MOST_HEADERS,
        "headers",
        "an object of up to 32 texts");
    Map<String, String> headers = new LinkedHashMap<>();
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, JsonNode> header : node.properties()) {
      require(header.getValue().isTextual(), "headers", "an object of up to 32 texts");
      require(names.add(header.getKey()), "headers", "given once each");
      try {
        DrainHeaders.check(header.getKey(), header.getValue().asText());
      } catch (IllegalArgumentException e) {
        throw new V3Error(422, "headers: " + e.getMessage());
      }
      headers.put(header.getKey(), header.getValue().asText());
    }
    return headers;
  }

  private static DrainOptions.Format format(JsonNode node) {
    if (node.isNull()) {
      return DrainOptions.Format.LOGPLEX;
    }
    return switch (node.asText()) {
      case "logplex" -> DrainOptions.Format.LOGPLEX;
      case "json" -> DrainOptions.Format.JSON;
      default -> throw new V3Error(422, "format must be logplex or json");
    };
  }

  private static int batchBytes(JsonNode node) {
    if (node.isNull()) {
      return DrainOptions.DEFAULT_BATCH_BYTES;
    }
    require(
        node.isIntegralNumber()
            && node.canConvertToInt()
            && node.asInt() >= LEAST_BATCH
            && node.asInt() <= MOST_BATCH,
        "batch_bytes",
        LEAST_BATCH + " to " + MOST_BATCH);
    return node.asInt();
  }

  private static String authorities(JsonNode node) {
    if (node.isNull()) {
      return null;
    }
    require(
        isShortText(node) && areCertificates(node.asText()),
        "ca",
        "certificates in PEM of up to 64 KiB");
    return node.asText();
  }

  private static ClientCertificate clientCertificate(JsonNode body, ClientCertificate before) {
    if (!body.has("client_cert") && !body.has("client_key")) {
      return before;
    }
    JsonNode chain = body.path("client_cert");
    JsonNode key = body.path("client_key");
    if (isDefault(chain) && isDefault(key)) {
      return null;
    }
    if (isDefault(chain) || isDefault(key)) {
      throw new V3Error(422, "client_cert and client_key must be given together");
    }
    require(isShortText(chain), "client_cert", "a certificate in PEM of up to 64 KiB");
    require(isShortText(key), "client_key", "a private key in PEM of up to 64 KiB");
    try {
      CertifiedKey read = CertifiedKey.read(chain.asText(), key.asText());
      read.chain().get(0).checkValidity();
    } catch (IllegalArgumentException e) {
      throw new V3Error(422, "client_cert, client_key: " + e.getMessage());
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      throw new V3Error(422, "client_cert, client_key: the certificate is not valid now");
    }
    return new ClientCertificate(chain.asText(), key.asText());
  }

  private static boolean isShortText(JsonNode node) {
    return node.isTextual() && node.asText().length() <= LONGEST_PEM;
  }

  private static boolean areCertificates(String pem) {
    try {
      return !CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
          .isEmpty();
    } catch (CertificateException e) {
      return false;
    }
  }

  private static void checkScheme(DrainOptions options, DrainUrl.Scheme scheme) {
    boolean needsHttp =
        options.gzip()
            || !options.headers().isEmpty()
            || options.format() != DrainOptions.Format.LOGPLEX;
    if (needsHttp && !scheme.isHttp()) {
      throw new V3Error(422, "gzip, headers and format are for http and https drains");
    }
    if (options.caPem() != null && !scheme.tls()) {
      throw new V3Error(422, "ca is for https and syslog+tls drains");
    }
    if (options.clientCertificate() != null && !scheme.tls()) {
      throw new V3Error(422, "client_cert and client_key are for https and syslog+tls drains");
    }
  }

  private static void checkAuthorization(DrainOptions options, DrainUrl url) {
    for (String name : options.headers().keySet()) {
      if (url.userinfo() != null && name.equalsIgnoreCase("authorization")) {
        throw new V3Error(422, "headers: the url's user is sent as '" + name + "' already");
      }
    }
  }

  private static boolean isDefault(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static void require(boolean holds, String field, String what) {
    if (!holds) {
      throw new V3Error(422, field + " must be " + what);
    }
  }
}
