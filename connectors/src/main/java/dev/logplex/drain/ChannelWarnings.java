package dev.logplex.drain;

import java.nio.charset.StandardCharsets;

/**
 * Tells the readers of a channel, in its own stream, how one of its drains does: L10 for lines it
 * lost, L14 for a receiver that cannot be trusted. Of each kind the first is told at once, and then
 * at most one a minute, so that a broken drain does not flood its app; the counts add up.
 */
final class ChannelWarnings {

  static final long INTERVAL = 60_000;

  private final DrainHost host;
  private final String drain;
  private final boolean enabled;
  private final Runnable told;
  private LossNotice untold = LossNotice.NONE;
  private String channel;
  private DrainHost.Timer quiet;
  private long distrustTold;

  /**
   * @param told called after losses were told that were due, not part of another call
   */
  ChannelWarnings(DrainHost host, String drain, boolean enabled, Runnable told) {
    this.host = host;
    this.drain = drain;
    this.enabled = enabled;
    this.told = told;
  }

  void name(String newChannel) {
    channel = newChannel;
  }

  /** Lines were lost. */
  void lost(long lines) {
    if (enabled) {
      untold = untold.plus(new LossNotice(lines, host.now()));
      if (quiet == null) {
        tell();
      }
    }
  }

  /** TLS with the receiver failed. */
  void distrusted(String alert, String url) {
    long now = host.now();
    if (enabled && (now < distrustTold || now - distrustTold >= INTERVAL)) {
      distrustTold = now;
      warn(
          188,
          "Error L14 (certificate validation): error=\"" + alert + "\" uri=\"" + url + "\"",
          now);
    }
  }

  LossNotice untold() {
    return untold;
  }

  /** Takes over what an earlier life of the drain had not told. */
  void restore(LossNotice notice) {
    if (enabled && !notice.isEmpty()) {
      untold = notice;
      quiet = host.schedule(INTERVAL, this::tellDue);
    }
  }

  /** Tells what is left; nothing may be added afterwards. */
  void finish() {
    stop();
    tellUntold();
  }

  void stop() {
    if (quiet != null) {
      quiet.cancel();
      quiet = null;
    }
  }

  private void tell() {
    quiet = untold.isEmpty() ? null : host.schedule(INTERVAL, this::tellDue);
    tellUntold();
  }

  private void tellDue() {
    boolean any = !untold.isEmpty();
    tell();
    if (any) {
      told.run();
    }
  }

  private void tellUntold() {
    if (!untold.isEmpty()) {
      LossNotice notice = untold;
      untold = LossNotice.NONE;
      warn(
          172,
          "Error L10 (output buffer overflow): drain '"
              + drain
              + "' dropped "
              + notice.count()
              + " messages since "
              + LossNotice.time(notice.since())
              + ".",
          host.now());
    }
  }

  private void warn(int pri, String text, long now) {
    String message = "<" + pri + ">1 " + LossNotice.time(now) + " host heroku logplex - " + text;
    byte[] octets = (message + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] length = (octets.length + " ").getBytes(StandardCharsets.US_ASCII);
    byte[] frame = new byte[length.length + octets.length];
    System.arraycopy(length, 0, frame, 0, length.length);
    System.arraycopy(octets, 0, frame, length.length, octets.length);
    host.warn(channel, frame);
  }
}
