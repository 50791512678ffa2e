package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir Path temp;

  @Test
  void makesTheDirectoryAndClearsScratchSpaceAndOldEndpoints() throws Exception {
    Path root = temp.resolve("a/b");
    Files.createDirectories(root.resolve("tmp/left/over"));
    Files.writeString(root.resolve("tmp/left/over/file"), "x");
    Files.writeString(root.resolve("endpoints.json"), "{}");
    try (DataDirectory data = DataDirectory.open(root)) {
      assertThat(data.tmp()).isEmptyDirectory();
      assertThat(data.logs()).isDirectory();
      assertThat(data.endpoints()).doesNotExist();
    }
    assertThat(root.resolve("tmp")).doesNotExist();
  }

  @Test
  void isRefusedWhileInUseAndFreeAfterwards() {
    try (DataDirectory data = DataDirectory.open(temp)) {
      assertThatThrownBy(() -> DataDirectory.open(temp))
          .isInstanceOf(StartException.class)
          .hasMessage("the data directory " + data.root() + " is in use by this process");
    }
    DataDirectory.open(temp).close();
  }

  @Test
  void whoChangesAClusterKeepsOthersFromItAndLeavesItsFilesAlone() throws Exception {
    Files.createDirectories(temp.resolve("tmp/kafka"));
    Files.writeString(temp.resolve("endpoints.json"), "{}");
    try (DataDirectory data = DataDirectory.ofCluster(temp, Duration.ZERO)) {
      assertThatThrownBy(() -> DataDirectory.ofCluster(temp, Duration.ofMillis(50)))
          .isInstanceOf(StartException.class)
          .hasMessage("the data directory " + data.root() + " is in use by this process");
    }
    DataDirectory.ofCluster(temp, Duration.ZERO).close();
    assertThat(temp.resolve("tmp/kafka")).isDirectory();
    assertThat(temp.resolve("endpoints.json")).exists();
  }

  @Test
  void whatOneCommandMadeTheOtherRefuses() throws Exception {
    Path up = temp.resolve("up");
    Path cluster = temp.resolve("cluster");
    DataDirectory.open(up).close();
    Files.createDirectories(up.resolve("kafka"));
    Files.createDirectories(cluster);
    Files.writeString(cluster.resolve("cluster.json"), "{}");
    assertThatThrownBy(() -> DataDirectory.ofCluster(up, Duration.ZERO))
        .isInstanceOf(StartException.class)
        .hasMessageEndingWith("/up was made by `logplex up`; use another one");
    assertThatThrownBy(() -> DataDirectory.open(cluster))
        .isInstanceOf(StartException.class)
        .hasMessageEndingWith("/cluster was made by `logplex cluster`; use another one");
  }

  @Test
  void aFileInItsPlaceIsNamed() throws Exception {
    Path file = Files.createFile(temp.resolve("file"));
    for (Path directory : new Path[] {file, file.resolve("below")}) {
      assertThatThrownBy(() -> DataDirectory.open(directory))
          .isInstanceOf(StartException.class)
          .hasMessageStartingWith("the data directory " + directory + " cannot be used: ")
          .hasMessageMatching("(?i).*: (.*/file is )?not a directory");
    }
  }

  @Test
  void aNameThatKafkaWouldSplitIsRefused() {
    assertThatThrownBy(() -> DataDirectory.open(temp.resolve("a,b")))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("must not have ',' or ':'");
  }
}
