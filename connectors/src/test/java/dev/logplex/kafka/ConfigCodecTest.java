package dev.logplex.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigCodecTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String SECRET_TOKEN = "t.11111111-2222-4333-8444-555555555555";

  private static final DrainOptions OPTIONS =
      new DrainOptions(
          List.of("app", "heroku"),
          List.of("web"),
          4,
          true,
          Map.of("X-Api-Key", "secretheader"),
          DrainOptions.Format.JSON,
          1_000_000,
          "-----BEGIN CERTIFICATE-----",
          new ClientCertificate("clientchain", "clientkey"));

  private static final Channel CHANNEL =
      new Channel(
          "app-1",
          "my app",
          3,
          9,
          new ChannelFlags(true, false),
          List.of(new Token(SECRET_TOKEN, "app"), new Token("t.2", "heroku")),
          List.of(
              new Drain(1, "d.1", "https://user:secretword@sink.example/in?key=1", OPTIONS),
              new Drain(2, "d.2", "syslog://sink.example:601", DrainOptions.DEFAULT, 1_000, 2_000),
              Drain.reserved(3, "d.3"),
              Drain.reserved(4, "d.4").at(1_000, 1_000)));

  private final ConfigCodec codec = codec(1);

  @Test
  void readsBackAChannel() {
    assertThat(codec.decodeChannel("app-1", codec.encode(CHANNEL))).isEqualTo(CHANNEL);
  }

  @Test
  void readsBackAChannelThatHasNothing() {
    Channel channel = Channel.create("app-1", 4);

    assertThat(codec.decodeChannel("app-1", codec.encode(channel))).isEqualTo(channel);
  }

  @Property(seed = "1", tries = 200)
  void readsBackAnyTexts(@ForAll String id, @ForAll String name, @ForAll String url) {
    Channel channel =
        new Channel(
            id,
            name,
            1,
            2,
            ChannelFlags.NONE,
            List.of(new Token(url, name)),
            List.of(new Drain(1, "d.1", url, DrainOptions.DEFAULT)));

    assertThat(codec.decodeChannel(id, codec.encode(channel))).isEqualTo(channel);
  }

  @Test
  void writesNoSecretInTheClear() {
    String record = text(codec.encode(CHANNEL));

    assertThat(record)
        .doesNotContain(SECRET_TOKEN, "11111111", "t.2")
        .doesNotContain(
            "secretword", "sink.example", "secretheader", "X-Api-Key", "CERTIFICATE", "clientkey");
  }

  @Test
  void writesTheSameChannelTheSameWay() {
    assertThat(codec.encode(CHANNEL)).isEqualTo(codec.encode(CHANNEL));
  }

  @Test
  void readsNothingWithAnotherKey() {
    byte[] value = codec.encode(CHANNEL);

    assertThatIllegalArgumentException().isThrownBy(() -> codec(2).decodeChannel("app-1", value));
  }

  @Test
  void readsNoSecretOfAnotherChannel() {
    byte[] value = codec.encode(CHANNEL);

    assertThatIllegalArgumentException().isThrownBy(() -> codec.decodeChannel("app-2", value));
  }

  @Test
  void readsNoTokenUnderAnotherName() throws IOException {
    ObjectNode record = (ObjectNode) MAPPER.readTree(codec.encode(CHANNEL));
    ((ObjectNode) record.get("tokens").get(0)).put("name", "heroku");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.decodeChannel("app-1", MAPPER.writeValueAsBytes(record)));
  }

  @Test
  void readsNoDrainUnderAnotherToken() throws IOException {
    ObjectNode record = (ObjectNode) MAPPER.readTree(codec.encode(CHANNEL));
    ArrayNode drains = (ArrayNode) record.get("drains");
    ((ObjectNode) drains.get(1)).set("sealed", drains.get(0).get("sealed"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.decodeChannel("app-1", MAPPER.writeValueAsBytes(record)));
  }

  @Test
  void keepsPlacesApartWhateverTheirNames() {
    Channel one = channelWithToken("a", "b token c");
    Channel other = channelWithToken("a token b", "c");

    assertThat(sealedToken(one)).isNotEqualTo(sealedToken(other));
  }

  @Test
  void saysNothingOfSecretsInErrors() {
    byte[] value =
        text(codec.encode(CHANNEL))
            .replace("\"sealed\":\"", "\"sealed\":\"x")
            .getBytes(StandardCharsets.UTF_8);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.decodeChannel("app-1", value))
        .satisfies(e -> assertThat(e.toString()).doesNotContain("secretword", "11111111"));
  }

  @Test
  void tellsADeletionFromAChannel() {
    assertThat(ConfigCodec.isDeletion(codec.encodeDeletion(5))).isTrue();
    assertThat(ConfigCodec.isDeletion(codec.encode(CHANNEL))).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.decodeChannel("app-1", codec.encodeDeletion(5)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "{}",
        "{\"version\":1}",
        "{\"version\":1,\"incarnation\":\"1\"}",
        "{\"version\":1,\"incarnation\":1,\"tokens\":[{}]}",
        "{\"version\":1,\"incarnation\":1,\"tokens\":[1]}",
        "{\"version\":1,\"incarnation\":1,\"tokens\":[{\"name\":\"app\",\"sealed\":\"\"}]}",
        "{\"version\":1,\"incarnation\":1,\"drains\":[{\"id\":1}]}",
        "{\"version\":1,\"incarnation\":1,\"drains\":[{\"id\":1,\"token\":\"d\",\"sealed\":\"AAAA\"}]}",
        "{\"version\":1,\"incarnation\":99999999999999999999}",
        "{\"version\":1,\"incarnation\":1}}"
      })
  void refusesWhatIsNoChannel(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.decodeChannel("app-1", value.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void readsFieldsThatALaterVersionAdds() throws IOException {
    ObjectNode record = (ObjectNode) MAPPER.readTree(codec.encode(CHANNEL));
    record.put("later", true);

    assertThat(codec.decodeChannel("app-1", MAPPER.writeValueAsBytes(record))).isEqualTo(CHANNEL);
  }

  @Test
  void readsBackACred() {
    Cred cred = new Cred("A1", "ops", new byte[] {1, 2, 3}, Set.of(Permission.values()));

    assertThat(codec.decodeCred("A1", codec.encode(cred)))
        .usingRecursiveComparison()
        .isEqualTo(cred);
  }

  @Test
  void readsBackACredOfChannels() {
    Cred cred =
        new Cred("A1", null, new byte[32], Set.of(), Map.of("app-1", 3L, "app-2", 1L << 60));

    assertThat(codec.decodeCred("A1", codec.encode(cred)))
        .usingRecursiveComparison()
        .isEqualTo(cred);
  }

  @Test
  void readsBackACredThatHasNoNameAndMayDoNothing() {
    Cred cred = new Cred("A1", null, new byte[32], Set.of());

    assertThat(codec.decodeCred("A1", codec.encode(cred)))
        .usingRecursiveComparison()
        .isEqualTo(cred);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"password_sha256\":\"%%\"}",
        "{\"password_sha256\":7}",
        "{\"password_sha256\":\"AAAA\",\"permissions\":[\"everything\"]}"
      })
  void refusesWhatIsNoCred(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.decodeCred("A1", value.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void givesTheJobWhatItNeeds() {
    ChannelRouting routing = ChannelRouting.parse(codec.encode(CHANNEL));

    assertThat(routing.version()).isEqualTo(9);
    assertThat(routing.incarnation()).isEqualTo(3);
    assertThat(routing.deleted()).isFalse();
    assertThat(routing.flags()).isEqualTo(CHANNEL.flags());
    assertThat(routing.drains())
        .extracting(ChannelRouting.Route::token)
        .containsExactly("d.1", "d.2");
    for (int i = 0; i < 2; i++) {
      String spec = routing.drains().get(i).spec();
      assertThat(spec).doesNotContain("secretword", "sink.example");
      assertThat(codec.decodeDrain("app-1", spec)).isEqualTo(CHANNEL.drains().get(i));
      assertThatIllegalArgumentException().isThrownBy(() -> codec.decodeDrain("app-2", spec));
    }
  }

  @Test
  void keepsTheSpecOfADrainThatDidNotChange() {
    Channel renamed =
        new Channel(
            "app-1", "other", 3, 10, ChannelFlags.NONE, List.of(), CHANNEL.drains().subList(0, 1));
    Channel changed =
        new Channel(
            "app-1",
            "other",
            3,
            11,
            ChannelFlags.NONE,
            List.of(),
            List.of(new Drain(1, "d.1", "https://other.example/", OPTIONS)));

    ChannelRouting.Route before = ChannelRouting.parse(codec.encode(CHANNEL)).drains().get(0);

    assertThat(ChannelRouting.parse(codec.encode(renamed)).drains().get(0)).isEqualTo(before);
    assertThat(ChannelRouting.parse(codec.encode(changed)).drains().get(0)).isNotEqualTo(before);
  }

  @Test
  void tellsTheJobOfADeletion() {
    assertThat(ChannelRouting.parse(codec.encodeDeletion(5))).isEqualTo(ChannelRouting.deleted(5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"version\":1}",
        "{\"version\":1,\"incarnation\":1,\"drains\":[{\"sealed\":\"x\"}]}"
      })
  void refusesToRouteByWhatIsNoChannel(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChannelRouting.parse(value.getBytes(StandardCharsets.UTF_8)));
  }

  private String sealedToken(Channel channel) {
    try {
      JsonNode record = MAPPER.readTree(codec.encode(channel));
      return record.get("tokens").get(0).get("sealed").textValue();
    } catch (IOException e) {
      throw new AssertionError("not JSON", e);
    }
  }

  private static Channel channelWithToken(String id, String tokenName) {
    return new Channel(
        id, null, 1, 1, ChannelFlags.NONE, List.of(new Token("t.1", tokenName)), List.of());
  }

  private static ConfigCodec codec(int key) {
    byte[] octets = new byte[32];
    octets[0] = (byte) key;
    return new ConfigCodec(new Sealer(octets));
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }
}
