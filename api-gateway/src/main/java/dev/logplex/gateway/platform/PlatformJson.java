package dev.logplex.gateway.platform;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.model.Channel;
import dev.logplex.model.Drain;
import dev.logplex.model.Versions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The model as Heroku's Platform API shows it. A channel without a name is called by its id. */
final class PlatformJson {

  private PlatformJson() {}

  static ObjectNode app(Channel channel) {
    ObjectNode node = named(channel);
    // Of the two generations the one that has drains and history.
    node.putObject("generation").put("name", "cedar");
    return node.put("created_at", text(Versions.time(channel.incarnation())))
        .put("updated_at", text(Versions.time(channel.version())));
  }

  /**
   * @param extended whether to show the number by which API v3 knows the drain
   */
  static ObjectNode drain(Channel channel, Drain drain, boolean extended) {
    ObjectNode node = object().put("id", id(drain)).put("token", drain.token());
    node.put("url", drain.url());
    node.putNull("addon");
    node.set("app", named(channel));
    node.put("created_at", time(drain.createdAt()));
    node.put("updated_at", time(drain.updatedAt()));
    if (extended) {
      node.putObject("extended").put("drain_id", drain.id());
    }
    return node;
  }

  /** Stays the same as long as the drain lives: the UUID of its token. */
  static String id(Drain drain) {
    return drain.token().substring(drain.token().indexOf('.') + 1);
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** As Heroku writes times: whole seconds of UTC. */
  static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String time(long millis) {
    return millis == 0 ? null : text(Instant.ofEpochMilli(millis));
  }

  private static ObjectNode named(Channel channel) {
    return object()
        .put("id", channel.id())
        .put("name", channel.name() == null ? channel.id() : channel.name());
  }
}
