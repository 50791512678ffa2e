package dev.logplex.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The figures of one end-to-end measurement. */
record EndToEndReport(
    Conditions conditions,
    EndToEnd options,
    double seconds,
    long acknowledged,
    long delivered,
    Latencies post,
    Latencies line,
    CpuTable server,
    CpuTable harness,
    Balance balance,
    List<String> troubles) {

  boolean complete() {
    return balance.clean() && troubles.isEmpty();
  }

  private double perSecond(long lines) {
    return lines / seconds;
  }

  String text() {
    StringBuilder out = new StringBuilder();
    out.append(String.format("%n%s%n%n", conditions));
    out.append(
        String.format(
            "POSTs of %d lines of %d octets over %d connections; %d channel(s) with %d drain(s) each,"
                + " %s; %.1f s measured after %d s of warm-up.%n%n",
            options.linesPerPost,
            options.lineOctets,
            options.connections,
            options.channels,
            options.drains,
            options.rate == 0 ? "as fast as it goes" : options.rate + " lines/s",
            seconds,
            options.warmUp));
    out.append(String.format("| | |%n|---|---|%n"));
    out.append(String.format("| acknowledged | %,.0f lines/s |%n", perSecond(acknowledged)));
    out.append(String.format("| delivered | %,.0f lines/s |%n", perSecond(delivered)));
    out.append(String.format("| POST to 204 | %s |%n", post));
    out.append(String.format("| POST to drain, each line | %s |%n", line));
    out.append(String.format("| books | %s |%n", balance));
    out.append(String.format("| troubles of the sources | %s |%n", troubles));
    return out.append(server.text()).append(harness.text()).toString();
  }

  void write(Path file) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    conditions.json(json.putObject("conditions"));
    json.putObject("load")
        .put("connections", options.connections)
        .put("channels", options.channels)
        .put("drains", options.drains)
        .put("lines_per_post", options.linesPerPost)
        .put("line_octets", options.lineOctets)
        .put("rate", options.rate)
        .put("warm_up", options.warmUp)
        .put("seconds", seconds);
    json.put("acknowledged_per_second", perSecond(acknowledged));
    json.put("delivered_per_second", perSecond(delivered));
    post.json(json.putObject("post_ms"));
    line.json(json.putObject("line_ms"));
    balance.json(json.putObject("books"));
    server.json(json.putObject("server"));
    harness.json(json.putObject("harness"));
    troubles.forEach(json.putArray("troubles")::add);
    mapper.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
  }
}
