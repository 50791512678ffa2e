package dev.logplex.cluster;

import dev.logplex.standalone.CheckpointFiles;
import dev.logplex.standalone.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the state from which a job is to go on: the newest of its own complete checkpoints and
 * savepoints whose files are all there, else what it was itself started from. What other jobs have
 * left is never taken, however new: a job that was restored from an older savepoint does not jump
 * back to where it was before.
 */
final class NewestState {

  private static final Logger LOG = LoggerFactory.getLogger(NewestState.class);
  private static final String METADATA = "_metadata";

  /** Flink names savepoints by the beginning of the job's id. */
  private static final int NAME_DIGITS = 6;

  private final Path checkpoints;
  private final Path savepoints;

  NewestState(Path checkpoints, Path savepoints) {
    this.checkpoints = checkpoints;
    this.savepoints = savepoints;
  }

  /** Its path; null if the job is to begin without any. */
  String of(JobRecord job) throws IOException {
    List<Path> found = new ArrayList<>(complete(checkpoints.resolve(job.id()), "chk-*"));
    String name = "savepoint-" + job.id().substring(0, NAME_DIGITS) + "-*";
    found.addAll(complete(savepoints, name));
    found.sort(Comparator.comparing(NewestState::written).reversed());
    for (Path state : found) {
      try {
        CheckpointFiles.verify(state);
        return state.toString();
      } catch (IOException e) {
        LOG.warn("{} cannot be read: {}", state, StartException.reason(e));
      }
    }
    return job.from();
  }

  private static List<Path> complete(Path directory, String name) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (var entries = Files.newDirectoryStream(directory, name)) {
        for (Path entry : entries) {
          if (Files.isRegularFile(entry.resolve(METADATA))) {
            found.add(entry);
          }
        }
      }
    }
    return found;
  }

  private static FileTime written(Path state) {
    try {
      return Files.getLastModifiedTime(state.resolve(METADATA));
    } catch (IOException e) {
      // Gone since it was found: the newest ones are not.
      return FileTime.fromMillis(0);
    }
  }
}
