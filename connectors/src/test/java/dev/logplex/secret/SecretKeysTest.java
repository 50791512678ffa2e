package dev.logplex.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretKeysTest {

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void file() {
    file = directory.resolve("secret.key");
  }

  @Test
  void makesAKeyOnceAndReadsItAfterwards() throws IOException {
    byte[] key = SecretKeys.readOrCreate(file);

    assertThat(key).hasSize(32);
    assertThat(SecretKeys.readOrCreate(file)).isEqualTo(key);
    assertThat(SecretKeys.read(file)).isEqualTo(key);
    assertThat(SecretKeys.readOrCreate(directory.resolve("other.key"))).isNotEqualTo(key);
  }

  @Test
  void makesAFileThatOnlyItsOwnerReadsAndNoOther() throws IOException {
    SecretKeys.readOrCreate(file);

    assertThat(Files.getPosixFilePermissions(file))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    assertThat(directory).isDirectoryContaining(f -> f.equals(file));
    assertThat(directory.toFile().list()).hasSize(1);
  }

  @Test
  void givesAllOfManyAtOnceTheSameKey() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<byte[]>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(() -> SecretKeys.readOrCreate(file));
      }
      List<String> keys = new ArrayList<>();
      for (Future<byte[]> key : threads.invokeAll(calls)) {
        keys.add(Arrays.toString(key.get()));
      }

      assertThat(keys).hasSize(8).containsOnly(Arrays.toString(SecretKeys.read(file)));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void allowsWhiteSpaceAroundTheKey() throws IOException {
    byte[] key = SecretKeys.readOrCreate(file);
    Files.writeString(file, "\n  " + Files.readString(file) + "\n");

    assertThat(SecretKeys.read(file)).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "c2VjcmV0", "not base64 at all"})
  void refusesAFileThatHoldsNoKeyAndDoesNotReplaceIt(String content) throws IOException {
    Files.writeString(file, content);

    assertThatIOException()
        .isThrownBy(() -> SecretKeys.readOrCreate(file))
        .withMessageContaining("secret.key")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("c2VjcmV0", "base64 at all"));
    assertThat(file).hasContent(content);
  }

  @Test
  void refusesToReadAFileThatIsNotThere() {
    assertThatIOException().isThrownBy(() -> SecretKeys.read(file));
  }
}
