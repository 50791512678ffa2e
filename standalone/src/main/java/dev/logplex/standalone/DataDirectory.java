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

/** The one directory in which a process keeps all it has, locked while the process lives. */
final class DataDirectory implements AutoCloseable {

  private final Path root;
  private final FileChannel lockFile;

  private DataDirectory(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /**
   * Creates the directory if it is missing, locks it, and clears what an earlier process left in
   * its scratch space.
   *
   * @throws StartException if it cannot be used, or another process uses it
   */
  static DataDirectory open(Path directory) {
    Path root = directory.toAbsolutePath().normalize();
    if (root.toString().matches(".*[,:].*")) {
      // Kafka and Flink take lists of directories and split them there.
      throw new StartException(
          "the data directory " + root + " must not have ',' or ':' in its name");
    }
    try {
      Files.createDirectories(root);
      FileChannel channel = lock(root);
      DataDirectory data = new DataDirectory(root, channel);
      try {
        DirectoryTree.delete(data.tmp());
        for (Path dir : new Path[] {data.tmp(), data.logs(), data.checkpoints()}) {
          Files.createDirectories(dir);
        }
        // What an earlier process told clients is no longer so.
        Files.deleteIfExists(data.endpoints());
        return data;
      } catch (IOException e) {
        data.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StartException("the data directory " + root + " cannot be used: " + why(e), e);
    }
  }

  Path root() {
    return root;
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path checkpoints() {
    return root.resolve("checkpoints");
  }

  Path logs() {
    return root.resolve("logs");
  }

  /** Scratch space; nothing in it outlives the process. */
  Path tmp() {
    return root.resolve("tmp");
  }

  Path secretKey() {
    return root.resolve("secret.key");
  }

  Path credentials() {
    return root.resolve("credentials.json");
  }

  Path endpoints() {
    return root.resolve("endpoints.json");
  }

  /** Withdraws the endpoints, empties the scratch space and lets other processes in. */
  @Override
  public void close() {
    try (lockFile) {
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
    return new StartException("the data directory " + root + " is in use by " + by);
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
