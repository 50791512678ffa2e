package dev.logplex.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Heroku's log-shuttle drops what it sent on any error status, and sends it again when the
 * connection breaks. So where the gateway cannot take its lines now, it breaks the connection.
 */
public final class LogShuttle {

  private static final String AGENT = "log-shuttle";

  private LogShuttle() {}

  /** Whether it sent the request. */
  public static boolean sent(HttpServletRequest request) {
    return sent(ServletContextRequest.getServletContextRequest(request));
  }

  static boolean sent(Request request) {
    String agent = request.getHeaders().get(HttpHeader.USER_AGENT);
    return agent != null && agent.regionMatches(true, 0, AGENT, 0, AGENT.length());
  }

  /** Breaks the connection on which the request came. */
  public static void hangUp(HttpServletRequest request) {
    hangUp(ServletContextRequest.getServletContextRequest(request));
  }

  static void hangUp(Request request) {
    request.getConnectionMetaData().getConnection().getEndPoint().close();
  }
}
