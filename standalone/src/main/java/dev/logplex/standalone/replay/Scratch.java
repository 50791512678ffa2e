package dev.logplex.standalone.replay;

import dev.logplex.standalone.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A directory for what is read, deleted at the end, also when the process is told to stop. */
final class Scratch implements AutoCloseable {

  private static final List<String> PLACES = List.of("logplex.logs", "java.io.tmpdir");

  private final Path directory;
  private final Map<String, String> before = new HashMap<>();

  private Scratch(Path directory) {
    this.directory = directory;
    for (String place : PLACES) {
      before.put(place, System.setProperty(place, directory.toString()));
    }
  }

  /** To be called before anything logs or loads native code: both look for their place once. */
  static Scratch make() throws IOException {
    Path directory = Files.createTempDirectory("logplex-replay-");
    Scratch scratch = new Scratch(directory);
    Runtime.getRuntime().addShutdownHook(new Thread(scratch::delete, "replay-cleanup"));
    return scratch;
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() {
    before.forEach(Scratch::restore);
    delete();
  }

  private static void restore(String place, String value) {
    if (value == null) {
      System.clearProperty(place);
    } else {
      System.setProperty(place, value);
    }
  }

  /** Flink may still be putting its files away; what it leaves goes when the process ends. */
  private void delete() {
    try {
      DirectoryTree.delete(directory);
    } catch (IOException e) {
      // Deleted again when the process ends, and else by whoever cleans the machine's /tmp.
    }
  }
}
