package dev.logplex.job.channel;

import dev.logplex.job.RecordReader;
import dev.logplex.kafka.LogBatchCodec;
import dev.logplex.model.LogBatch;
import dev.logplex.syslog.CanonicalLine;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads batches from {@code logplex.logs}. */
public final class AcceptedBatchReader extends RecordReader<AcceptedBatch> {

  private static final long serialVersionUID = 1L;

  @Override
  protected void read(ConsumerRecord<byte[], byte[]> record, Collector<AcceptedBatch> out) {
    String channel = new String(record.key(), StandardCharsets.UTF_8);
    LogBatch batch = LogBatchCodec.decode(channel, record.value());
    requireFrames(batch);
    Header dedupe = record.headers().lastHeader(LogBatchCodec.DEDUPE_HEADER);
    out.collect(
        new AcceptedBatch(
            batch, dedupe == null ? null : new String(dedupe.value(), StandardCharsets.UTF_8)));
  }

  /**
   * Looks at each frame once, here where a bad one can still be left out: behind this point frames
   * are trusted, and one that lies about its length would restart the job again and again.
   */
  private static void requireFrames(LogBatch batch) {
    CanonicalLine line = new CanonicalLine().over(batch.frames(), 0, batch.frames().length);
    int lines = 0;
    while (line.next()) {
      lines++;
    }
    if (lines != batch.lines()) {
      throw new IllegalArgumentException(
          "a batch of " + batch.lines() + " lines with " + lines + " frames");
    }
  }

  @Override
  public TypeInformation<AcceptedBatch> getProducedType() {
    return AcceptedBatch.TYPE;
  }
}
