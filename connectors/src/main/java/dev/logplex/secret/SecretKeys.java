package dev.logplex.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Where the master key of a {@link Sealer} comes from. */
public final class SecretKeys {

  private SecretKeys() {}

  /**
   * Reads a key file: 32 octets in base64, surrounding white space ignored.
   *
   * @throws IOException if the file cannot be read or holds something else; the text names the file
   */
  public static byte[] read(Path file) throws IOException {
    try {
      byte[] key = Base64.getDecoder().decode(Files.readString(file).strip());
      if (key.length == 32) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " does not hold a base64 key", e);
    }
    throw new IOException(file + " does not hold a key of 32 octets");
  }

  /** Reads the key file, making a new one, readable by its owner only, if there is none. */
  public static byte[] readOrCreate(Path file) throws IOException {
    if (Files.notExists(file)) {
      byte[] key = new byte[32];
      new SecureRandom().nextBytes(key);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, Base64.getEncoder().encodeToString(key) + "\n");
    }
    return read(file);
  }
}
