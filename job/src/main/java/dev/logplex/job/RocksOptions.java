package dev.logplex.job;

import java.util.Collection;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.Priority;

/**
 * What Flink has no setting for. A task stands still while RocksDB writes its memory to disk for a
 * checkpoint, so these shorten that: {@code docs/decisions/0020-one-flush.md}.
 */
public final class RocksOptions implements RocksDBOptionsFactory {

  private static final long serialVersionUID = 1L;

  /**
   * Each checkpoint copies and uploads the list of files. With RocksDB's own bound, a gigabyte, it
   * grows for months.
   */
  private static final long MAX_MANIFEST_OCTETS = 1 << 20;

  @Override
  public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> handles) {
    // All tasks of a process flush at the same moment, by default one after the other.
    Env.getDefault()
        .incBackgroundThreadsIfNeeded(
            2 * Runtime.getRuntime().availableProcessors(), Priority.HIGH);
    return current
        // All kinds of state in one go takes about half of the waits for the disk.
        .setAtomicFlush(true)
        .setMaxManifestFileSize(MAX_MANIFEST_OCTETS);
  }

  @Override
  public ColumnFamilyOptions createColumnOptions(
      ColumnFamilyOptions current, Collection<AutoCloseable> handles) {
    return current;
  }
}
