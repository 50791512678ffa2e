package dev.logplex.job.savepoint;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedBackendSerializationProxy;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorBackendSerializationProxy;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;

/** What a canonical savepoint says of its operators and of how their states are written. */
final class SavepointIndex {

  /** A class's name among octets. */
  private static final Pattern CLASS =
      Pattern.compile("(?:dev|org|com|java|scala)\\.[a-z0-9_.]+\\.[A-Z][A-Za-z0-9$]*");

  private final ClassLoader classes = SavepointIndex.class.getClassLoader();
  private final Collection<OperatorState> operators;

  SavepointIndex(Path savepoint) throws IOException {
    try (InputStream file = Files.newInputStream(savepoint.resolve("_metadata"))) {
      operators =
          Checkpoints.loadCheckpointMetadata(
                  new DataInputStream(file), classes, "file://" + savepoint.toAbsolutePath())
              .getOperatorStates();
    }
  }

  /** Uids of all operators; null for one that was generated. */
  List<String> uids() {
    return operators.stream().map(operator -> operator.getOperatorUid().orElse(null)).toList();
  }

  /** For each state, named {@code uid/state}, the classes that write it, nested ones too. */
  Map<String, Set<String>> writers() throws IOException {
    Map<String, Set<String>> writers = new TreeMap<>();
    for (OperatorState operator : operators) {
      String uid = operator.getOperatorUid().orElse("?");
      for (OperatorSubtaskState subtask : operator.getStates()) {
        for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
          keyed(uid, (KeyGroupsStateHandle) handle, writers);
        }
        for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
          notKeyed(uid, handle, writers);
        }
      }
    }
    return writers;
  }

  private void keyed(String uid, KeyGroupsStateHandle handle, Map<String, Set<String>> writers)
      throws IOException {
    KeyedBackendSerializationProxy<?> head = new KeyedBackendSerializationProxy<>(classes);
    try (InputStream in = handle.openInputStream()) {
      head.read(new DataInputViewStreamWrapper(in));
    }
    add(uid + "/", Stream.of(head.getKeySerializerSnapshot()), writers);
    for (StateMetaInfoSnapshot state : head.getStateMetaInfoSnapshots()) {
      add(uid, state, writers);
    }
  }

  private void notKeyed(String uid, OperatorStateHandle handle, Map<String, Set<String>> writers)
      throws IOException {
    OperatorBackendSerializationProxy head = new OperatorBackendSerializationProxy(classes);
    try (InputStream in = handle.openInputStream()) {
      head.read(new DataInputViewStreamWrapper(in));
    }
    for (StateMetaInfoSnapshot state : head.getOperatorStateMetaInfoSnapshots()) {
      add(uid, state, writers);
    }
    for (StateMetaInfoSnapshot state : head.getBroadcastStateMetaInfoSnapshots()) {
      add(uid, state, writers);
    }
  }

  private static void add(String uid, StateMetaInfoSnapshot state, Map<String, Set<String>> writers)
      throws IOException {
    add(
        uid + "/" + state.getName(),
        state.getSerializerSnapshotsImmutable().values().stream(),
        writers);
  }

  private static void add(
      String name,
      Stream<? extends TypeSerializerSnapshot<?>> used,
      Map<String, Set<String>> writers)
      throws IOException {
    for (TypeSerializerSnapshot<?> snapshot : used.toList()) {
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      TypeSerializerSnapshot.writeVersionedSnapshot(
          new DataOutputViewStreamWrapper(written), snapshot);
      Matcher named = CLASS.matcher(written.toString(StandardCharsets.ISO_8859_1));
      while (named.find()) {
        writers.computeIfAbsent(name, n -> new TreeSet<>()).add(named.group());
      }
    }
  }
}
