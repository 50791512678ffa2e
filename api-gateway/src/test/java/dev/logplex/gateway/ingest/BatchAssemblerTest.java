package dev.logplex.gateway.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.frame.Frames;
import dev.logplex.gateway.MemoryConfigStore;
import dev.logplex.gateway.TestGateway;
import dev.logplex.gateway.auth.IngestAccess;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.model.LogBatch;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;

/** Bodies that are broken in any way. */
class BatchAssemblerTest {

  private static final int BODIES = 50_000;
  private static final String ALPHABET = "0123456789 <>[]-t.\n\r\\\u00e4";

  @Test
  void makesWholeBatchesOrNoneOfAnyOctets() {
    MemoryConfigStore config = new MemoryConfigStore();
    String token =
        config
            .execute(new ConfigCommand.PutChannel("app-1", List.of("app"), null))
            .join()
            .channel()
            .tokens()
            .get(0)
            .id();
    IngestAccess one = new IngestAccess.OneChannel(token, config.token(token).orElseThrow());
    byte[] good =
        TestGateway.octets(
            TestGateway.frame("<190>1 T h " + token + " web.1 - - one\n")
                + TestGateway.frame("<190>1 T h " + token + " web.1 - [a b=\"c\"] two"));
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < BODIES; i++) {
      byte[] body = broken(good, random);
      check(BatchAssembler.of(one, config, 1, body.length, null), body);
      check(BatchAssembler.of(IngestAccess.ANY_CHANNEL, config, 1, body.length, null), body);
    }
  }

  @Test
  void neverInflatesBeyondTheLimitAndNeverReadsBeyondTheEnd() {
    SplittableRandom random = new SplittableRandom(8);
    byte[] header = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0};
    for (int i = 0; i < BODIES; i++) {
      byte[] body = new byte[10 + random.nextInt(60)];
      random.nextBytes(body);
      System.arraycopy(header, 0, body, 0, random.nextInt(4) == 0 ? 4 : 10);
      try {
        assertThat(Gunzip.inflate(body, body.length, 100, room -> {}).length())
            .isLessThanOrEqualTo(100);
      } catch (DataFormatException | Gunzip.TooLarge e) {
        assertThat(e.getMessage()).isNotNull();
      }
    }
  }

  private static void check(BatchAssembler assembler, byte[] body) {
    boolean whole = assembler.read(body, body.length);
    for (LogBatch batch : assembler.batches()) {
      assertThat(Frames.count(batch.frames())).isEqualTo(batch.lines());
    }
    if (whole) {
      int lines = assembler.batches().stream().mapToInt(LogBatch::lines).sum();
      assertThat(lines).isEqualTo(assembler.frames() - assembler.skipped());
    }
  }

  private static byte[] broken(byte[] good, SplittableRandom random) {
    byte[] body = good.clone();
    for (int change = random.nextInt(4); change >= 0; change--) {
      body[random.nextInt(body.length)] = (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }
    int length = random.nextInt(3) == 0 ? random.nextInt(body.length + 1) : body.length;
    return Arrays.copyOf(body, length);
  }
}
