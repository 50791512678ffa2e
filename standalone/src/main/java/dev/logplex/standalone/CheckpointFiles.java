package dev.logplex.standalone;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

/** The files a checkpoint consists of. */
public final class CheckpointFiles {

  private CheckpointFiles() {}

  /**
   * Reads the checkpoint's metadata and looks at each file it names.
   *
   * @throws IOException if the metadata cannot be read, or a file is missing or has another size
   */
  public static void verify(Path checkpoint) throws IOException {
    for (FileStateHandle file : files(checkpoint)) {
      Path path = Path.of(file.getFilePath().getPath());
      if (!Files.isRegularFile(path) || Files.size(path) != file.getStateSize()) {
        throw new IOException(path + " is missing or has another size than it should");
      }
    }
  }

  private static Collection<FileStateHandle> files(Path checkpoint) throws IOException {
    CheckpointMetadata metadata;
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(Files.newInputStream(checkpoint.resolve("_metadata"))))) {
      metadata =
          Checkpoints.loadCheckpointMetadata(
              in, CheckpointFiles.class.getClassLoader(), "file://" + checkpoint);
    } catch (RuntimeException e) {
      // What a damaged file does to Flink's reader.
      throw new IOException("its metadata is damaged", e);
    }
    return metadata.getOperatorStates().stream()
        .map(OperatorState::getStates)
        .flatMap(Collection::stream)
        .map(OperatorSubtaskState::getDiscardables)
        .flatMap(Collection::stream)
        .flatMap(CheckpointFiles::streams)
        .filter(FileStateHandle.class::isInstance)
        .map(FileStateHandle.class::cast)
        .toList();
  }

  private static Stream<StreamStateHandle> streams(StateObject state) {
    if (state instanceof IncrementalRemoteKeyedStateHandle keyed) {
      return keyed.streamSubHandles();
    }
    if (state instanceof KeyGroupsStateHandle keyed) {
      return Stream.of(keyed.getDelegateStateHandle());
    }
    if (state instanceof OperatorStateHandle operator) {
      return Stream.of(operator.getDelegateStateHandle());
    }
    return Stream.empty();
  }
}
