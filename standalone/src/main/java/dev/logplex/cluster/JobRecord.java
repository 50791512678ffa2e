package dev.logplex.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.standalone.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is known about the cluster's job, so that it can be submitted again.
 *
 * @param id the job that ran last
 * @param from where its state came from; null if it began with none
 * @param parallelism its tasks
 * @param jar what it was made from
 * @param moving whether a command has ended it, or is about to, in order to submit it again
 * @param ended whether somebody else ended it on purpose
 */
record JobRecord(
    String id, String from, int parallelism, String jar, boolean moving, boolean ended) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static JobRecord of(String id, String from, int parallelism, Path jar) {
    return new JobRecord(id, from, parallelism, jar.toString(), false, false);
  }

  JobRecord asMoving() {
    return new JobRecord(id, from, parallelism, jar, true, false);
  }

  JobRecord asEnded() {
    return new JobRecord(id, from, parallelism, jar, false, true);
  }

  /** The same job, with its state in a savepoint. */
  JobRecord at(String savepoint) {
    return new JobRecord(id, savepoint, parallelism, jar, moving, ended);
  }

  static Optional<JobRecord> read(Path file) throws IOException {
    return Files.exists(file)
        ? Optional.of(JSON.readValue(file.toFile(), JobRecord.class))
        : Optional.empty();
  }

  void write(Path file) throws IOException {
    PrivateFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
  }
}
