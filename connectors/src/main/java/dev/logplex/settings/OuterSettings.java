package dev.logplex.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings given outside of the command line: in environment variables, and in a file, which is
 * weaker. Empty values count as not given.
 */
public final class OuterSettings {

  private final String prefix;
  private final Map<String, String> environment;
  private final Properties file;

  private OuterSettings(String prefix, Map<String, String> environment, Properties file) {
    this.prefix = prefix;
    this.environment = environment;
    this.file = file;
  }

  /** Settings of the environment alone. */
  public static OuterSettings of(String prefix, Map<String, String> environment) {
    return new OuterSettings(prefix, environment, new Properties());
  }

  /**
   * @param prefix what the variables begin with: {@code api-port} is {@code LOGPLEX_API_PORT} after
   *     {@code LOGPLEX_}
   * @param file properties in UTF-8, {@code key=value}; null for none
   * @param keys what the file may hold
   * @throws IllegalArgumentException if the file cannot be read or holds other keys; the text names
   *     them
   */
  public static OuterSettings read(
      String prefix, Map<String, String> environment, Path file, Set<String> keys) {
    if (file == null) {
      return of(prefix, environment);
    }
    Properties properties = properties(file);
    Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
    unknown.removeAll(keys);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          file + " holds unknown settings: " + String.join(", ", unknown));
    }
    return new OuterSettings(prefix, environment, properties);
  }

  /**
   * Reads {@code key=value} lines in UTF-8.
   *
   * @throws IllegalArgumentException if that is not possible; the text names the file
   */
  public static Properties properties(Path file) {
    Properties properties = new Properties();
    try (Reader text = Files.newBufferedReader(file)) {
      properties.load(text);
      return properties;
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("the file " + file + " does not exist", e);
    } catch (IOException | IllegalArgumentException e) {
      // Without the cause's text: it may quote a line that holds a secret.
      throw new IllegalArgumentException("the file " + file + " cannot be read as properties", e);
    }
  }

  /** The value of a key; null if it is not given. */
  public String get(String key) {
    String value = environment.get(variable(prefix, key));
    if (value == null || value.isEmpty()) {
      value = file.getProperty(key);
    }
    return value == null || value.isBlank() ? null : value.strip();
  }

  /** The environment variable of a key. */
  public static String variable(String prefix, String key) {
    return prefix + key.replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
