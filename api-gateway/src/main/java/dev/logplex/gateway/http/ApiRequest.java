package dev.logplex.gateway.http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** A request as the API's operations see it, its body read. */
public final class ApiRequest {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Pattern SAFE_ID = Pattern.compile("[!-~]{1,256}");

  private final Context ctx;
  private final String id;
  private final boolean idIsOurs;
  private JsonNode body = MissingNode.getInstance();

  public ApiRequest(Context ctx) {
    this.ctx = ctx;
    String given = ctx.header("request-id");
    this.idIsOurs = given == null || !SAFE_ID.matcher(given).matches();
    this.id = idIsOurs ? UUID.randomUUID().toString() : given;
  }

  /** Names the request in our log and in errors. */
  public String id() {
    return id;
  }

  /** The answer with our id in a header, unless the client has an id of its own. */
  public Answer identified(Answer answer) {
    return idIsOurs ? answer.with("Request-Id", id) : answer;
  }

  /** A part of the path, decoded. */
  public String path(String name) {
    return ctx.pathParam(name);
  }

  public Optional<String> query(String name) {
    return Optional.ofNullable(ctx.queryParam(name));
  }

  /** What media types the client takes. */
  public String accept() {
    return MediaTypes.accept(ctx.req());
  }

  public String header(String name) {
    return ctx.header(name);
  }

  /** The JSON body; a missing node if none was read, or if it was no JSON. */
  public JsonNode body() {
    return body;
  }

  /** Takes what stands for a body. */
  public void body(JsonNode json) {
    body = json;
  }

  /** Takes the body that was read. */
  public void body(RequestBody.Octets octets) {
    try {
      body = MAPPER.readTree(octets.array(), 0, octets.length());
    } catch (IOException e) {
      body = MissingNode.getInstance();
    }
  }
}
