package dev.logplex.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.logplex.gateway.config.ConfigCommand.ClaimName;
import dev.logplex.gateway.config.ConfigCommand.CreateChannel;
import dev.logplex.gateway.config.ConfigCommand.CreateCred;
import dev.logplex.gateway.config.ConfigCommand.CreateDrain;
import dev.logplex.gateway.config.ConfigCommand.CreateToken;
import dev.logplex.gateway.config.ConfigCommand.DeleteChannel;
import dev.logplex.gateway.config.ConfigCommand.DeleteCred;
import dev.logplex.gateway.config.ConfigCommand.DeleteDrain;
import dev.logplex.gateway.config.ConfigCommand.PutChannel;
import dev.logplex.gateway.config.ConfigCommand.PutCred;
import dev.logplex.gateway.config.ConfigCommand.ReleaseName;
import dev.logplex.gateway.config.ConfigCommand.SetFlags;
import dev.logplex.gateway.config.ConfigCommand.UpdateDrain;
import dev.logplex.gateway.config.ConfigRefusedException.Reason;
import dev.logplex.kafka.ConfigCodec;
import dev.logplex.kafka.ConfigKey;
import dev.logplex.model.Channel;
import dev.logplex.model.ChannelFlags;
import dev.logplex.model.Cred;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import dev.logplex.model.Permission;
import dev.logplex.model.Token;
import dev.logplex.secret.Sealer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RulesTest {

  private static final int PARTITION = 2;
  private static final ConfigPartitions PARTITIONS = new ConfigPartitions(4);
  private static final ConfigCodec CODEC = new ConfigCodec(new Sealer(new byte[32]));

  private final ConfigState state = new ConfigState(CODEC);
  private final Rules rules = new Rules(2);
  private long now = 1_000_000;
  private int written;

  @Test
  void putCreatesAChannelWithOneTokenForEachName() {
    PutChannel.Result result = run(new PutChannel("a", List.of("app", "heroku", "app"), "n"));

    assertThat(result.created()).isTrue();
    assertThat(result.channel().name()).isEqualTo("n");
    assertThat(result.channel().tokens()).extracting(Token::name).containsExactly("app", "heroku");
    assertThat(result.channel().tokens())
        .extracting(Token::id)
        .allMatch(
            id -> id.matches("t\\.[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-.{12}"));
    assertThat(result.channel().incarnation()).isEqualTo(result.channel().version());
    assertThat(state.channel("a")).contains(result.channel());
  }

  @Test
  void putKeepsListedTokensMakesTheMissingAndDeletesTheRest() {
    Channel before = run(new PutChannel("a", List.of("app", "old"), null)).channel();

    PutChannel.Result after = run(new PutChannel("a", List.of("new", "app"), null));

    assertThat(after.created()).isFalse();
    assertThat(after.channel().tokens())
        .extracting(Token::name)
        .containsExactlyInAnyOrder("app", "new");
    assertThat(after.channel().tokens()).contains(before.tokens().get(0));
    assertThat(after.channel().version()).isGreaterThan(before.version());
    assertThat(after.channel().incarnation()).isEqualTo(before.incarnation());
    assertThat(state.token(before.tokens().get(1).id())).isEmpty();
  }

  @Test
  void putWithNoNamesDeletesAllTokensAndWithoutAListLeavesThem() {
    run(new PutChannel("a", List.of("app"), "n"));

    assertThat(run(new PutChannel("a", null, null)).channel())
        .matches(c -> c.tokens().size() == 1 && c.name().equals("n"));
    assertThat(run(new PutChannel("a", List.of(), null)).channel().tokens()).isEmpty();
  }

  @Test
  void putThatChangesNothingWritesNothing() {
    Channel before = run(new PutChannel("a", List.of("app"), "n")).channel();

    assertThat(run(new PutChannel("a", List.of("app"), "n")).channel()).isEqualTo(before);
    assertThat(written).isZero();
  }

  @Test
  void putKeepsFlagsAndDrains() {
    run(new PutChannel("a", null, null));
    run(new SetFlags("a", new ChannelFlags(true, true)));
    Drain drain = run(new CreateDrain("a", "http://x/", DrainOptions.DEFAULT));

    Channel channel = run(new PutChannel("a", List.of("app"), null)).channel();

    assertThat(channel.flags()).isEqualTo(new ChannelFlags(true, true));
    assertThat(channel.drains()).containsExactly(drain);
  }

  @Test
  void aNameThatAnotherChannelHasIsRefused() {
    run(new PutChannel("a", null, "n"));

    assertRefused(new PutChannel("b", null, "n"), Reason.NAME_TAKEN);
    assertRefused(new CreateChannel("n", null), Reason.NAME_TAKEN);
    assertThat(state.channel("b")).isEmpty();
    run(new PutChannel("a", null, "m"));
    assertThat(run(new PutChannel("b", null, "n")).channel().name()).isEqualTo("n");
  }

  @Test
  void createdChannelsGetDecimalIdsOfTheWritersOwnPartition() {
    String first = run(new CreateChannel(null, List.of("app"))).id();
    String second = run(new CreateChannel(null, null)).id();

    assertThat(List.of(first, second)).containsExactly("6", "10");
    assertThat(PARTITIONS.of(ConfigKey.channel(first))).isEqualTo(PARTITION);
  }

  @Test
  void aDecimalIdSomebodyChoseIsNotHandedOut() {
    run(new PutChannel("6", null, null));

    assertThat(run(new CreateChannel(null, null)).id()).isEqualTo("10");
  }

  @Test
  void aDeletedChannelMadeAgainHasAHigherVersionEvenIfTheClockWentBack() {
    Channel before = run(new PutChannel("a", List.of("app"), null)).channel();
    assertThat(run(new DeleteChannel("a"))).isEqualTo(before);
    assertThat(state.channel("a")).isEmpty();

    now -= 500_000;
    Channel again = run(new PutChannel("a", null, null)).channel();

    assertThat(again.version()).isGreaterThan(before.version() + 1);
    assertThat(again.incarnation()).isEqualTo(again.version());
    assertThat(again.tokens()).isEmpty();
  }

  @Test
  void theLastVersionOutlivesTheChannelInTheCounter() {
    run(new PutChannel("a", null, null));
    Channel before = state.channel("a").orElseThrow();
    ConfigDraft draft = draft();
    rules.apply(new DeleteChannel("a"), draft);
    ConfigDraft.Entry counter = draft.entries().get(2);

    // What compaction leaves.
    ConfigState compacted = new ConfigState(CODEC);
    compacted.apply(PARTITION, counter.key(), counter.value());

    assertThat(compacted.version(PARTITION)).isGreaterThan(before.version());
  }

  @Test
  void changesWrittenTogetherSeeEachOtherAndBecomeOneRecord() {
    ConfigDraft draft = draft();
    rules.apply(new PutChannel("a", List.of("app"), null), draft);
    rules.apply(new CreateToken("a", "more"), draft);

    assertThat(draft.entries()).hasSize(1);
    assertThat(CODEC.decodeChannel("a", draft.entries().get(0).value()).tokens()).hasSize(2);
  }

  @Test
  void aDeletionBetweenTwoChangesWrittenTogetherIsTold() {
    run(new PutChannel("a", List.of("app"), null));
    ConfigDraft draft = draft();
    rules.apply(new CreateToken("a", "more"), draft);
    rules.apply(new DeleteChannel("a"), draft);
    rules.apply(new PutChannel("a", null, null), draft);

    assertThat(draft.entries())
        .extracting(e -> e.value() == null)
        .startsWith(false, true, false)
        .hasSize(4);
    assertThat(ConfigCodec.isDeletion(draft.entries().get(0).value())).isTrue();
  }

  @Test
  void tokensOfOneNameMayStandBesideEachOther() {
    run(new PutChannel("a", List.of("app"), null));

    Token second = run(new CreateToken("a", "app"));

    assertThat(state.channel("a").orElseThrow().tokens()).hasSize(2).contains(second);
    assertRefused(new CreateToken("b", "app"), Reason.NO_SUCH_CHANNEL);
  }

  @Test
  void aDrainHasAnOwnNumberAndToken() {
    run(new PutChannel("a", null, null));

    Drain drain = run(new CreateDrain("a", "https://u:p@x/", DrainOptions.DEFAULT));
    Drain reserved = run(new CreateDrain("a", null, null));

    assertThat(drain.id()).isNotEqualTo(reserved.id());
    assertThat(drain.token()).startsWith("d.").isNotEqualTo(reserved.token());
    assertThat(reserved.active()).isFalse();
    assertThat(state.channel("a").orElseThrow().drains()).containsExactly(drain, reserved);
    assertRefused(new CreateDrain("b", "http://x/", null), Reason.NO_SUCH_CHANNEL);
  }

  @Test
  void onlyDrainsWithAUrlCountTowardsTheMaximum() {
    run(new PutChannel("a", null, null));
    Drain reserved = run(new CreateDrain("a", null, null));
    run(new CreateDrain("a", "http://x/1", null));
    run(new CreateDrain("a", "http://x/2", null));

    assertRefused(new CreateDrain("a", "http://x/3", null), Reason.TOO_MANY_DRAINS);
    run(new CreateDrain("a", null, null));
    assertThat(run(new UpdateDrain("a", reserved.id(), "http://x/3", null)).active()).isTrue();
  }

  @Test
  void twoDrainsOfAChannelNeverHaveOneUrl() {
    run(new PutChannel("a", null, null));
    Drain drain = run(new CreateDrain("a", "http://x/1", null));
    Drain reserved = run(new CreateDrain("a", null, null));

    assertRefused(new CreateDrain("a", "http://x/1", null), Reason.DRAIN_EXISTS);
    assertRefused(new UpdateDrain("a", reserved.id(), "http://x/1", null), Reason.DRAIN_EXISTS);
    assertThat(run(new UpdateDrain("a", drain.id(), "http://x/1", null))).isEqualTo(drain);
    assertThat(written).isZero();
  }

  @Test
  void anUpdatedDrainKeepsItsNumberAndToken() {
    run(new PutChannel("a", null, null));
    Drain drain = run(new CreateDrain("a", "http://x/1", DrainOptions.DEFAULT));

    Drain changed = run(new UpdateDrain("a", drain.id(), "http://x/2", DrainOptions.DEFAULT));

    assertThat(changed)
        .isEqualTo(drain.with("http://x/2", DrainOptions.DEFAULT, changed.updatedAt()));
    assertThat(changed.createdAt()).isEqualTo(drain.createdAt()).isPositive();
    assertThat(changed.updatedAt()).isGreaterThanOrEqualTo(drain.updatedAt());
    assertRefused(new UpdateDrain("a", 999, "http://x/3", null), Reason.NO_SUCH_DRAIN);
    assertRefused(new UpdateDrain("b", drain.id(), "http://x/3", null), Reason.NO_SUCH_CHANNEL);
  }

  @Test
  void aDrainIsDeletedInItsOwnChannelOnly() {
    run(new PutChannel("a", null, null));
    run(new PutChannel("b", null, null));
    Drain drain = run(new CreateDrain("a", "http://x/1", null));

    assertRefused(new DeleteDrain("b", drain.id()), Reason.NO_SUCH_DRAIN);
    assertThat(run(new DeleteDrain("a", drain.id()))).isEqualTo(drain);
    assertThat(state.channel("a").orElseThrow().drains()).isEmpty();
    assertRefused(new DeleteDrain("a", drain.id()), Reason.NO_SUCH_DRAIN);
  }

  @Test
  void flagsAreChanged() {
    run(new PutChannel("a", null, null));

    assertThat(run(new SetFlags("a", new ChannelFlags(true, false))).flags().noTail()).isTrue();
    assertRefused(new SetFlags("b", ChannelFlags.NONE), Reason.NO_SUCH_CHANNEL);
  }

  @Test
  void aNewCredHasARandomIdAndAPasswordThatIsKeptHashedOnly() {
    CreateCred.Result result = run(new CreateCred("ops", Set.of(Permission.FULL_API)));

    assertThat(result.cred().id()).matches("[0-9A-F]{32}");
    assertThat(result.password()).matches("[0-9A-F]{64}");
    assertThat(result.toString()).doesNotContain(result.password());
    Cred kept = state.cred(result.cred().id()).orElseThrow();
    assertThat(kept.passwordHash()).isEqualTo(Secrets.hash(result.password()));
    assertThat(kept.permissions()).containsExactly(Permission.FULL_API);
    assertThat(PARTITIONS.of(ConfigKey.cred(kept.id()))).isEqualTo(PARTITION);
  }

  @Test
  void aCredOfChannelsEndsWithThem() {
    Channel channel = run(new PutChannel("a", null, null)).channel();
    Channel other = run(new PutChannel("b", null, null)).channel();
    CreateCred.Result result =
        run(new CreateCred("a's", Set.of(), Map.of("a", channel.incarnation())));

    Cred kept = state.cred(result.cred().id()).orElseThrow();
    assertThat(kept.manages(channel)).isTrue();
    assertThat(kept.manages(other)).isFalse();

    run(new DeleteChannel("a"));
    assertThat(kept.manages(run(new PutChannel("a", null, null)).channel())).isFalse();
  }

  @Test
  void aCredPutTwiceIsWrittenOnce() {
    Cred cred = new Cred("me", null, Secrets.hash("x"), Set.of(Permission.FULL_API));
    run(new PutCred(cred));
    assertThat(written).isEqualTo(1);

    run(new PutCred(new Cred("me", null, Secrets.hash("x"), Set.of(Permission.FULL_API))));
    assertThat(written).isZero();

    run(new PutCred(new Cred("me", null, Secrets.hash("y"), Set.of(Permission.FULL_API))));
    assertThat(written).isEqualTo(1);
  }

  @Test
  void deletingACredThatIsNotThereIsRefused() {
    run(new PutCred(new Cred("me", null, Secrets.hash("x"), Set.of())));
    run(new DeleteCred("me"));

    assertThat(state.cred("me")).isEmpty();
    assertRefused(new DeleteCred("me"), Reason.NO_SUCH_CRED);
  }

  @Test
  void aClaimedNameIsHeldForItsHolderUntilReleasedOrRunOut() {
    run(new ClaimName("n", "a"));

    assertRefused(new ClaimName("n", "b"), Reason.NAME_TAKEN);
    assertThat(run(new ClaimName("n", "a"))).isTrue();
    assertThat(run(new ReleaseName("n", "b"))).isFalse();
    assertThat(run(new ReleaseName("n", "a"))).isTrue();
    assertThat(run(new ClaimName("n", "b"))).isTrue();
    now += NameRules.CLAIM.toMillis() + 1;
    assertThat(run(new ClaimName("n", "c"))).isTrue();
  }

  @Test
  void aNameInUseCanBeClaimedByItsChannelAlone() {
    run(new PutChannel("a", null, "n"));

    assertRefused(new ClaimName("n", "b"), Reason.NAME_TAKEN);
    assertThat(run(new ClaimName("n", "a"))).isTrue();
  }

  @Test
  void aChannelGrowsNoLargerThanOneRecordMayBe() {
    List<String> names = IntStream.range(0, 2_000).mapToObj(i -> "name-" + i).toList();
    run(new PutChannel("a", names, null));
    ConfigDraft draft = draft();
    rules.apply(new CreateToken("a", "one more"), draft);
    assertThat(draft.entries().get(0).value().length).isLessThan(1 << 20);

    assertRefused(new CreateToken("a", "x".repeat(200_000)), Reason.CHANNEL_TOO_LARGE);
    assertRefused(
        new PutChannel("b", List.of("x".repeat(200_000)), null), Reason.CHANNEL_TOO_LARGE);
  }

  @Test
  void aRecordThatCannotBeReadIsNotOverwritten() {
    byte[] foreign =
        new ConfigCodec(
                new Sealer(
                    new byte[] {
                      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
                      23, 24, 25, 26, 27, 28, 29, 30, 31, 32
                    }))
            .encode(
                new Channel(
                    "a",
                    null,
                    1,
                    1,
                    ChannelFlags.NONE,
                    List.of(new Token("t.x", "app")),
                    List.of()));

    assertThatThrownBy(() -> state.apply(PARTITION, ConfigKey.channel("a"), foreign))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> run(new PutChannel("a", List.of(), null)))
        .isInstanceOf(ConfigUnavailableException.class);
  }

  private <R> R run(ConfigCommand<R> command) {
    ConfigDraft draft = draft();
    R result = rules.apply(command, draft);
    written = draft.entries().size();
    for (ConfigDraft.Entry entry : draft.entries()) {
      state.apply(PARTITION, entry.key(), entry.value());
    }
    return result;
  }

  private ConfigDraft draft() {
    return new ConfigDraft(state, CODEC, PARTITIONS, PARTITION, now);
  }

  private void assertRefused(ConfigCommand<?> command, Reason reason) {
    ConfigDraft draft = draft();
    assertThatThrownBy(() -> rules.apply(command, draft))
        .isInstanceOfSatisfying(
            ConfigRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    assertThat(draft.entries()).isEmpty();
  }
}
