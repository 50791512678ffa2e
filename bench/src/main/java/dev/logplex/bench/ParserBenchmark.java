package dev.logplex.bench;

import dev.logplex.frame.FrameDecoder;
import dev.logplex.frame.FrameError;
import dev.logplex.frame.FrameScanner;
import dev.logplex.frame.FrameSink;
import dev.logplex.frame.OctetBuffer;
import dev.logplex.syslog.CanonicalLine;
import dev.logplex.syslog.CanonicalWriter;
import dev.logplex.syslog.JsonLine;
import dev.logplex.syslog.LineFilter;
import dev.logplex.syslog.SessionLine;
import dev.logplex.syslog.SourceName;
import dev.logplex.syslog.SyslogDrainFrame;
import dev.logplex.syslog.SyslogMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Lines per second, on one core, of what each line goes through between two sockets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ParserBenchmark {

  private static final int LINES = 500;
  private static final int MESSAGE_OCTETS = 200;
  private static final int PACKET_OCTETS = 1_400;
  private static final byte[] SOURCE = SourceName.octets("app");
  private static final byte[] DRAIN_TOKEN =
      "d.99999999-8888-4777-8666-555555555555".getBytes(StandardCharsets.US_ASCII);

  private final FrameScanner scanner = new FrameScanner();
  private final FrameDecoder decoder = new FrameDecoder();
  private final SyslogMessage message = new SyslogMessage();
  private final CanonicalLine line = new CanonicalLine();
  private final CanonicalWriter writer =
      new CanonicalWriter(new OctetBuffer(2 * LINES * MESSAGE_OCTETS));
  private final OctetBuffer out = new OctetBuffer(4 * LINES * MESSAGE_OCTETS);
  private final LineFilter filter = LineFilter.of(List.of(), List.of("worker", "web"), "500", 7);

  private byte[] body;
  private byte[] canonical;
  private long found;

  /** Only counts, so that the scan itself is what is measured. */
  private final FrameSink count =
      new FrameSink() {
        @Override
        public void frame(byte[] octets, int from, int to) {
          found += to - from;
        }

        @Override
        public void malformed(byte[] octets, int from, int to, FrameError error) {
          throw new IllegalStateException("the body is well-formed");
        }
      };

  private final FrameSink parse =
      new FrameSink() {
        @Override
        public void frame(byte[] octets, int from, int to) {
          if (message.parse(octets, from, to)) {
            found += message.contentTo() - message.contentFrom();
          }
        }

        @Override
        public void malformed(byte[] octets, int from, int to, FrameError error) {
          throw new IllegalStateException("the body is well-formed");
        }
      };

  private final FrameSink canonicalise =
      new FrameSink() {
        @Override
        public void frame(byte[] octets, int from, int to) {
          if (message.parse(octets, from, to)) {
            writer.append(message, SOURCE);
          }
        }

        @Override
        public void malformed(byte[] octets, int from, int to, FrameError error) {
          throw new IllegalStateException("the body is well-formed");
        }
      };

  /** Messages as log-shuttle sends them, in 500 lines a request. */
  @Setup
  public void body() {
    OctetBuffer buffer = new OctetBuffer(2 * LINES * MESSAGE_OCTETS);
    for (int i = 0; i < LINES; i++) {
      String head =
          String.format(
              Locale.ROOT,
              "<190>1 2026-03-01T08:15:30.%06d+00:00 vm7"
                  + " t.11111111-2222-4333-8444-555555555555 web.%d - - ",
              i,
              i % 12 + 1);
      StringBuilder text = new StringBuilder(head);
      text.append("method=GET path=\"/orders/").append(i).append("\" status=200 ");
      while (text.length() < MESSAGE_OCTETS - 1) {
        text.append((char) ('a' + text.length() % 26));
      }
      text.append('\n');
      byte[] octets = text.toString().getBytes(StandardCharsets.US_ASCII);
      buffer.appendDecimal(octets.length);
      buffer.append((byte) ' ');
      buffer.append(octets);
    }
    body = buffer.toByteArray();
    canonicaliseBody();
    canonical = writer.buffer().toByteArray();
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public long scanFrames() {
    scanner.scan(body, 0, body.length, count);
    return found;
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public long decodePackets() {
    for (int from = 0; from < body.length; from += PACKET_OCTETS) {
      decoder.feed(body, from, Math.min(from + PACKET_OCTETS, body.length), count);
    }
    return found;
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public long scanAndParse() {
    scanner.scan(body, 0, body.length, parse);
    return found;
  }

  /** All that the gateway does to a line of a request. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public int canonicaliseBody() {
    writer.clear();
    scanner.scan(body, 0, body.length, canonicalise);
    return writer.lines();
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public long walk() {
    line.over(canonical, 0, canonical.length);
    while (line.next()) {
      found += line.contentFrom();
    }
    return found;
  }

  /** By process and by text that no line holds: the dearest case. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public long filter() {
    line.over(canonical, 0, canonical.length);
    while (line.next()) {
      if (filter.matches(line)) {
        found++;
      }
    }
    return found;
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public int sessionLines() {
    out.clear();
    line.over(canonical, 0, canonical.length);
    while (line.next()) {
      SessionLine.append(line, out);
    }
    return out.size();
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public int syslogDrainFrames() {
    out.clear();
    line.over(canonical, 0, canonical.length);
    while (line.next()) {
      SyslogDrainFrame.append(line, DRAIN_TOKEN, out);
    }
    return out.size();
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public int jsonLines() {
    out.clear();
    line.over(canonical, 0, canonical.length);
    while (line.next()) {
      JsonLine.append(line, out);
    }
    return out.size();
  }
}
