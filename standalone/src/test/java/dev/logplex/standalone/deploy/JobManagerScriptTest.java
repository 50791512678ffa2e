package dev.logplex.standalone.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code job/docker/jobmanager}, with something else in the place of the image's entry point. */
class JobManagerScriptTest {

  /** Seconds of age that lie before and behind all that the test writes now. */
  private static final long BEFORE = 1_000;

  private static final long AFTER_NOW = 4_000_000_000L;

  @TempDir Path directory;
  private Path checkpoints;
  private Path entryPoint;

  @BeforeEach
  void prepare() throws Exception {
    checkpoints = Files.createDirectory(directory.resolve("checkpoints"));
    entryPoint = directory.resolve("entrypoint");
    Files.writeString(entryPoint, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    assertThat(entryPoint.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void beginsWithNothing() throws Exception {
    List<String> arguments = run(Map.of(), "--name", "other");
    assertThat(arguments)
        .startsWith("standalone-job", "--job-classname", "dev.logplex.job.LogplexJob", "--job-id")
        .endsWith("--name", "other")
        .doesNotContain("--fromSavepoint");
    assertThat(arguments.get(4)).matches("[0-9a-f]{32}");
  }

  @Test
  void goesOnFromTheNewestCompleteCheckpointAndForgetsOlderRuns() throws Exception {
    checkpoint("run-1", 900, 1);
    Path newest = checkpoint("run-2", 7, 3);
    checkpoint("run-2", 6, 2);
    Files.createDirectories(checkpoints.resolve("run-2/chk-8"));
    Files.createDirectories(checkpoints.resolve("run-3/chk-1"));

    assertThat(run(Map.of())).containsSubsequence("--fromSavepoint", "file://" + newest);
    assertThat(checkpoints.resolve("run-1")).doesNotExist();
    assertThat(checkpoints.resolve("run-3")).doesNotExist();
    assertThat(newest.resolve("_metadata")).exists();
  }

  @Test
  void goesOnFromWhereItIsToldOnceAndForgetsNothingForThat() throws Exception {
    checkpoint("run-1", 900, 1);
    Map<String, String> told = Map.of("LOGPLEX_RESTORE", "s3://b/savepoint-1");
    List<String> fromThere = List.of("--fromSavepoint", "s3://b/savepoint-1");
    assertThat(run(told)).containsSubsequence(fromThere);
    assertThat(checkpoints.resolve("run-1")).exists();
    assertThat(run(told)).as("before its first checkpoint").containsSubsequence(fromThere);

    Path own = checkpoint("run-2", 1, AFTER_NOW);
    assertThat(run(told)).containsSubsequence("--fromSavepoint", "file://" + own);
    assertThat(checkpoints.resolve("run-1")).doesNotExist();
    assertThat(run(Map.of("LOGPLEX_RESTORE", "s3://b/savepoint-2")))
        .containsSubsequence("--fromSavepoint", "s3://b/savepoint-2");
  }

  private Path checkpoint(String run, int number, long age) throws IOException {
    Path made = Files.createDirectories(checkpoints.resolve(run).resolve("chk-" + number));
    Path metadata = Files.createFile(made.resolve("_metadata"));
    Files.setLastModifiedTime(metadata, FileTime.from(Instant.ofEpochSecond(BEFORE + age)));
    return made;
  }

  private List<String> run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(Repository.TOP.resolve("job/docker/jobmanager").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LOGPLEX_CHECKPOINTS", checkpoints.toString());
    builder.environment().put("FLINK_ENTRYPOINT", entryPoint.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().filter(line -> !line.startsWith("going on from")).toList();
  }
}
