package dev.logplex.standalone.deploy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;

/** Files of the repository. */
public final class Repository {

  public static final Path TOP = Path.of("..").toAbsolutePath().normalize();

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern VARIABLE = Pattern.compile("LOGPLEX_[A-Z_]+");

  private Repository() {}

  public static String text(String file) {
    try {
      return Files.readString(TOP.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of a YAML file. */
  public static List<JsonNode> yaml(String file) {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text(file))) {
      return documents.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JsonNode yamlText(String text) throws IOException {
    return YAML.readTree(text);
  }

  /** {@code flink-conf/config.yaml}, with other settings over it. */
  public static Configuration flinkConf(Map<String, String> over) {
    return GlobalConfiguration.loadConfiguration(
        TOP.resolve("flink-conf").toString(), Configuration.fromMap(over));
  }

  /** Settings of a file in {@code flink-conf}. */
  public static Map<String, String> flinkSettings(String file) {
    return YAML.convertValue(yaml("flink-conf/" + file).get(0), new TypeReference<>() {});
  }

  /** Every variable of the environment that the operators' guide tells of. */
  public static Set<String> documentedVariables() {
    return VARIABLE
        .matcher(text("docs/operations.md"))
        .results()
        .map(found -> found.group())
        .collect(Collectors.toSet());
  }
}
