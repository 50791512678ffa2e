package dev.logplex.testkit;

/**
 * What a {@link LogSource} sends.
 *
 * @param connections keep-alive connections; each waits for the answer before its next POST
 * @param linesPerPost lines of one POST
 * @param lineOctets octets of each line's message
 * @param linesPerSecond of all connections together; 0 for as fast as answers come
 * @param totalLines of all connections together, after which the source is done; 0 for no end
 * @param retries whether a POST whose connection was lost is sent again, under the same {@code
 *     X-Request-Id}; otherwise its lines count as unknown
 */
public record Load(
    int connections,
    int linesPerPost,
    int lineOctets,
    long linesPerSecond,
    long totalLines,
    boolean retries) {

  /** POSTs of 200 lines of 200 octets, as fast as answers come, without retries. */
  public static Load of(int connections) {
    return new Load(connections, 200, 200, 0, 0, false);
  }

  public Load linesPerPost(int lines) {
    return new Load(connections, lines, lineOctets, linesPerSecond, totalLines, retries);
  }

  public Load lineOctets(int octets) {
    return new Load(connections, linesPerPost, octets, linesPerSecond, totalLines, retries);
  }

  public Load linesPerSecond(long rate) {
    return new Load(connections, linesPerPost, lineOctets, rate, totalLines, retries);
  }

  public Load totalLines(long lines) {
    return new Load(connections, linesPerPost, lineOctets, linesPerSecond, lines, retries);
  }

  public Load retrying() {
    return new Load(connections, linesPerPost, lineOctets, linesPerSecond, totalLines, true);
  }

  /** Nanoseconds between two POSTs of one connection; 0 without a rate. */
  long pause() {
    return linesPerSecond == 0 ? 0 : Math.round(1e9 * linesPerPost * connections / linesPerSecond);
  }

  /** POSTs of one connection, rounded up. */
  long posts() {
    long perPost = (long) linesPerPost * connections;
    return totalLines == 0 ? Long.MAX_VALUE : (totalLines + perPost - 1) / perPost;
  }
}
