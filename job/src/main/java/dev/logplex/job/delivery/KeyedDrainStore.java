package dev.logplex.job.delivery;

import dev.logplex.drain.DrainStore;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;

/** Flink's keyed state of the drain whose key is current. */
final class KeyedDrainStore implements DrainStore {

  /** Name of the state that every drain has. */
  static final String HEAD = "drain";

  private static final String BLOCKS = "drain-lines";

  private final ValueState<byte[]> head;
  private final MapState<Integer, byte[]> blocks;

  KeyedDrainStore(KeyedStateStore states) {
    head = states.getState(new ValueStateDescriptor<>(HEAD, BytePrimitiveArraySerializer.INSTANCE));
    blocks =
        states.getMapState(
            new MapStateDescriptor<>(
                BLOCKS, IntSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
  }

  @Override
  public byte[] head() throws Exception {
    return head.value();
  }

  @Override
  public void putHead(byte[] octets) throws Exception {
    if (octets == null) {
      head.clear();
    } else {
      head.update(octets);
    }
  }

  @Override
  public byte[] block(int slot) throws Exception {
    return blocks.get(slot);
  }

  @Override
  public void putBlock(int slot, byte[] octets) throws Exception {
    blocks.put(slot, octets);
  }

  @Override
  public void removeBlock(int slot) throws Exception {
    blocks.remove(slot);
  }
}
