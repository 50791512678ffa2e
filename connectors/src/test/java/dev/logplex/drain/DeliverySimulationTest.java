package dev.logplex.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DeliverySimulationTest {

  private static final int SEEDS = Integer.getInteger("logplex.simulation.seeds", 2_000);

  @Test
  void everyLineIsDeliveredOrToldAsLostWhateverHappens() {
    long[] totals =
        LongStream.range(0, SEEDS)
            .parallel()
            .mapToObj(DeliverySimulationTest::simulate)
            .reduce(new long[2], (a, b) -> new long[] {a[0] + b[0], a[1] + b[1]});

    assertThat(totals[0]).as("simulated seconds").isGreaterThan(1_000L * SEEDS);
    assertThat(totals[1]).as("crashes").isGreaterThan(SEEDS);
  }

  private static long[] simulate(long seed) {
    DeliverySimulation simulation = new DeliverySimulation(seed);
    try {
      simulation.run(300);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
    return new long[] {simulation.simulatedMillis() / 1_000, simulation.crashes};
  }
}
