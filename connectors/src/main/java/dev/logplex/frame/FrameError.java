package dev.logplex.frame;

/** Why text is no frame. */
public enum FrameError {
  /** It does not start with a digit from 1 to 9, or what follows the digits is no space. */
  NO_LENGTH,
  /** The announced length is above the limit. */
  TOO_LONG
}
