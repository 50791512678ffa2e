package dev.logplex.job.replay;

import dev.logplex.job.OperatorIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.state.api.OperatorIdentifier;
import org.apache.flink.state.api.SavepointReader;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;

/**
 * The histories in a savepoint, canonical or native, or in a retained checkpoint of the job. They
 * are read in this JVM. Memory does not grow with the number of channels; disk does: the state is
 * laid out again under {@code scratch}, which takes as much room as the savepoint.
 */
public final class SavepointHistory {

  private static final String METADATA = "_metadata";

  private final String shown;
  private final DataStream<SavedPart> parts;

  private SavepointHistory(String shown, DataStream<SavedPart> parts) {
    this.shown = shown;
    this.parts = parts;
  }

  /**
   * Looks at a savepoint; reads its index alone.
   *
   * @param path directory of the savepoint, its {@code _metadata} file, or a URL that Flink's file
   *     systems know
   * @param channels ids of the channels to read; empty for all
   * @param scratch directory for what is read; whoever made it deletes it
   * @throws SavepointException if it is none, or is another job's
   */
  public static SavepointHistory open(String path, Set<String> channels, Path scratch)
      throws SavepointException {
    String location = location(path);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration(scratch));
    SavepointReader reader;
    try {
      reader = SavepointReader.read(env, location, new EmbeddedRocksDBStateBackend());
    } catch (IOException | RuntimeException e) {
      throw new SavepointException(path + " is no savepoint that can be read", e);
    }
    try {
      return new SavepointHistory(
          path,
          reader.readKeyedState(
              OperatorIdentifier.forUid(OperatorIds.CHANNELS),
              new ChannelReader(new HashSet<>(channels)),
              Types.STRING,
              SavedPart.TYPE));
    } catch (IOException | RuntimeException e) {
      throw new SavepointException(path + " is a savepoint of another job", e);
    }
  }

  /**
   * Shows all channels to the visitor, each with its newest lines, oldest first. The order of the
   * channels is the same each time a savepoint is read.
   *
   * @throws SavepointException if what the index names cannot be read
   * @throws IOException what the visitor throws; the rest is not read
   */
  public void read(HistoryVisitor visitor) throws IOException, InterruptedException {
    try (CloseableIterator<SavedPart> all = start()) {
      for (SavedPart part = next(all); part != null; part = next(all)) {
        if (part.channel() != null) {
          visitor.channel(part.channel());
        } else if (part.lines() != null) {
          visitor.lines(part.lines());
        }
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw unreadable(e);
    }
  }

  private CloseableIterator<SavedPart> start() throws SavepointException {
    try {
      return parts.executeAndCollect("replay");
    } catch (Exception e) {
      throw unreadable(e);
    }
  }

  private SavedPart next(CloseableIterator<SavedPart> all) throws SavepointException {
    try {
      return all.hasNext() ? all.next() : null;
    } catch (RuntimeException e) {
      throw unreadable(e);
    }
  }

  private SavepointException unreadable(Exception e) {
    return new SavepointException(shown + " cannot be read", e);
  }

  private static String location(String path) throws SavepointException {
    if (path.matches("[A-Za-z][A-Za-z0-9+.-]*:/.*")) {
      return path;
    }
    Path local = Path.of(path).toAbsolutePath().normalize();
    if (Files.notExists(local)) {
      throw new SavepointException("there is no " + path);
    }
    if (Files.isDirectory(local) && Files.notExists(local.resolve(METADATA))) {
      throw new SavepointException(path + " is no savepoint: it has no file " + METADATA);
    }
    // Not Path.toUri(): Flink would take its percent signs literally.
    return "file://" + local;
  }

  /** One task in this JVM; nobody but this machine reaches it. */
  private static Configuration configuration(Path scratch) {
    Configuration c = new Configuration();
    c.setString("io.tmp.dirs", scratch.toString());
    c.setString("rest.address", "127.0.0.1");
    c.setString("rest.bind-address", "127.0.0.1");
    c.setString("rest.bind-port", "0");
    c.setString("jobmanager.bind-host", "127.0.0.1");
    c.setString("taskmanager.host", "127.0.0.1");
    c.setString("taskmanager.bind-host", "127.0.0.1");
    c.setString("taskmanager.memory.network.min", "16mb");
    c.setString("taskmanager.memory.network.max", "16mb");
    c.setString("taskmanager.memory.managed.size", "64mb");
    c.setString("restart-strategy.type", "disable");
    c.setString("state.backend.rocksdb.compression.per.level", "NO_COMPRESSION");
    c.setString("pipeline.object-reuse", "true");
    c.setString("pipeline.generic-types", "false");
    return c;
  }
}
