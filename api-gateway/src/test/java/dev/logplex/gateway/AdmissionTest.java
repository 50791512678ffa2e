package dev.logplex.gateway;

import static dev.logplex.gateway.TestGateway.NO_BODY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.HttpServer;
import dev.logplex.gateway.http.StaticResource;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private final Admission admission = new Admission();
  private final HttpServer server =
      HttpServer.start(
          "admission",
          "127.0.0.1",
          0,
          5_000,
          10,
          Map.of("/logs", admission.guard(StaticResource.anyMethod(() -> Answer.empty(204)))),
          ctx -> Answer.empty(404));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void tellsClientsToComeAgainUntilItIsOpen() throws Exception {
    RawHttp.Response early = post("curl/8");
    assertThat(early.status()).isEqualTo(503);
    assertThat(early.header("retry-after")).isEqualTo("1");

    admission.open();
    assertThat(post("curl/8").status()).isEqualTo(204);
  }

  @Test
  void breaksTheConnectionOfALogShuttleUntilItIsOpen() throws Exception {
    assertThat(post("log-shuttle/0.18.0")).isNull();

    admission.open();
    assertThat(post("log-shuttle/0.18.0").status()).isEqualTo(204);
  }

  private RawHttp.Response post(String agent) {
    try {
      return RawHttp.request(server.port(), "POST", "/logs", NO_BODY, "User-Agent: " + agent);
    } catch (IOException reset) {
      return null;
    }
  }
}
