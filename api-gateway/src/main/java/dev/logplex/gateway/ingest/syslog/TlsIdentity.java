package dev.logplex.gateway.ingest.syslog;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who the server is: the certificate for new handshakes, read again when its files change. While
 * new files cannot be used, the old certificate stays. Reading, and the costly part of handshakes,
 * is done by a worker, not by event loops.
 */
final class TlsIdentity {

  private static final Logger LOG = LoggerFactory.getLogger(TlsIdentity.class);
  private static final long CHECK_MILLIS = 500;

  private final TlsFiles files;
  private final ScheduledExecutorService worker;
  private volatile SslContext context;
  private TlsFiles.Stamp stamp;
  private String complaint;

  private TlsIdentity(TlsFiles files, ScheduledExecutorService worker)
      throws IOException, GeneralSecurityException {
    this.files = files;
    this.worker = worker;
    this.stamp = files.stamp();
    this.context = files.load();
  }

  /**
   * Reads the files, and looks after them as long as the worker works.
   *
   * @throws IllegalArgumentException if they cannot be used
   */
  static TlsIdentity watch(TlsFiles files, ScheduledExecutorService worker) {
    try {
      TlsIdentity identity = new TlsIdentity(files, worker);
      worker.scheduleWithFixedDelay(
          identity::reloadIfChanged, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
      return identity;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("syslog over TLS: " + TlsFiles.describe(e), e);
    }
  }

  /** A handler for one connection, which fails if there is no TLS session in time. */
  SslHandler handler(ByteBufAllocator allocator, Duration handshakeTimeout) {
    SslHandler handler = context.newHandler(allocator, worker);
    handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
    return handler;
  }

  private void reloadIfChanged() {
    try {
      TlsFiles.Stamp now = files.stamp();
      if (now.equals(stamp)) {
        return;
      }
      context = files.load();
      stamp = now;
      complaint = null;
      LOG.info("syslog over TLS has a new certificate");
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      complain(TlsFiles.describe(e));
    }
  }

  /** Once for each new complaint: files that do not fit are tried again each time. */
  private void complain(String text) {
    if (!text.equals(complaint)) {
      complaint = text;
      LOG.warn("syslog over TLS keeps its old certificate: {}", text);
    }
  }
}
