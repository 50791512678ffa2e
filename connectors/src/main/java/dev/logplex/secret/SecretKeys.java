package dev.logplex.secret;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;

/** Where the master key of a {@link Sealer} comes from. */
public final class SecretKeys {

  private static final int KEY_OCTETS = 32;

  private SecretKeys() {}

  /**
   * Reads a key file: 32 octets in base64, surrounding white space ignored.
   *
   * @throws IOException if the file cannot be read or holds something else; the text names the file
   */
  public static byte[] read(Path file) throws IOException {
    try {
      byte[] key = Base64.getDecoder().decode(Files.readString(file).strip());
      if (key.length == KEY_OCTETS) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " does not hold a base64 key", e);
    }
    throw new IOException(file + " does not hold a key of 32 octets");
  }

  /**
   * Reads the key file, making a new one, readable by its owner only, if there is none. The file
   * appears whole and on disk, or not at all: without its key everything sealed is lost.
   */
  public static byte[] readOrCreate(Path file) throws IOException {
    if (Files.notExists(file)) {
      create(file);
    }
    return read(file);
  }

  private static void create(Path file) throws IOException {
    byte[] key = new byte[KEY_OCTETS];
    new SecureRandom().nextBytes(key);
    String line = Base64.getEncoder().encodeToString(key) + "\n";
    Path unfinished = Files.createTempFile(file.toAbsolutePath().getParent(), "key", ".tmp");
    try {
      Files.writeString(unfinished, line, StandardOpenOption.DSYNC);
      Files.createLink(file, unfinished);
    } catch (FileAlreadyExistsException e) {
      // Another process was quicker: its key is the one.
    } finally {
      Files.delete(unfinished);
    }
  }
}
