package dev.logplex.drain.http;

import dev.logplex.drain.DrainRequest;
import dev.logplex.drain.FrameSlice;
import dev.logplex.frame.OctetBuffer;
import dev.logplex.model.DrainOptions;
import dev.logplex.syslog.CanonicalLine;
import dev.logplex.syslog.JsonLine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the body of a request. Frames go as they are, without a copy, unless a message has several
 * lines; what is made anew for each attempt comes out the same.
 */
final class RequestBody {

  private final DrainOptions options;

  RequestBody(DrainOptions options) {
    this.options = options;
  }

  /**
   * A body.
   *
   * @param parts its octets
   * @param lines lines in it, each a frame or an object, with no other line breaks
   */
  record Content(List<ByteBuf> parts, int lines) {}

  Content of(DrainRequest request) {
    Content plain = plain(request);
    return options.gzip() ? new Content(List.of(gzip(plain.parts)), plain.lines) : plain;
  }

  private Content plain(DrainRequest request) {
    if (options.format() == DrainOptions.Format.JSON) {
      return new Content(List.of(json(request)), request.messages());
    }
    return LineFrames.areNeededFor(request)
        ? LineFrames.of(request, options.batchBytes())
        : new Content(
            request.frames().stream().map(RequestBody::wrap).toList(), request.messages());
  }

  private static ByteBuf wrap(FrameSlice slice) {
    return Unpooled.wrappedBuffer(slice.frames(), slice.from(), slice.octets());
  }

  private static ByteBuf json(DrainRequest request) {
    OctetBuffer out = new OctetBuffer(2 * request.octets());
    CanonicalLine line = new CanonicalLine();
    for (FrameSlice slice : request.frames()) {
      line.over(slice.frames(), slice.from(), slice.to());
      while (line.next()) {
        JsonLine.append(line, out);
      }
    }
    return Unpooled.wrappedBuffer(out.array(), 0, out.size());
  }

  private static ByteBuf gzip(List<ByteBuf> plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(8 << 10);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out, 8 << 10)) {
      for (ByteBuf part : plain) {
        gzip.write(part.array(), part.arrayOffset() + part.readerIndex(), part.readableBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an array can always be written", e);
    }
    return Unpooled.wrappedBuffer(out.toByteArray());
  }
}
