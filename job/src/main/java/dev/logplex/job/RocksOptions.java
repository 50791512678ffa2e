package dev.logplex.job;

import java.util.Collection;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;

/**
 * What Flink has no setting for. A task stands still while RocksDB writes its memory to disk for a
 * checkpoint, for each kind of state and then for the list of files, and waits for the disk each
 * time. Flushing all kinds of state as one takes about half of the waits.
 */
public final class RocksOptions implements RocksDBOptionsFactory {

  private static final long serialVersionUID = 1L;

  @Override
  public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> handles) {
    return current.setAtomicFlush(true);
  }

  @Override
  public ColumnFamilyOptions createColumnOptions(
      ColumnFamilyOptions current, Collection<AutoCloseable> handles) {
    return current;
  }
}
