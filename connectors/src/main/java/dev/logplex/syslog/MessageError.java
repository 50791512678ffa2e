package dev.logplex.syslog;

/** The part of a message that is missing or malformed. */
public enum MessageError {
  /** {@code <}, digits, {@code >}. */
  PRIORITY,
  VERSION,
  TIME,
  HOST,
  APP_NAME,
  PROC_ID,
  MSG_ID
}
