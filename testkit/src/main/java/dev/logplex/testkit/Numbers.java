package dev.logplex.testkit;

import java.util.ArrayList;
import java.util.List;

/** Picks test lines out of frames. */
final class Numbers {

  private Numbers() {}

  /** The numbers of a timeline's lines, in the order of the frames. */
  static List<Long> of(byte[] octets, int timeline) throws MalformedRequestException {
    List<Long> numbers = new ArrayList<>();
    FrameReader frames = new FrameReader(octets, octets.length);
    while (frames.advance()) {
      int content = frames.content();
      if (NumberedLine.matches(octets, content, frames.end())
          && timeline
              == NumberedLine.read(
                  octets, content + NumberedLine.TIMELINE, NumberedLine.TIMELINE_DIGITS)) {
        numbers.add(
            NumberedLine.read(octets, content + NumberedLine.NUMBER, NumberedLine.NUMBER_DIGITS));
      }
    }
    return numbers;
  }
}
