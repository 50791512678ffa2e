package dev.logplex.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.gateway.GatewayMetrics.Api;
import dev.logplex.gateway.auth.Authenticator;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.Resource;
import dev.logplex.model.Channel;
import dev.logplex.model.Cred;
import dev.logplex.model.Permission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code /v3/creds}: in Logplex a matter of the Erlang shell. */
public final class V3Creds {

  private static final int MAX_NAME = 255;
  private static final int MAX_CHANNELS = 100;

  private final V3 v3;
  private final ConfigStore config;

  public V3Creds(V3 v3, ConfigStore config) {
    this.v3 = v3;
    this.config = config;
  }

  /** {@code /v3/creds}. */
  public Resource creds() {
    return v3.resource(Api.CREDS)
        .on("GET", V3Operation.withoutBody(request -> {}, request -> list()))
        .on(
            "POST",
            V3Operation.withBody(
                V3Operation.Body.BEFORE_AUTH, V3Creds::checkShape, request -> {}, this::create));
  }

  /** {@code /v3/creds/{cred}}. */
  public Resource cred() {
    return v3.resource(Api.CREDS)
        .on("DELETE", V3Operation.withoutBody(this::existing, this::delete));
  }

  private CompletableFuture<Answer> list() {
    ArrayNode creds = JsonNodeFactory.instance.arrayNode();
    config.creds().stream()
        .sorted(Comparator.comparing(Cred::id))
        .forEach(cred -> creds.add(json(cred)));
    return CompletableFuture.completedFuture(Answer.json(200, creds));
  }

  private CompletableFuture<Answer> create(ApiRequest request) {
    JsonNode body = request.body();
    return config
        .execute(
            new ConfigCommand.CreateCred(
                body.path("name").textValue(), permissions(body), channels(body)))
        .thenApply(result -> Answer.json(201, created(result)));
  }

  private CompletableFuture<Answer> delete(ApiRequest request) {
    return config
        .execute(new ConfigCommand.DeleteCred(request.path("cred")))
        .thenApply(deleted -> Answer.empty(204));
  }

  private void existing(ApiRequest request) {
    if (config.cred(request.path("cred")).isEmpty()) {
      throw new V3Error(404, "cred not found");
    }
  }

  private ObjectNode created(ConfigCommand.CreateCred.Result result) {
    Cred cred = result.cred();
    return json(cred)
        .put("password", result.password())
        .put("apiKey", Authenticator.apiKey(cred.id(), result.password()));
  }

  private ObjectNode json(Cred cred) {
    ObjectNode node = V3Json.object().put("id", cred.id());
    if (cred.name() != null) {
      node.put("name", cred.name());
    }
    ArrayNode permissions = node.putArray("permissions");
    cred.permissions().stream().map(V3Creds::lower).sorted().forEach(permissions::add);
    if (!cred.channels().isEmpty()) {
      ArrayNode channels = node.putArray("channels");
      cred.channels().keySet().stream()
          .filter(id -> config.channel(id).filter(cred::manages).isPresent())
          .sorted()
          .forEach(channels::add);
    }
    return node;
  }

  private static void checkShape(JsonNode body) {
    JsonNode name = body.path("name");
    JsonNode channels = body.path("channels");
    boolean named = name.isMissingNode() || name.isNull() || name.isTextual();
    if (!body.isObject() || !named || name.asText().length() > MAX_NAME) {
      throw V3Error.invalidPayload();
    }
    if (channels.isMissingNode() && !body.path("permissions").isArray()) {
      throw V3Error.invalidPayload();
    }
    if (channels.isMissingNode()) {
      permissions(body);
    } else if (!permissions(body).isEmpty()) {
      throw new V3Error(422, "a cred of channels has no permissions beside them");
    } else if (!channels.isArray() || channels.isEmpty() || channels.size() > MAX_CHANNELS) {
      throw new V3Error(400, "channels are a list of 1 to " + MAX_CHANNELS + " ids or names");
    }
  }

  private static Set<Permission> permissions(JsonNode body) {
    JsonNode names = body.path("permissions");
    if (!names.isMissingNode() && !names.isArray()) {
      throw V3Error.invalidPayload();
    }
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (JsonNode permission : names) {
      permissions.add(permission(permission.asText()));
    }
    return permissions;
  }

  /** The channels meant, as they are now: the right to them ends with them. */
  private Map<String, Long> channels(JsonNode body) {
    Map<String, Long> channels = new HashMap<>();
    for (JsonNode node : body.path("channels")) {
      Channel channel =
          config
              .channel(node.asText())
              .or(() -> config.channelNamed(node.asText()))
              .orElseThrow(() -> new V3Error(422, "channel not found: " + node.asText()));
      channels.put(channel.id(), channel.incarnation());
    }
    return channels;
  }

  private static Permission permission(String text) {
    for (Permission permission : Permission.values()) {
      if (lower(permission).equals(text)) {
        return permission;
      }
    }
    throw new V3Error(400, "permissions are full_api and any_channel");
  }

  private static String lower(Permission permission) {
    return permission.name().toLowerCase(Locale.ROOT);
  }
}
