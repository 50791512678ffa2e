package dev.logplex.standalone;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * A complete checkpoint on disk.
 *
 * @param run which run of the job took it; later runs have greater numbers
 * @param number its number within the run
 * @param directory holds its {@code _metadata}
 */
record Checkpoint(long run, long number, Path directory) {

  static final Comparator<Checkpoint> NEWEST_FIRST =
      Comparator.comparingLong(Checkpoint::run).thenComparingLong(Checkpoint::number).reversed();
}
