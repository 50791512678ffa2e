package dev.logplex.job;

import dev.logplex.drain.DrainSettings;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.secret.SecretKeys;
import dev.logplex.settings.Ranges;
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
 * @param kafka how to reach Kafka
 * @param secretKeyFile file with the key of secrets at rest, read on each TaskManager; null to take
 *     the key from the environment variable {@code LOGPLEX_SECRET_KEY}
 * @param history what a channel keeps
 * @param drains limits and times of delivery
 */
public record JobConfig(
    String name, KafkaSettings kafka, String secretKeyFile, History history, DrainSettings drains)
    implements Serializable {

  public static final String DEFAULT_NAME = "logplex";

  private static final String SECRET_KEY_VARIABLE = "LOGPLEX_SECRET_KEY";

  public JobConfig {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kafka, "kafka");
    Objects.requireNonNull(history, "history");
    Objects.requireNonNull(drains, "drains");
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be empty");
    }
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

  /**
   * What a channel keeps.
   *
   * @param lines from 1 to 1,500
   * @param octets octets of frames, from 64 KiB to 4 MiB
   * @param idle a channel without lines for so long loses its history
   */
  public record History(int lines, int octets, Duration idle) implements Serializable {

    public static final History DEFAULT = new History(1_500, 4 << 20, Duration.ofDays(7));

    public History {
      Ranges.require("history-lines", lines, 1, 1_500);
      Ranges.require("history-octets", octets, 64 << 10, 4 << 20);
      if (idle.toMillis() < 1 || idle.toDays() > 3_650) {
        throw new IllegalArgumentException(
            "history-idle must be from 1 ms to 3650 days, not " + idle);
      }
    }
  }
}
