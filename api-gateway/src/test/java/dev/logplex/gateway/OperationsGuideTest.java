package dev.logplex.gateway;

import static dev.logplex.gateway.TestGateway.NO_BODY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.gateway.GatewayMetrics.Rejection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine.Model.OptionSpec;

/** {@code docs/operations.md} leaves nothing out. */
class OperationsGuideTest {

  private static final Pattern METRIC = Pattern.compile("(?m)^# TYPE (\\S+) ");
  private static final Pattern FAMILY = Pattern.compile("`([a-z_]+_)\\*`");

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  @Test
  void tellsOfEverySetting() throws Exception {
    String guide = guide();
    for (OptionSpec option : Gateway.commandLine(Map.of()).getCommandSpec().options()) {
      if (option.versionHelp() || option.usageHelp()) {
        continue;
      }
      String name = option.longestName();
      String variable = name.substring(1).replace('-', '_').toUpperCase(Locale.ROOT);
      assertThat(guide).contains("| `" + name + "` | `LOGPLEX" + variable + "` |");
    }
  }

  @Test
  void tellsOfEveryMetricAndReason() throws Exception {
    String guide = guide();
    List<String> families = new ArrayList<>();
    FAMILY.matcher(guide).results().forEach(family -> families.add(family.group(1)));
    String metrics = RawHttp.request(gateway.apiPort(), "GET", "/metrics", NO_BODY).text();

    assertThat(METRIC.matcher(metrics).results().map(found -> found.group(1)))
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(
                        guide.contains("`" + name.replaceFirst("_max$", ""))
                            || families.stream().anyMatch(name::startsWith))
                    .as(name)
                    .isTrue());
    for (Rejection reason : Rejection.values()) {
      assertThat(guide).contains("`" + reason.name().toLowerCase(Locale.ROOT) + "`");
    }
  }

  private static String guide() throws IOException {
    return Files.readString(Path.of("..", "docs", "operations.md"));
  }
}
