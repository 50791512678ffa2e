package dev.logplex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.ingest.syslog.SyslogMetrics;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SyslogOnGatewayTest {

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  @Test
  void linesSentOverTcpArePublished() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.syslogPort())) {
      String message = "<190>1 t h " + gateway.token("heroku") + " router - - at=info";
      socket.getOutputStream().write(TestGateway.octets(TestGateway.frame(message) + "no frame\n"));
      await().until(() -> !gateway.published.isEmpty());
      assertThat(gateway.publishedFrames())
          .isEqualTo(TestGateway.frame("<190>1 t host heroku router - at=info\n"));
    }
  }

  @Test
  void whatIsCountedIsScraped() {
    GatewayMetrics metrics = new GatewayMetrics();
    SyslogMetrics syslog = metrics.syslog();
    syslog.received(120);
    syslog.accepted(3);
    syslog.skipped(SyslogMetrics.Skip.UNKNOWN_TOKEN);
    syslog.dropped(SyslogMetrics.Drop.KAFKA, 2);
    syslog.retried();
    syslog.opened();
    syslog.opened();
    syslog.closed();
    syslog.refused(SyslogMetrics.Refusal.TOO_MANY);
    syslog.paused();
    assertThat(metrics.scrape())
        .contains("logplex_syslog_octets_total 120.0")
        .contains("logplex_syslog_lines_accepted_total 3.0")
        .contains("logplex_syslog_skipped_total{reason=\"unknown_token\"} 1.0")
        .contains("logplex_syslog_lines_dropped_total{reason=\"kafka\"} 2.0")
        .contains("logplex_syslog_retries_total 1.0")
        .contains("logplex_syslog_connections_open 1.0")
        .contains("logplex_syslog_connections_refused_total{reason=\"too_many\"} 1.0")
        .contains("logplex_syslog_connections_paused 1.0");
  }
}
