package dev.logplex.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One cluster for all test classes that want it, started for the first of them and stopped after
 * the last: to start one takes as long as most tests. A class leaves it as it is after a start.
 */
final class SharedCluster implements BeforeAllCallback {

  private TestCluster cluster;

  @Override
  public void beforeAll(ExtensionContext context) {
    cluster =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .getOrComputeIfAbsent(SharedCluster.class, key -> start(), TestCluster.class);
  }

  private static TestCluster start() {
    try {
      return TestCluster.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestCluster get() {
    return cluster;
  }
}
