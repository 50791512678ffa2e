package dev.logplex.job;

import dev.logplex.drain.DrainSettings;
import dev.logplex.secret.SecretKeys;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;

/**
 * Settings of the job.
 *
 * @param name name of the Flink job, by which gateways find it
 * @param bootstrapServers Kafka
 * @param secretKeyFile file with the key of secrets at rest, read on each TaskManager; null to take
 *     the key from the environment variable {@code LOGPLEX_SECRET_KEY}
 * @param historyLines lines a channel keeps, at least 1
 * @param historyOctets octets of frames a channel keeps, from 64 KiB to 4 MiB
 * @param historyIdle a channel without lines for so long loses its history
 * @param drains limits and times of delivery
 */
public record JobConfig(
    String name,
    String bootstrapServers,
    String secretKeyFile,
    int historyLines,
    int historyOctets,
    Duration historyIdle,
    DrainSettings drains)
    implements Serializable {

  public static final String DEFAULT_NAME = "logplex";
  public static final int DEFAULT_HISTORY_LINES = 1_500;
  public static final int DEFAULT_HISTORY_OCTETS = 4 << 20;
  public static final Duration DEFAULT_HISTORY_IDLE = Duration.ofDays(7);

  private static final String SECRET_KEY_VARIABLE = "LOGPLEX_SECRET_KEY";

  public JobConfig {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(bootstrapServers, "bootstrapServers");
    Objects.requireNonNull(drains, "drains");
    require(historyLines >= 1 && historyLines <= 1_500, "history-lines", historyLines, "1 to 1500");
    require(
        historyOctets >= 64 << 10 && historyOctets <= 4 << 20,
        "history-octets",
        historyOctets,
        "65536 to 4194304");
    require(
        !historyIdle.isNegative() && !historyIdle.isZero(),
        "history-idle",
        historyIdle,
        "a time above zero");
  }

  /**
   * Reads the key of secrets at rest on this machine.
   *
   * @throws IOException if there is none; the text says where it was looked for
   */
  public byte[] readSecretKey() throws IOException {
    if (secretKeyFile != null) {
      return SecretKeys.read(Path.of(secretKeyFile));
    }
    String key = System.getenv(SECRET_KEY_VARIABLE);
    if (key == null) {
      throw new IOException(
          "neither --secret-key-file nor the environment variable "
              + SECRET_KEY_VARIABLE
              + " says which key opens the drains' URLs");
    }
    return Base64.getDecoder().decode(key.strip());
  }

  private static void require(boolean holds, String key, Object value, String range) {
    if (!holds) {
      throw new IllegalArgumentException(key + " must be " + range + ", not " + value);
    }
  }
}
