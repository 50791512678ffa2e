package dev.logplex.syslog;

/** What a field of a message's header may hold: anything but ASCII white space and controls. */
final class Fields {

  private Fields() {}

  /** The offset of the first octet from {@code from} on that no field holds, or {@code to}. */
  static int end(byte[] octets, int from, int to) {
    int i = from;
    for (; i <= to - Words.OCTETS; i += Words.OCTETS) {
      long word = Words.get(octets, i);
      long found = Words.below(word, ' ' + 1) | Words.equal(word, 0x7f);
      if (found != 0) {
        return i + Words.first(found);
      }
    }
    while (i < to && allowed(octets[i])) {
      i++;
    }
    return i;
  }

  /** UTF-8 beyond ASCII is negative here, and allowed. */
  static boolean allowed(byte octet) {
    return octet < 0 || octet > ' ' && octet != 0x7f;
  }
}
