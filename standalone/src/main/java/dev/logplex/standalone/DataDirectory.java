package dev.logplex.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The one directory in which {@code logplex up}, or the processes of a {@code logplex cluster},
 * keep all they have. The first locks it while it lives; the others while they change something.
 */
public final class DataDirectory implements AutoCloseable {

  /** Says that the directory is a cluster's. */
  private static final String CLUSTER = "cluster.json";

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Path root;
  private final FileChannel lockFile;
  private final boolean alone;

  private DataDirectory(Path root, FileChannel lockFile, boolean alone) {
    this.root = root;
    this.lockFile = lockFile;
    this.alone = alone;
  }

  /**
   * Creates the directory if it is missing, locks it, and clears what an earlier process left in
   * its scratch space.
   *
   * @throws StartException if it cannot be used, or another process uses it
   */
  public static DataDirectory open(Path directory) {
    Path root = root(directory);
    try {
      Files.createDirectories(root);
      FileChannel channel = lock(root);
      DataDirectory data = new DataDirectory(root, channel, true);
      try {
        if (Files.exists(data.cluster())) {
          throw belongsTo(root, "logplex cluster");
        }
        DirectoryTree.delete(data.tmp());
        for (Path dir : new Path[] {data.tmp(), data.logs(), data.checkpoints()}) {
          Files.createDirectories(dir);
        }
        // What an earlier process told clients is no longer so.
        Files.deleteIfExists(data.endpoints());
        return data;
      } catch (IOException | StartException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StartException("the data directory " + root + " cannot be used: " + why(e), e);
    }
  }

  /**
   * Creates the directory if it is missing, and keeps others from changing the cluster in it until
   * this is closed. What runs there goes on running.
   *
   * @param patience how long to wait for another one who changes it
   * @throws StartException if it cannot be used, another process uses it for so long, or {@code
   *     logplex up} has made it
   */
  public static DataDirectory ofCluster(Path directory, Duration patience) {
    Path root = root(directory);
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      Files.createDirectories(root);
      while (true) {
        try {
          return ofCluster(root, lock(root));
        } catch (InUseException e) {
          if (System.nanoTime() > deadline) {
            throw e;
          }
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    } catch (IOException e) {
      throw new StartException("the data directory " + root + " cannot be used: " + why(e), e);
    }
  }

  private static DataDirectory ofCluster(Path root, FileChannel lock) throws IOException {
    DataDirectory data = new DataDirectory(root, lock, false);
    if (Files.exists(data.kafka()) && Files.notExists(data.cluster())) {
      lock.close();
      throw belongsTo(root, "logplex up");
    }
    return data;
  }

  private static Path root(Path directory) {
    Path root = directory.toAbsolutePath().normalize();
    if (root.toString().matches(".*[,:].*")) {
      // Kafka and Flink take lists of directories and split them there.
      throw new StartException(
          "the data directory " + root + " must not have ',' or ':' in its name");
    }
    return root;
  }

  public Path root() {
    return root;
  }

  public Path kafka() {
    return root.resolve("kafka");
  }

  public Path checkpoints() {
    return root.resolve("checkpoints");
  }

  public Path logs() {
    return root.resolve("logs");
  }

  /** Scratch space; nothing in it outlives the process. */
  public Path tmp() {
    return root.resolve("tmp");
  }

  public Path secretKey() {
    return root.resolve("secret.key");
  }

  public Path credentials() {
    return root.resolve("credentials.json");
  }

  public Path endpoints() {
    return root.resolve("endpoints.json");
  }

  /** What a cluster consists of; says that the directory is one's. */
  public Path cluster() {
    return root.resolve(CLUSTER);
  }

  /**
   * Lets other processes in. A process that had the directory for itself withdraws the endpoints
   * and empties the scratch space before.
   */
  @Override
  public void close() {
    try (lockFile) {
      if (!alone) {
        return;
      }
      Files.deleteIfExists(endpoints());
      DirectoryTree.delete(tmp());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileChannel lock(Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(
            root.resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw inUse(root, "this process");
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw inUse(root, "process " + Files.readString(root.resolve("lock")).strip());
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }

  private static StartException inUse(Path root, String by) {
    return new InUseException("the data directory " + root + " is in use by " + by);
  }

  private static StartException belongsTo(Path root, String command) {
    return new StartException(
        "the data directory " + root + " was made by `" + command + "`; use another one");
  }

  private static final class InUseException extends StartException {
    private static final long serialVersionUID = 1L;

    InUseException(String sentence) {
      super(sentence);
    }
  }

  private static String why(IOException e) {
    if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
      return ((FileSystemException) e).getFile() + " is not a directory";
    }
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + " cannot be created";
    }
    if (e instanceof AccessDeniedException denied) {
      return "no permission to write " + denied.getFile();
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return StartException.reason(e);
  }
}
