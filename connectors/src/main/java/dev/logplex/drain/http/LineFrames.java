package dev.logplex.drain.http;

import dev.logplex.drain.DrainRequest;
import dev.logplex.drain.FrameSlice;
import dev.logplex.frame.Frames;
import dev.logplex.frame.OctetBuffer;
import dev.logplex.syslog.CanonicalLine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * Frames that hold one line each, for receivers that take a body apart at its line breaks. A
 * message with inner breaks becomes one frame for each of its lines that is not empty, all with the
 * same header; if that would make the body too long, its inner breaks become blanks.
 */
final class LineFrames {

  private static final byte LF = '\n';

  private final OctetBuffer out;
  private long spare;
  private int count;

  private LineFrames(OctetBuffer out, long spare) {
    this.out = out;
    this.spare = spare;
  }

  /** Whether a message of the request has breaks before the one that ends it. */
  static boolean areNeededFor(DrainRequest request) {
    for (FrameSlice slice : request.frames()) {
      byte[] frames = slice.frames();
      ByteBuf octets = Unpooled.wrappedBuffer(frames);
      int end;
      for (int at = slice.from(); at < slice.to(); at = end) {
        end = Frames.end(frames, at);
        if (octets.indexOf(at, end, LF) != end - 1) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * @param limit the body stays under it, unless the request is longer itself
   */
  static RequestBody.Content of(DrainRequest request, int limit) {
    OctetBuffer out = new OctetBuffer(request.octets() + 1_024);
    LineFrames lines = new LineFrames(out, limit - 1L - request.octets());
    CanonicalLine line = new CanonicalLine();
    for (FrameSlice slice : request.frames()) {
      line.over(slice.frames(), slice.from(), slice.to());
      while (line.next()) {
        lines.add(line);
      }
    }
    return new RequestBody.Content(
        List.of(Unpooled.wrappedBuffer(out.array(), 0, out.size())), lines.count);
  }

  private void add(CanonicalLine line) {
    int added = split(line, false) - (line.frameTo() - line.frameFrom());
    if (added <= spare) {
      spare -= added;
      split(line, true);
    } else {
      count++;
      int from = out.size();
      out.append(line.frames(), line.frameFrom(), line.frameTo());
      for (int i = from; i < out.size() - 1; i++) {
        if (out.array()[i] == LF) {
          out.array()[i] = ' ';
        }
      }
    }
  }

  /** Octets of the message's frames; appends and counts them if told to. */
  private int split(CanonicalLine line, boolean append) {
    byte[] octets = line.frames();
    int total = 0;
    int end;
    for (int from = line.contentFrom(); from < line.contentTo(); from = end + 1) {
      end = from;
      while (octets[end] != LF) {
        end++;
      }
      boolean allEmpty = end + 1 == line.contentTo() && total == 0;
      if (end > from || allEmpty) {
        total += frame(line, from, end + 1, append);
      }
    }
    return total;
  }

  private int frame(CanonicalLine line, int from, int to, boolean append) {
    int length = line.contentFrom() - line.messageFrom() + to - from;
    if (append) {
      count++;
      out.appendDecimal(length);
      out.append((byte) ' ');
      out.append(line.frames(), line.messageFrom(), line.contentFrom());
      out.append(line.frames(), from, to);
    }
    return OctetBuffer.decimalLength(length) + 1 + length;
  }
}
