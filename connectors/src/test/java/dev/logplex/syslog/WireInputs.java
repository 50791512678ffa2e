package dev.logplex.syslog;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Makes request bodies out of a seed: valid ones, ones broken in a few places, ones cut off, and
 * noise of the characters that mean something.
 */
final class WireInputs {

  private static final String MEANINGFUL = "<>[]\\\"- \n\r\t019t.:\u0000\u007f\u00ff\u00c3(xyz";
  private static final String[] STRUCTURED_DATA = {
    "- ",
    "-",
    "",
    "[a]",
    "[a b=\"c\"] ",
    "[a b=\"\\]\"][d] ",
    "[a\\] ",
    "[",
    "[] ",
    "- - ",
    "[a]x ",
    "-\n"
  };

  private final SplittableRandom random;
  private final StringBuilder text = new StringBuilder();

  WireInputs(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** The next body, a few hundred octets at most. */
  byte[] next() {
    text.setLength(0);
    if (random.nextInt(8) == 0) {
      noise(random.nextInt(60));
    } else {
      for (int frames = random.nextInt(1, 4); frames > 0; frames--) {
        frame();
      }
    }
    switch (random.nextInt(4)) {
      case 0 -> mutate();
      case 1 -> text.setLength(random.nextInt(text.length() + 1));
      default -> {}
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  int nextInt(int bound) {
    return random.nextInt(bound);
  }

  private void frame() {
    int start = text.length();
    message();
    int length = text.length() - start;
    int wrong = random.nextInt(24);
    text.insert(start, (wrong < 2 ? length + wrong * 2 - 1 : length) + " ");
    if (wrong == 2) {
      text.append(random.nextBoolean() ? "\n" : "\r\n");
    }
  }

  private void message() {
    text.append('<').append(random.nextInt(random.nextInt(8) == 0 ? 100_000 : 192)).append(">1");
    for (int field = 0; field < 5; field++) {
      text.append(' ');
      word();
    }
    text.append(' ').append(STRUCTURED_DATA[random.nextInt(STRUCTURED_DATA.length)]);
    noise(random.nextInt(24));
    if (random.nextBoolean()) {
      text.append('\n');
    }
  }

  private void word() {
    for (int i = random.nextInt(1, random.nextInt(4) == 0 ? 40 : 9); i > 0; i--) {
      text.append(
          (char) (random.nextInt(12) == 0 ? random.nextInt(128, 256) : random.nextInt(33, 127)));
    }
  }

  private void noise(int length) {
    for (int i = 0; i < length; i++) {
      text.append(
          random.nextInt(6) == 0
              ? (char) random.nextInt(256)
              : MEANINGFUL.charAt(random.nextInt(MEANINGFUL.length())));
    }
  }

  private void mutate() {
    for (int changes = random.nextInt(1, 4); changes > 0 && text.length() > 0; changes--) {
      int at = random.nextInt(text.length());
      char c = MEANINGFUL.charAt(random.nextInt(MEANINGFUL.length()));
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, c);
        case 1 -> text.insert(at, c);
        default -> text.deleteCharAt(at);
      }
    }
  }
}
