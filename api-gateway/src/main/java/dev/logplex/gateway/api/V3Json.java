package dev.logplex.gateway.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.model.Channel;
import dev.logplex.model.Drain;
import dev.logplex.model.Token;

/** The model as API v3 shows it. */
final class V3Json {

  private V3Json() {}

  /** What a channel has not is left out; a reservation is no drain yet. */
  static ObjectNode channel(Channel channel) {
    ObjectNode node = object().put("channel", channel.id());
    if (channel.name() != null) {
      node.put("name", channel.name());
    }
    if (!channel.tokens().isEmpty()) {
      ObjectNode tokens = node.putObject("tokens");
      for (Token token : channel.tokens()) {
        tokens.put(token.name(), token.id());
      }
    }
    if (channel.drains().stream().anyMatch(Drain::active)) {
      ArrayNode drains = node.putArray("drains");
      channel.drains().stream().filter(Drain::active).map(V3Json::drain).forEach(drains::add);
    }
    return node;
  }

  static ObjectNode drain(Drain drain) {
    ObjectNode node = object().put("id", drain.id()).put("token", drain.token());
    if (drain.active()) {
      node.put("url", drain.url());
      DrainOptionsJson.show(drain.options(), node);
    }
    return node;
  }

  static ObjectNode token(Token token) {
    return object().put("token", token.id()).put("name", token.name());
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
