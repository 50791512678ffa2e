package dev.logplex.standalone;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** TCP ports to listen on. */
public final class Ports {

  private Ports() {}

  /**
   * Fails if nobody could listen there now. Asked before anything is started, so that the answer
   * comes at once and names the option.
   */
  public static void requireFree(String option, String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (UnknownHostException e) {
      throw new StartException("the host " + host + " (--host) is unknown", e);
    } catch (BindException e) {
      String what = host + " port " + port + " (" + option + ")";
      throw new StartException(
          String.valueOf(e.getMessage()).contains("in use")
              ? what + " is in use"
              : "cannot listen on " + what + ": " + e.getMessage(),
          e);
    } catch (IOException e) {
      throw new StartException(
          "cannot listen on " + host + " port " + port + " (" + option + "): " + e.getMessage(), e);
    }
  }

  /** A port of loopback that was free a moment ago. */
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new StartException("no free port on loopback: " + e.getMessage(), e);
    }
  }
}
