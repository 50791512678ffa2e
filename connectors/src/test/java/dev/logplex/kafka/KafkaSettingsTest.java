package dev.logplex.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {

  private static final KafkaSettings SECURED =
      new KafkaSettings(
          "kafka:9093",
          Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "hunter2", "linger.ms", "3"));

  @Test
  void extraSettingsReachEveryClientAndWin() {
    assertThat(SECURED.admin()).containsEntry("security.protocol", "SASL_SSL");
    assertThat(SECURED.consumer()).containsEntry("sasl.jaas.config", "hunter2");
    assertThat(SECURED.producer()).containsEntry("linger.ms", "3");
    assertThat(SECURED.transactionalProducer("a")).containsEntry("linger.ms", "3");
  }

  @Test
  void extraSettingsAreNotPrinted() {
    assertThat(SECURED).asString().contains("kafka:9093").doesNotContain("hunter2");
  }

  @Test
  void theFateOfARecordIsKnownAfterTenSeconds() {
    assertThat(KafkaSettings.of("kafka:9092").producer())
        .containsEntry("delivery.timeout.ms", "10000")
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", "true");
  }
}
