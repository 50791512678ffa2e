package dev.logplex.drain.syslog;

import dev.logplex.drain.DrainRequest;
import dev.logplex.drain.DrainSettings;
import dev.logplex.drain.FrameSlice;
import dev.logplex.drain.Outcome;
import dev.logplex.drain.net.Dialer;
import dev.logplex.drain.net.StreamTransport;
import dev.logplex.frame.OctetBuffer;
import dev.logplex.model.Drain;
import dev.logplex.syslog.CanonicalLine;
import dev.logplex.syslog.SyslogDrainFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipeline;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sends octet-counted RFC 5424 over TCP or TLS (RFC 6587 §3.4.1, RFC 5425).
 *
 * <p>Syslog has no answers. A request counts as delivered once the operating system took its last
 * octet while the connection was open; if the connection breaks before, all of it is sent again. A
 * receiver's orderly close is noticed before the next request. What the operating system had taken
 * and a dying receiver never read is lost without anyone knowing: at most what the two sockets'
 * buffers hold.
 */
public final class SyslogTransport extends StreamTransport {

  /** What the fields of a line grow by at most, beside the drain's token. */
  private static final int GROWTH = 8;

  private final byte[] drainToken;

  public SyslogTransport(Drain drain, Dialer dialer, DrainSettings settings) {
    super(dialer, settings);
    this.drainToken = drain.token().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  protected void prepare(ChannelPipeline pipeline) {
    // Octets as they come; they only matter by ending.
  }

  @Override
  protected List<ByteBuf> encode(DrainRequest request) {
    OctetBuffer out =
        new OctetBuffer(request.octets() + request.messages() * (drainToken.length + GROWTH));
    CanonicalLine line = new CanonicalLine();
    for (FrameSlice slice : request.frames()) {
      line.over(slice.frames(), slice.from(), slice.to());
      while (line.next()) {
        SyslogDrainFrame.append(line, drainToken, out);
      }
    }
    return List.of(Unpooled.wrappedBuffer(out.array(), 0, out.size()));
  }

  @Override
  protected void written() {
    finishAndKeep(Outcome.of(Outcome.Kind.WRITTEN, "written"));
  }

  @Override
  protected void heard(Object message) {
    // Syslog receivers have nothing to say; some say it anyway.
  }

  @Override
  protected Outcome lost() {
    return Outcome.of(Outcome.Kind.CLOSED, "closed while writing");
  }
}
