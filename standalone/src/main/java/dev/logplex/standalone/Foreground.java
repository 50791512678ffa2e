package dev.logplex.standalone;

import dev.logplex.kafka.embedded.KafkaStartException;
import java.io.PrintStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.utils.Exit;
import org.apache.logging.log4j.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs until a signal comes or a part fails for good, and then stops all parts in order. */
final class Foreground {

  private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);
  private static final long STOP_LIMIT_SECONDS = 9;

  private final PrintStream out;
  private final PrintStream err;
  private final AtomicInteger status = new AtomicInteger();
  private final AtomicBoolean stopping = new AtomicBoolean();

  Foreground(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Starts all parts and waits.
   *
   * @return exit status, if it ended without a signal. After a signal the process ends with status
   *     0 without this ever returning.
   */
  int run(Standalone standalone) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(standalone), "stop"));
    exitWithASentenceWhenKafkaGivesUp();
    try {
      standalone.start();
      announce(standalone.endpoints());
      fail("the Flink job ended: " + standalone.jobEnd().get());
    } catch (StartException | KafkaStartException e) {
      LOG.info("not started", e);
      fail(e.getMessage());
    } catch (ExecutionException e) {
      LOG.info("the job's end is unknown", e);
      fail("the Flink job ended: " + StartException.reason(e));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOG.info("not started", e);
      fail("cannot start: " + StartException.reason(e));
    }
    return status.get();
  }

  private void announce(Endpoints e) {
    out.println("Drains may point to loopback and private addresses.");
    out.println(
        "Logplex is ready: API "
            + e.api()
            + ", lines to "
            + e.ingest()
            + "/logs"
            + (e.syslog() == null ? "" : ", syslog to " + e.syslog())
            + ", Flink "
            + e.flink());
    out.flush();
  }

  private void fail(String sentence) {
    // While stopping, parts fail because others are gone: that is no news.
    if (!stopping.get()) {
      status.set(1);
      err.println("logplex: " + sentence + " (see logs/logplex.log in the data directory)");
      err.flush();
    }
  }

  /** Runs as the JVM's shutdown hook, so a signal and a failure go the same way. */
  private void stop(Standalone standalone) {
    stopping.set(true);
    Thread parts = new Thread(standalone::close, "stop-parts");
    parts.start();
    try {
      parts.join(TimeUnit.SECONDS.toMillis(STOP_LIMIT_SECONDS));
      if (parts.isAlive()) {
        err.println("logplex: not all parts stopped in time; the next start recovers");
        status.set(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      status.set(1);
    }
    LogManager.shutdown();
    // Otherwise the status after SIGTERM would be 143, also after a clean stop.
    Runtime.getRuntime().halt(status.get());
  }

  /** Kafka ends the JVM when its own state is beyond repair. */
  private void exitWithASentenceWhenKafkaGivesUp() {
    Exit.Procedure procedure =
        (code, message) -> {
          fail("Kafka gave up" + (message == null ? "" : ": " + message));
          Runtime.getRuntime().halt(Math.max(1, code));
        };
    Exit.setExitProcedure(procedure);
    Exit.setHaltProcedure(procedure);
  }
}
