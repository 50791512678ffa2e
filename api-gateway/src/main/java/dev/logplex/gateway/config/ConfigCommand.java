package dev.logplex.gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.model.Channel;
import dev.logplex.model.ChannelFlags;
import dev.logplex.model.Cred;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import dev.logplex.model.Permission;
import dev.logplex.model.Token;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A change of the configuration, carried out by the one writer of the record it concerns. One that
 * makes a channel grow may be refused with CHANNEL_TOO_LARGE.
 *
 * @param <R> what the change results in
 */
public sealed interface ConfigCommand<R> {

  /** A change of one channel, carried out by the writer of that channel's record. */
  sealed interface OnChannel<R> extends ConfigCommand<R> {
    String channelId();
  }

  /**
   * Creates the channel or changes its tokens: those named are kept or made, the others deleted (v3
   * PUT). Refused with NAME_TAKEN.
   *
   * @param tokenNames the wanted names; null leaves the tokens alone
   * @param name unique name to set; null leaves it alone
   */
  record PutChannel(String channelId, List<String> tokenNames, String name)
      implements OnChannel<PutChannel.Result> {
    /** The channel, and whether this made it. */
    public record Result(Channel channel, boolean created) {}
  }

  /** Creates a channel with the next free decimal id (v1). Refused with NAME_TAKEN. */
  record CreateChannel(String name, List<String> tokenNames) implements ConfigCommand<Channel> {}

  /** Refused with NO_SUCH_CHANNEL. */
  record DeleteChannel(String channelId) implements OnChannel<Channel> {}

  /**
   * Adds a token under this name beside any others of the same name. Refused with NO_SUCH_CHANNEL.
   */
  record CreateToken(String channelId, String name) implements OnChannel<Token> {}

  /**
   * Adds a drain.
   *
   * <p>Refused with NO_SUCH_CHANNEL, TOO_MANY_DRAINS, DRAIN_EXISTS.
   *
   * @param url destination, valid and normalised; null to reserve a drain
   */
  record CreateDrain(String channelId, String url, DrainOptions options)
      implements OnChannel<Drain> {}

  /**
   * Gives a drain, or a reservation, its destination. Refused with NO_SUCH_CHANNEL, NO_SUCH_DRAIN,
   * DRAIN_EXISTS (another drain of the channel has this URL).
   */
  record UpdateDrain(String channelId, long drainId, String url, DrainOptions options)
      implements OnChannel<Drain> {}

  /** Refused with NO_SUCH_CHANNEL, NO_SUCH_DRAIN. */
  record DeleteDrain(String channelId, long drainId) implements OnChannel<Drain> {}

  /** Switches parts of a channel off or on. Refused with NO_SUCH_CHANNEL. */
  record SetFlags(String channelId, ChannelFlags flags) implements OnChannel<Channel> {}

  /**
   * Makes a cred with a random password.
   *
   * @param channels see {@link Cred#channels}
   */
  record CreateCred(String name, Set<Permission> permissions, Map<String, Long> channels)
      implements ConfigCommand<CreateCred.Result> {

    /** One that is not about single channels. */
    public CreateCred(String name, Set<Permission> permissions) {
      this(name, permissions, Map.of());
    }

    /** The cred and, only here, its password. */
    public record Result(Cred cred, String password) {
      @Override
      public String toString() {
        return "Result[cred=" + cred + "]";
      }
    }
  }

  /** Stores a cred whose id and password the operator chose; used for the one given at start-up. */
  record PutCred(Cred cred) implements ConfigCommand<Cred> {}

  /** Refused with NO_SUCH_CRED. */
  record DeleteCred(String credId) implements ConfigCommand<Cred> {}

  /**
   * Turns one switch.
   *
   * @param name as {@link Switches#name} gives it
   * @param value one it has, see {@link Switches#with}
   */
  record SetSwitch(String name, JsonNode value) implements ConfigCommand<Switches> {}

  /** Says what is copied where. */
  record SetFirehose(Firehose firehose) implements ConfigCommand<Firehose> {}

  /**
   * Holds a channel name for a change about to be made, so that two channels in the hands of
   * different writers never get the same one. The store does this by itself. Refused with
   * NAME_TAKEN.
   *
   * @param holder who asks; may ask again
   */
  record ClaimName(String name, String holder) implements ConfigCommand<Boolean> {}

  /** Ends a claim, if it is still this holder's. */
  record ReleaseName(String name, String holder) implements ConfigCommand<Boolean> {}

  /**
   * Tells the other gateways that this one reads the configuration, for some seconds. The store
   * does this by itself.
   *
   * @param url where it is reached
   */
  record AnnounceGateway(String gateway, URI url) implements ConfigCommand<Boolean> {}

  /** The gateway stops reading. */
  record RetractGateway(String gateway) implements ConfigCommand<Boolean> {}
}
