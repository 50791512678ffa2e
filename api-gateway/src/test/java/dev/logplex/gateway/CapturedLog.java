package dev.logplex.gateway;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What the gateway logs, from INFO up, until this is closed. */
final class CapturedLog extends AbstractAppender implements AutoCloseable {

  private static final String LOGGER = "dev.logplex.gateway";

  private final List<LogEvent> events = new CopyOnWriteArrayList<>();
  private final Logger logger = (Logger) LogManager.getLogger(LOGGER);
  private final Level before = logger.getLevel();

  CapturedLog() {
    super("captured", null, null, true, Property.EMPTY_ARRAY);
    start();
    Configurator.setLevel(LOGGER, Level.INFO);
    logger.addAppender(this);
  }

  @Override
  public void append(LogEvent event) {
    events.add(event.toImmutable());
  }

  /** Events whose text holds this. */
  List<LogEvent> with(String text) {
    return events.stream()
        .filter(event -> event.getMessage().getFormattedMessage().contains(text))
        .toList();
  }

  @Override
  public void close() {
    logger.removeAppender(this);
    Configurator.setLevel(LOGGER, before);
    stop();
  }
}
