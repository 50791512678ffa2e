package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

  @TempDir Path temp;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = temp.resolve("credentials.json");
  }

  @Test
  void areMadeOnceAndReadableByTheirOwnerAlone() throws Exception {
    Credentials made = Credentials.load(file, Map.of());
    assertThat(made.password()).hasSizeGreaterThanOrEqualTo(43);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Credentials.load(file, Map.of())).isEqualTo(made);
    assertThat(Credentials.load(temp.resolve("other.json"), Map.of())).isNotEqualTo(made);
  }

  @Test
  void theEnvironmentWinsAndIsNotWrittenDown() {
    Map<String, String> both = Map.of("LOGPLEX_USER", "ann", "LOGPLEX_PASSWORD", "secret");
    assertThat(Credentials.load(file, both)).isEqualTo(new Credentials("ann", "secret"));
    assertThat(file).doesNotExist();
    assertThat(Credentials.load(file, Map.of("LOGPLEX_USER", "bob")).user()).isEqualTo("bob");
    assertThat(Credentials.load(file, Map.of()).user()).isEqualTo("logplex");
  }

  @Test
  void aUserThatHttpBasicCannotCarryIsRefused() {
    assertThatThrownBy(
            () ->
                Credentials.load(file, Map.of("LOGPLEX_USER", "a:b", "LOGPLEX_PASSWORD", "secret")))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("LOGPLEX_USER")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aDamagedFileIsNamedWithoutShowingWhatItHolds() throws Exception {
    for (String text : new String[] {"hunter2", "{\"user\":\"hunter2\"}", "", "null"}) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> Credentials.load(file, Map.of()))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(file.toString())
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void doNotPrintThePassword() {
    assertThat(new Credentials("ann", "hunter2").toString()).doesNotContain("hunter2");
    assertThat(new Credentials("ann", "hunter2").basic()).isEqualTo("YW5uOmh1bnRlcjI=");
  }
}
