package dev.logplex.job.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Base of the serializers of values that never change: nothing is copied between operators, and
 * each value starts with the version of its layout, so that a later build can still read what an
 * earlier one wrote.
 *
 * @param <T> type of the values
 */
public abstract class ImmutableSerializer<T> extends TypeSerializerSingleton<T> {

  private static final long serialVersionUID = 1L;

  @Override
  public final boolean isImmutableType() {
    return true;
  }

  @Override
  public final T createInstance() {
    return null;
  }

  @Override
  public final T copy(T from) {
    return from;
  }

  @Override
  public final T copy(T from, T reuse) {
    return from;
  }

  @Override
  public final int getLength() {
    return -1;
  }

  @Override
  public final T deserialize(T reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public final void copy(DataInputView in, DataOutputView out) throws IOException {
    serialize(deserialize(in), out);
  }

  /** Writes octets with their length before them. */
  protected static void writeOctets(byte[] octets, DataOutputView out) throws IOException {
    out.writeInt(octets.length);
    out.write(octets);
  }

  protected static byte[] readOctets(DataInputView in) throws IOException {
    byte[] octets = new byte[in.readInt()];
    in.readFully(octets);
    return octets;
  }

  /** Writes a text of any length. */
  protected static void writeText(String text, DataOutputView out) throws IOException {
    writeOctets(text.getBytes(StandardCharsets.UTF_8), out);
  }

  protected static String readText(DataInputView in) throws IOException {
    return new String(readOctets(in), StandardCharsets.UTF_8);
  }

  /**
   * Reads the version that starts a value.
   *
   * @throws IOException if this build does not know it
   */
  protected static int readVersion(DataInputView in, int newest) throws IOException {
    int version = in.readByte();
    if (version < 1 || version > newest) {
      throw new IOException("layout version " + version + " is not known to this build");
    }
    return version;
  }
}
