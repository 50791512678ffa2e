package dev.logplex.gateway.config;

import static dev.logplex.gateway.config.ConfigRefusedException.Reason.DRAIN_EXISTS;
import static dev.logplex.gateway.config.ConfigRefusedException.Reason.NAME_TAKEN;
import static dev.logplex.gateway.config.ConfigRefusedException.Reason.NO_SUCH_CHANNEL;
import static dev.logplex.gateway.config.ConfigRefusedException.Reason.NO_SUCH_DRAIN;
import static dev.logplex.gateway.config.ConfigRefusedException.Reason.TOO_MANY_DRAINS;

import dev.logplex.model.Channel;
import dev.logplex.model.ChannelFlags;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import dev.logplex.model.Token;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What changes of a channel mean (Logplex API v3 and v1). Each rule looks at the newest state in
 * the draft, and either puts the new channel into it or throws and leaves it alone; a change that
 * changes nothing writes nothing.
 */
final class ChannelRules {

  private final int maxDrains;
  private final Secrets secrets;

  /**
   * @param maxDrains drains with a URL that a channel may have
   */
  ChannelRules(int maxDrains, Secrets secrets) {
    this.maxDrains = maxDrains;
    this.secrets = secrets;
  }

  ConfigCommand.PutChannel.Result put(ConfigCommand.PutChannel command, ConfigDraft draft) {
    Optional<Channel> previous = draft.channel(command.channelId());
    requireNameFree(command.name(), command.channelId(), draft);
    if (previous.isEmpty()) {
      Channel created = create(command.channelId(), command.name(), command.tokenNames(), draft);
      return new ConfigCommand.PutChannel.Result(created, true);
    }
    Channel channel = previous.get();
    String name = command.name() == null ? channel.name() : command.name();
    List<Token> tokens =
        command.tokenNames() == null
            ? channel.tokens()
            : tokens(channel.tokens(), command.tokenNames());
    Channel changed = store(channel, name, channel.flags(), tokens, channel.drains(), draft);
    return new ConfigCommand.PutChannel.Result(changed, false);
  }

  Channel create(ConfigCommand.CreateChannel command, ConfigDraft draft) {
    requireNameFree(command.name(), null, draft);
    String id = Long.toString(draft.nextNumber());
    while (draft.channel(id).isPresent()) {
      // Somebody chose a decimal id in a v3 PUT.
      id = Long.toString(draft.nextNumber());
    }
    return create(id, command.name(), command.tokenNames(), draft);
  }

  Channel delete(ConfigCommand.DeleteChannel command, ConfigDraft draft) {
    Channel channel = existing(command, draft);
    draft.delete(channel);
    return channel;
  }

  Token createToken(ConfigCommand.CreateToken command, ConfigDraft draft) {
    Channel channel = existing(command, draft);
    Token token = new Token(secrets.tokenId(), command.name());
    List<Token> tokens = new ArrayList<>(channel.tokens());
    tokens.add(token);
    store(channel, channel.name(), channel.flags(), tokens, channel.drains(), draft);
    return token;
  }

  Drain createDrain(ConfigCommand.CreateDrain command, ConfigDraft draft) {
    Channel channel = existing(command, draft);
    String url = command.url();
    if (url != null) {
      if (channel.drains().stream().filter(Drain::active).count() >= maxDrains) {
        throw new ConfigRefusedException(TOO_MANY_DRAINS);
      }
      requireUrlFree(channel, url, null);
    }
    DrainOptions options = command.options() == null ? DrainOptions.DEFAULT : command.options();
    long now = draft.nowMillis();
    Drain drain = new Drain(draft.nextNumber(), secrets.drainToken(), url, options, now, now);
    List<Drain> drains = new ArrayList<>(channel.drains());
    drains.add(drain);
    store(channel, channel.name(), channel.flags(), channel.tokens(), drains, draft);
    return drain;
  }

  Drain updateDrain(ConfigCommand.UpdateDrain command, ConfigDraft draft) {
    Channel channel = existing(command, draft);
    Drain drain = existingDrain(channel, command.drainId());
    requireUrlFree(channel, command.url(), drain);
    DrainOptions options = command.options() == null ? drain.options() : command.options();
    Drain changed = drain.with(command.url(), options, draft.nowMillis());
    List<Drain> drains = new ArrayList<>(channel.drains());
    drains.set(drains.indexOf(drain), changed);
    store(channel, channel.name(), channel.flags(), channel.tokens(), drains, draft);
    return changed;
  }

  Drain deleteDrain(ConfigCommand.DeleteDrain command, ConfigDraft draft) {
    Channel channel = existing(command, draft);
    Drain drain = existingDrain(channel, command.drainId());
    List<Drain> drains = new ArrayList<>(channel.drains());
    drains.remove(drain);
    store(channel, channel.name(), channel.flags(), channel.tokens(), drains, draft);
    return drain;
  }

  Channel setFlags(ConfigCommand.SetFlags command, ConfigDraft draft) {
    Channel channel = existing(command, draft);
    return store(
        channel, channel.name(), command.flags(), channel.tokens(), channel.drains(), draft);
  }

  private Channel create(String id, String name, List<String> tokenNames, ConfigDraft draft) {
    long version = draft.nextVersion();
    List<Token> tokens = tokens(List.of(), tokenNames == null ? List.of() : tokenNames);
    Channel channel = new Channel(id, name, version, version, ChannelFlags.NONE, tokens, List.of());
    ChannelSize.require(channel);
    draft.put(channel);
    return channel;
  }

  private static Channel store(
      Channel channel,
      String name,
      ChannelFlags flags,
      List<Token> tokens,
      List<Drain> drains,
      ConfigDraft draft) {
    Channel same =
        new Channel(
            channel.id(), name, channel.incarnation(), channel.version(), flags, tokens, drains);
    if (same.equals(channel)) {
      return channel;
    }
    ChannelSize.require(same);
    Channel changed =
        new Channel(
            channel.id(), name, channel.incarnation(), draft.nextVersion(), flags, tokens, drains);
    draft.put(changed);
    return changed;
  }

  /** Keeps the tokens so named as they are and makes those that are missing, in that order. */
  private List<Token> tokens(List<Token> present, List<String> names) {
    Set<String> wanted = new LinkedHashSet<>(names);
    List<Token> tokens = new ArrayList<>();
    for (Token token : present) {
      if (wanted.contains(token.name())) {
        tokens.add(token);
      }
    }
    for (Token token : tokens) {
      wanted.remove(token.name());
    }
    for (String name : wanted) {
      tokens.add(new Token(secrets.tokenId(), name));
    }
    return tokens;
  }

  private static Channel existing(ConfigCommand.OnChannel<?> command, ConfigDraft draft) {
    return draft
        .channel(command.channelId())
        .orElseThrow(() -> new ConfigRefusedException(NO_SUCH_CHANNEL));
  }

  private static Drain existingDrain(Channel channel, long id) {
    return channel.drain(id).orElseThrow(() -> new ConfigRefusedException(NO_SUCH_DRAIN));
  }

  private static void requireUrlFree(Channel channel, String url, Drain except) {
    for (Drain drain : channel.drains()) {
      if (!drain.equals(except) && url.equals(drain.url())) {
        throw new ConfigRefusedException(DRAIN_EXISTS);
      }
    }
  }

  private static void requireNameFree(String name, String channelId, ConfigDraft draft) {
    if (name != null && draft.channelNamed(name).filter(id -> !id.equals(channelId)).isPresent()) {
      throw new ConfigRefusedException(NAME_TAKEN);
    }
  }
}
