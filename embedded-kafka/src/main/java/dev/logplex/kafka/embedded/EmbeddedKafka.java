package dev.logplex.kafka.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka broker (KRaft, its own controller) inside this JVM, on loopback, with its data in a
 * directory. Records survive a crash of the process, not one of the machine: nothing is forced to
 * the disk before it is acknowledged.
 */
public final class EmbeddedKafka implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(8);
  private static final int PORT_ATTEMPTS = 5;

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedKafka(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker and returns when it serves. A directory used before is continued, also after a
   * crash; the ports may differ from those of the last start.
   *
   * @param directory created if missing
   * @param port port of the clients' listener; 0 for any free one
   * @throws KafkaStartException if the port is taken, the directory cannot be used, or the broker
   *     does not serve within 60 s
   */
  public static EmbeddedKafka start(Path directory, int port) {
    Path dir = directory.toAbsolutePath();
    format(dir);
    requireUnused(dir);
    for (int attempt = 1; ; attempt++) {
      // Checked here because Kafka would start half of itself before it finds the port taken.
      int clientPort = port == 0 ? freePort() : requireFree(port);
      try {
        return startOn(dir, clientPort, freePort());
      } catch (KafkaStartException e) {
        if (attempt == PORT_ATTEMPTS || !lostRaceForPort(e)) {
          throw e;
        }
        LOG.info("another process took a port that was free; trying other ports");
      }
    }
  }

  /** {@code host:port} for clients. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /**
   * Stops cleanly: hands over, flushes and closes all logs. May be called more than once. Gives up
   * after 8 s: what was acknowledged is safe either way, as after a crash of the process.
   */
  @Override
  public void close() {
    Thread stop = new Thread(this::stop, "kafka-stop");
    stop.setDaemon(true);
    stop.start();
    try {
      stop.join(STOP_LIMIT.toMillis());
      if (stop.isAlive()) {
        LOG.warn("Kafka did not stop within {} s", STOP_LIMIT.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static EmbeddedKafka startOn(Path dir, int clientPort, int controllerPort) {
    KafkaConfig config =
        new KafkaConfig(BrokerProperties.of(dir, clientPort, controllerPort), false);
    FutureTask<KafkaRaftServer> startup = new FutureTask<>(() -> startUp(config));
    Thread thread = new Thread(startup, "kafka-start");
    thread.setDaemon(true);
    thread.start();
    try {
      return new EmbeddedKafka(startup.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS), clientPort);
    } catch (TimeoutException e) {
      throw new KafkaStartException(
          "Kafka did not start within " + START_LIMIT.toSeconds() + " s on " + dir, e);
    } catch (ExecutionException e) {
      throw new KafkaStartException(
          "Kafka did not start on " + dir + ": " + firstLine(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaStartException("interrupted while Kafka was starting on " + dir, e);
    }
  }

  private static KafkaRaftServer startUp(KafkaConfig config) {
    KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
    try {
      server.startup();
      return server;
    } catch (RuntimeException | Error e) {
      try {
        server.shutdown();
      } catch (RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** Gives a new directory its cluster id and first metadata. */
  private static void format(Path dir) {
    try {
      Files.createDirectories(dir);
      if (Files.exists(dir.resolve("meta.properties"))) {
        return;
      }
      new Formatter()
          .setNodeId(BrokerProperties.NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .addDirectory(dir.toString())
          .setMetadataLogDirectory(dir.toString())
          .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setIgnoreFormatted(true)
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .run();
    } catch (Exception e) {
      throw new KafkaStartException(
          "Kafka cannot use the directory " + dir + ": " + firstLine(e), e);
    }
  }

  /**
   * Checked here because a second broker would write to the first one's metadata log before it
   * finds the directory locked.
   */
  private static void requireUnused(Path dir) {
    try (FileChannel file =
            FileChannel.open(
                dir.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      if (lock != null) {
        return;
      }
    } catch (IOException e) {
      throw new KafkaStartException(
          "Kafka cannot use the directory " + dir + ": " + firstLine(e), e);
    } catch (OverlappingFileLockException e) {
      throw new KafkaStartException("another Kafka in this process has locked " + dir, e);
    }
    throw new KafkaStartException("another Kafka has locked " + dir, null);
  }

  private static int requireFree(int port) {
    try {
      return bind(port);
    } catch (IOException e) {
      throw new KafkaStartException("port " + port + " for Kafka is in use", e);
    }
  }

  private static int freePort() {
    try {
      return bind(0);
    } catch (IOException e) {
      throw new KafkaStartException("no free port for Kafka: " + firstLine(e), e);
    }
  }

  private static int bind(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      return socket.getLocalPort();
    }
  }

  private static boolean lostRaceForPort(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof java.net.BindException
          || String.valueOf(t.getMessage()).contains("Address already in use")) {
        return true;
      }
    }
    return false;
  }

  private static String firstLine(Throwable e) {
    if (e instanceof FileAlreadyExistsException) {
      return "it is not a directory";
    }
    String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return text.lines().findFirst().orElse(text);
  }
}
