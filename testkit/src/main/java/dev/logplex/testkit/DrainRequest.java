package dev.logplex.testkit;

/**
 * One request of an HTTP drain as it came in.
 *
 * @param drainToken {@code Logplex-Drain-Token}
 * @param frameId {@code Logplex-Frame-Id}
 * @param msgCount {@code Logplex-Msg-Count}
 * @param firstSeq first number of {@code Logplex-Seq}
 * @param lastSeq last number of {@code Logplex-Seq}
 * @param dropCount {@code Logplex-Drop-Count}; 0 without the header
 * @param body octets of the body, only valid during the call that hands the request over
 * @param length octets of {@code body} in use
 */
record DrainRequest(
    String drainToken,
    String frameId,
    int msgCount,
    long firstSeq,
    long lastSeq,
    long dropCount,
    byte[] body,
    int length) {

  @Override
  public String toString() {
    return "request " + frameId + " of lines " + firstSeq + "-" + lastSeq;
  }
}
