package dev.logplex.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.gateway.GatewayMetrics.Api;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.Resource;
import dev.logplex.model.Cred;
import dev.logplex.model.Permission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code /v3/creds}: in Logplex a matter of the Erlang shell. */
public final class V3Creds {

  private static final int MAX_NAME = 255;

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
                V3Operation.Body.BEFORE_AUTH, V3Creds::permissions, request -> {}, this::create));
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
        .execute(new ConfigCommand.CreateCred(body.path("name").textValue(), permissions(body)))
        .thenApply(
            result -> Answer.json(201, json(result.cred()).put("password", result.password())));
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

  private static ObjectNode json(Cred cred) {
    ObjectNode node = V3Json.object().put("id", cred.id());
    if (cred.name() != null) {
      node.put("name", cred.name());
    }
    ArrayNode permissions = node.putArray("permissions");
    cred.permissions().stream().map(V3Creds::lower).sorted().forEach(permissions::add);
    return node;
  }

  private static Set<Permission> permissions(JsonNode body) {
    JsonNode name = body.path("name");
    JsonNode names = body.path("permissions");
    boolean named = name.isMissingNode() || name.isNull() || name.isTextual();
    if (!named || name.asText().length() > MAX_NAME || !names.isArray()) {
      throw V3Error.invalidPayload();
    }
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (JsonNode permission : names) {
      permissions.add(permission(permission.asText()));
    }
    return permissions;
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
