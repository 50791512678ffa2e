package dev.logplex.drain.http;

import dev.logplex.drain.Outcome;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;

/** What is known of the answer to one request (RFC 9112). */
final class Answer {

  /** How far it is. */
  enum Progress {
    /** Not decided. */
    INCOMPLETE,
    /** Decided; the body may still end, and the connection be used again. */
    BODY_TO_COME,
    /** Decided, and the connection can be used again. */
    COMPLETE,
    /** Decided, and the connection is of no use. */
    COMPLETE_BUT_NOT_REUSABLE
  }

  private static final int SWITCHING_PROTOCOLS = 101;

  private int status;
  private long retryAfter;
  private boolean keepAlive;
  private boolean garbled;
  private boolean interim;
  private boolean bodyEnded;
  private boolean written;
  private long bodyOctets;

  void requestWritten() {
    written = true;
  }

  /** Interim answers (1xx) are passed over; switching protocols was not asked for. */
  void head(HttpResponse response) {
    int code = response.status().code();
    if (response.protocolVersion().majorVersion() != 1 || code < 100 || code > 599) {
      garbled();
    } else if (code < 200 && code != SWITCHING_PROTOCOLS) {
      interim = true;
    } else {
      status = code;
      keepAlive = code != SWITCHING_PROTOCOLS && HttpUtil.isKeepAlive(response);
      String after = response.headers().get(HttpHeaderNames.RETRY_AFTER);
      retryAfter = RetryAfter.millis(after, System.currentTimeMillis());
    }
  }

  void body(int octets, boolean last) {
    bodyOctets += octets;
    if (last) {
      bodyEnded = !interim;
      interim = false;
    }
  }

  /** Behind an understood head this only costs the connection. */
  void garbled() {
    garbled = true;
    keepAlive = false;
  }

  long bodyOctets() {
    return bodyOctets;
  }

  Progress progress() {
    if (status == 0) {
      return garbled ? Progress.COMPLETE_BUT_NOT_REUSABLE : Progress.INCOMPLETE;
    }
    if (!written) {
      return isSuccess() ? Progress.INCOMPLETE : Progress.COMPLETE_BUT_NOT_REUSABLE;
    }
    if (!keepAlive) {
      return Progress.COMPLETE_BUT_NOT_REUSABLE;
    }
    return bodyEnded ? Progress.COMPLETE : Progress.BODY_TO_COME;
  }

  Outcome outcome() {
    return status == 0
        ? Outcome.of(Outcome.Kind.GARBLED, "the answer is not HTTP/1.x")
        : Outcome.answered(status, retryAfter);
  }

  /** The outcome if nothing more comes. */
  Outcome ifCutOff() {
    return progress() == Progress.INCOMPLETE
        ? Outcome.of(Outcome.Kind.CLOSED, "closed before the answer")
        : outcome();
  }

  private boolean isSuccess() {
    return status >= 200 && status < 300;
  }
}
