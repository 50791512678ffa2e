package dev.logplex.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.model.Channel;
import dev.logplex.model.ChannelFlags;
import dev.logplex.model.ClientCertificate;
import dev.logplex.model.Cred;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import dev.logplex.model.Permission;
import dev.logplex.model.Token;
import dev.logplex.secret.Sealer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads and writes the values of {@link Topics#CONFIG}: JSON in which token ids and all that a
 * drain's URL and options say are sealed, each for its own place. Safe for use by several threads.
 */
public final class ConfigCodec {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Sealer sealer;

  public ConfigCodec(Sealer sealer) {
    this.sealer = sealer;
  }

  public byte[] encode(Channel channel) {
    ObjectNode record = NODES.objectNode();
    record.put("version", channel.version());
    record.put("incarnation", channel.incarnation());
    if (channel.name() != null) {
      record.put("name", channel.name());
    }
    record.put("no_tail", channel.flags().noTail());
    record.put("no_history", channel.flags().noHistory());
    ArrayNode tokens = record.putArray("tokens");
    for (Token token : channel.tokens()) {
      tokens
          .addObject()
          .put("name", token.name())
          .put("sealed", sealer.seal(tokenContext(channel.id(), token.name()), token.id()));
    }
    ArrayNode drains = record.putArray("drains");
    for (Drain drain : channel.drains()) {
      drains.add(encodeDrain(channel.id(), drain));
    }
    return Json.write(record);
  }

  /**
   * The value that says that a channel is gone; a null value follows it in the same transaction.
   */
  public byte[] encodeDeletion(long version) {
    return Json.write(NODES.objectNode().put("version", version).put("deleted", true));
  }

  /** Whether a channel's record says that the channel is gone. */
  public static boolean isDeletion(byte[] value) {
    return Json.read(value).path("deleted").asBoolean();
  }

  /**
   * @throws IllegalArgumentException if the value is no channel record, or sealed with another key
   */
  public Channel decodeChannel(String id, byte[] value) {
    JsonNode record = Json.read(value);
    List<Token> tokens = new ArrayList<>();
    for (JsonNode token : record.path("tokens")) {
      String name = Json.requiredText(token, "name");
      tokens.add(
          new Token(sealer.open(tokenContext(id, name), Json.requiredText(token, "sealed")), name));
    }
    List<Drain> drains = new ArrayList<>();
    for (JsonNode drain : record.path("drains")) {
      drains.add(decodeDrain(id, drain));
    }
    return new Channel(
        id,
        record.path("name").asText(null),
        Json.requiredLong(record, "incarnation"),
        Json.requiredLong(record, "version"),
        flags(record),
        tokens,
        drains);
  }

  /**
   * Reads one drain of a channel, given as {@link ChannelRouting.Route#spec}.
   *
   * @throws IllegalArgumentException if the text is no drain of this channel, or sealed with
   *     another key
   */
  public Drain decodeDrain(String channel, String spec) {
    return decodeDrain(channel, Json.read(spec.getBytes(StandardCharsets.UTF_8)));
  }

  public byte[] encode(Cred cred) {
    ObjectNode record = NODES.objectNode();
    if (cred.name() != null) {
      record.put("name", cred.name());
    }
    record.put("password_sha256", Base64.getEncoder().encodeToString(cred.passwordHash()));
    ArrayNode permissions = record.putArray("permissions");
    cred.permissions().stream().map(ConfigCodec::lower).sorted().forEach(permissions::add);
    if (!cred.channels().isEmpty()) {
      ObjectNode channels = record.putObject("channels");
      new TreeMap<>(cred.channels()).forEach(channels::put);
    }
    return Json.write(record);
  }

  /**
   * @throws IllegalArgumentException if the value is no cred record
   */
  public Cred decodeCred(String id, byte[] value) {
    JsonNode record = Json.read(value);
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (JsonNode permission : record.path("permissions")) {
      permissions.add(Permission.valueOf(permission.asText().toUpperCase(Locale.ROOT)));
    }
    Map<String, Long> channels = new HashMap<>();
    record
        .path("channels")
        .properties()
        .forEach(channel -> channels.put(channel.getKey(), channel.getValue().asLong()));
    return new Cred(
        id,
        record.path("name").asText(null),
        Base64.getDecoder().decode(Json.requiredText(record, "password_sha256")),
        permissions,
        channels);
  }

  static ChannelFlags flags(JsonNode record) {
    return new ChannelFlags(
        record.path("no_tail").asBoolean(), record.path("no_history").asBoolean());
  }

  private ObjectNode encodeDrain(String channel, Drain drain) {
    ObjectNode node = NODES.objectNode().put("id", drain.id()).put("token", drain.token());
    if (drain.createdAt() != 0) {
      node.put("created_at", drain.createdAt()).put("updated_at", drain.updatedAt());
    }
    if (drain.active()) {
      ObjectNode open = encodeOptions(drain.options()).put("url", drain.url());
      node.put(
          "sealed",
          sealer.seal(
              drainContext(channel, drain.token()),
              new String(Json.write(open), StandardCharsets.UTF_8)));
    }
    return node;
  }

  private Drain decodeDrain(String channel, JsonNode node) {
    long id = Json.requiredLong(node, "id");
    String token = Json.requiredText(node, "token");
    long created = node.path("created_at").asLong();
    long updated = node.path("updated_at").asLong();
    if (!node.has("sealed")) {
      return Drain.reserved(id, token).at(created, updated);
    }
    String opened = sealer.open(drainContext(channel, token), Json.requiredText(node, "sealed"));
    JsonNode open = Json.read(opened.getBytes(StandardCharsets.UTF_8));
    return new Drain(
        id, token, Json.requiredText(open, "url"), decodeOptions(open), created, updated);
  }

  private static ObjectNode encodeOptions(DrainOptions options) {
    ObjectNode node = NODES.objectNode();
    options.sources().forEach(node.putArray("sources")::add);
    options.processes().forEach(node.putArray("processes")::add);
    node.put("max_severity", options.maxSeverity());
    node.put("gzip", options.gzip());
    ObjectNode headers = node.putObject("headers");
    new TreeMap<>(options.headers()).forEach(headers::put);
    node.put("format", lower(options.format()));
    node.put("batch_bytes", options.batchBytes());
    if (options.caPem() != null) {
      node.put("ca", options.caPem());
    }
    if (options.clientCertificate() != null) {
      node.put("client_cert", options.clientCertificate().chainPem());
      node.put("client_key", options.clientCertificate().keyPem());
    }
    return node;
  }

  private static DrainOptions decodeOptions(JsonNode node) {
    Map<String, String> headers = new HashMap<>();
    node.path("headers").properties().forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
    return new DrainOptions(
        texts(node.path("sources")),
        texts(node.path("processes")),
        Json.requiredInt(node, "max_severity"),
        node.path("gzip").asBoolean(),
        headers,
        DrainOptions.Format.valueOf(Json.requiredText(node, "format").toUpperCase(Locale.ROOT)),
        Json.requiredInt(node, "batch_bytes"),
        node.path("ca").asText(null),
        node.has("client_cert")
            ? new ClientCertificate(
                Json.requiredText(node, "client_cert"), Json.requiredText(node, "client_key"))
            : null);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String tokenContext(String channel, String name) {
    return context(channel, "token", name);
  }

  private static String drainContext(String channel, String token) {
    return context(channel, "drain", token);
  }

  /** Names hold any character: the length keeps two places from having one context. */
  private static String context(String channel, String kind, String name) {
    return "channel " + channel.length() + " " + channel + " " + kind + " " + name;
  }
}
