package dev.logplex.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where Flink keeps checkpoints, as {@code <job id>/chk-N} beside {@code <job id>/shared}. Each run
 * of the job has an id of its own that counts up, so that the newest run is known without trusting
 * clocks.
 *
 * <p>A run never deletes or shares files of the run it continues, whose directory can therefore go
 * as a whole as soon as the new run has a checkpoint of its own.
 */
final class CheckpointDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointDirectory.class);
  private static final Pattern RUN = Pattern.compile("0{17}[0-9a-f]{15}");
  private static final Pattern CHECKPOINT = Pattern.compile("chk-([0-9]{1,18})");

  private final Path root;

  CheckpointDirectory(Path root) {
    this.root = root;
  }

  /** Complete checkpoints of all runs, newest first. */
  List<Checkpoint> newestFirst() throws IOException {
    List<Checkpoint> found = new ArrayList<>();
    for (Path runDir : list(root)) {
      OptionalLong run = run(runDir);
      if (run.isPresent()) {
        for (Path dir : list(runDir)) {
          Matcher name = CHECKPOINT.matcher(dir.getFileName().toString());
          if (name.matches() && Files.isRegularFile(dir.resolve("_metadata"))) {
            found.add(new Checkpoint(run.getAsLong(), Long.parseLong(name.group(1)), dir));
          }
        }
      }
    }
    found.sort(Checkpoint.NEWEST_FIRST);
    return found;
  }

  /** The newest checkpoint whose files are all there; says so if that is not the newest one. */
  Optional<Checkpoint> newestReadable() throws IOException {
    for (Checkpoint checkpoint : newestFirst()) {
      try {
        CheckpointFiles.verify(checkpoint.directory());
        return Optional.of(checkpoint);
      } catch (IOException e) {
        LOG.warn(
            "the checkpoint {} cannot be read ({}); trying the one before",
            checkpoint.directory(),
            StartException.reason(e));
      }
    }
    return Optional.empty();
  }

  /** Number for a new run: greater than that of any run that left something here. */
  long nextRun() throws IOException {
    long last = 0;
    for (Path dir : list(root)) {
      last = Math.max(last, run(dir).orElse(0));
    }
    return last + 1;
  }

  static JobID jobId(long run) {
    return JobID.fromHexString(String.format("%032x", run));
  }

  /**
   * Deletes what earlier runs left, if this run has a readable checkpoint.
   *
   * @return whether it has
   */
  boolean dropRunsBefore(long run) throws IOException {
    boolean covered = newestReadable().filter(newest -> newest.run() == run).isPresent();
    if (covered) {
      for (Path dir : list(root)) {
        if (run(dir).orElse(Long.MAX_VALUE) < run) {
          DirectoryTree.delete(dir);
        }
      }
    }
    return covered;
  }

  private static OptionalLong run(Path dir) {
    String name = dir.getFileName().toString();
    return RUN.matcher(name).matches()
        ? OptionalLong.of(Long.parseLong(name, 16))
        : OptionalLong.empty();
  }

  private static List<Path> list(Path dir) throws IOException {
    if (!Files.isDirectory(dir)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(dir)) {
      return entries.toList();
    }
  }
}
