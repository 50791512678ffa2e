package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which checkpoints are found; that they are good to start from is {@link RestartTest}'s. */
class CheckpointDirectoryTest {

  @TempDir Path temp;
  private CheckpointDirectory checkpoints;

  @BeforeEach
  void name() {
    checkpoints = new CheckpointDirectory(temp.resolve("checkpoints"));
  }

  @Test
  void anEmptyOrMissingDirectoryHasNoneAndTheFirstRunIsOne() throws Exception {
    assertThat(checkpoints.newestFirst()).isEmpty();
    assertThat(checkpoints.newestReadable()).isEmpty();
    assertThat(checkpoints.nextRun()).isEqualTo(1);
  }

  @Test
  void laterRunsThenHigherNumbersComeFirstAndIncompleteOnesAreLeftOut() throws Exception {
    complete(9, 100);
    complete(10, 9);
    complete(10, 10);
    Files.createDirectories(path(10, 11));
    Files.createDirectories(temp.resolve("checkpoints/10/chk-99"));
    Files.createDirectories(temp.resolve("checkpoints/lost+found"));
    assertThat(checkpoints.newestFirst())
        .containsExactly(
            new Checkpoint(10, 10, path(10, 10)),
            new Checkpoint(10, 9, path(10, 9)),
            new Checkpoint(9, 100, path(9, 100)));
  }

  @Test
  void aRunWithoutACompleteCheckpointStillTakesItsNumber() throws Exception {
    Files.createDirectories(path(31, 1));
    assertThat(checkpoints.nextRun()).isEqualTo(32);
  }

  @Test
  void damagedMetadataIsNotReadableAndNothingIsDeletedForIt() throws Exception {
    complete(1, 5);
    complete(2, 1);
    assertThat(checkpoints.newestReadable()).isEmpty();
    assertThat(checkpoints.dropRunsBefore(2)).isFalse();
    assertThat(checkpoints.newestFirst()).hasSize(2);
  }

  private void complete(long run, long number) throws IOException {
    Files.createDirectories(path(run, number));
    Files.writeString(path(run, number).resolve("_metadata"), "damaged");
  }

  private Path path(long run, long number) {
    return temp.resolve("checkpoints")
        .resolve(CheckpointDirectory.jobId(run).toString())
        .resolve("chk-" + number);
  }
}
