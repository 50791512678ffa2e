package dev.logplex.gateway;

/** How clients reach the API port; known when the port is. */
final class PublicUrl {

  private final String configured;
  private final String host;
  private volatile int port;

  PublicUrl(GatewayConfig.Listeners listeners) {
    this.configured = listeners.publicUrl() == null ? null : listeners.publicUrl().toString();
    this.host = listeners.host();
    this.port = listeners.apiPort();
  }

  void listening(int apiPort) {
    port = apiPort;
  }

  /** Without a trailing slash. */
  String get() {
    return configured != null ? configured : "http://" + reachable() + ":" + port;
  }

  /** A listener on all addresses is told as loopback: nobody can call {@code 0.0.0.0}. */
  private String reachable() {
    return switch (host) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::" -> "[::1]";
      default -> host.contains(":") ? "[" + host + "]" : host;
    };
  }
}
