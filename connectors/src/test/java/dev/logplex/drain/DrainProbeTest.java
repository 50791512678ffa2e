package dev.logplex.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.drain.net.Trace.Step;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainProbeTest {

  private final DrainProbe probe =
      new DrainProbe(DrainSettings.DEFAULT.with(DrainSettings.Reach.PRIVATE_TOO));

  @AfterEach
  void close() {
    probe.close();
  }

  @Test
  void sendsOneMarkedLineWithTheSequenceZero() {
    try (HttpReceiver receiver = new HttpReceiver()) {
      DrainProbe.Report report = run(receiver.url());

      assertThat(report.delivered()).isTrue();
      assertThat(report.steps())
          .allMatch(DrainProbe.Passage::passed)
          .extracting(DrainProbe.Passage::step)
          .containsExactly(Step.RESOLVE, Step.GUARD, Step.CONNECT, Step.REQUEST, Step.ANSWER);
      HttpReceiver.Received received = receiver.received.get(0);
      assertThat(received.header("Logplex-Msg-Count")).isEqualTo("1");
      assertThat(received.header("Logplex-Seq")).isEqualTo("0-0");
      assertThat(Lines.messages(received.body()))
          .singleElement()
          .asString()
          .contains(" host heroku logplex - This is a test line ")
          .endsWith(".\n");
    }
  }

  @Test
  void tellsThatACertificateIsNotTrusted() {
    try (HttpReceiver receiver = new HttpReceiver(Certs.tls(Certs.good(), "TLSv1.3"))) {
      DrainProbe.Report report = run(receiver.url());

      assertThat(report.delivered()).isFalse();
      assertThat(report.outcome().kind()).isEqualTo(Outcome.Kind.TLS);
      DrainProbe.Passage last = report.steps().get(report.steps().size() - 1);
      assertThat(last.step()).isEqualTo(Step.TLS);
      assertThat(last.passed()).isFalse();
      assertThat(last.detail()).isEqualTo("unknown_ca");
    }
  }

  @Test
  void tellsWhatTheReceiverAnswered() {
    try (HttpReceiver receiver =
        new HttpReceiver()
            .answering(HttpReceiver.always("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"))) {
      DrainProbe.Report report = run(receiver.url());

      assertThat(report.delivered()).isFalse();
      assertThat(report.outcome().status()).isEqualTo(503);
      assertThat(report.steps().get(report.steps().size() - 1).step()).isEqualTo(Step.ANSWER);
    }
  }

  @Test
  void respectsTheGuard() {
    try (DrainProbe guarded = new DrainProbe(DrainSettings.DEFAULT)) {
      DrainProbe.Report report = run(guarded, "http://127.0.0.1:9/");

      assertThat(report.outcome().kind()).isEqualTo(Outcome.Kind.FORBIDDEN);
      assertThat(report.steps().get(report.steps().size() - 1).step()).isEqualTo(Step.GUARD);
    }
  }

  private DrainProbe.Report run(String url) {
    return run(probe, url);
  }

  private static DrainProbe.Report run(DrainProbe probe, String url) {
    return probe
        .run(new Drain(1, Specs.TOKEN, url, DrainOptions.DEFAULT))
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }
}
