package dev.logplex.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.Map;

/**
 * What one process spent while a number of lines passed.
 *
 * @param process its role
 * @param before at the beginning
 * @param after at the end
 * @param lines lines that passed meanwhile
 * @param seconds how long that took
 */
record CpuTable(
    String process, ProcessSample before, ProcessSample after, long lines, double seconds) {

  private double total() {
    return after.cpuSeconds() - before.cpuSeconds();
  }

  private double perMillion(double cpu) {
    return lines == 0 ? 0 : cpu * 1e6 / lines;
  }

  /** A Markdown table, largest group first. */
  String text() {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            "%n| %s | CPU s | CPU s per million lines | cores |%n|---|---:|---:|---:|%n", process));
    ThreadGroups.between(before, after).entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .filter(group -> group.getValue() >= 0.05)
        .forEach(group -> out.append(row(group.getKey(), group.getValue())));
    out.append(row("**all**", total()));
    out.append(
        String.format(
            "%nRSS of %s: %d MiB before, %d MiB after%n",
            process, before.rssBytes() >> 20, after.rssBytes() >> 20));
    return out.toString();
  }

  private String row(String name, double cpu) {
    return String.format(
        "| %s | %.1f | %.2f | %.2f |%n", name, cpu, perMillion(cpu), cpu / seconds);
  }

  void json(ObjectNode json) {
    json.put("cpu_seconds", total());
    json.put("cpu_seconds_per_million_lines", perMillion(total()));
    json.put("rss_before", before.rssBytes());
    json.put("rss_after", after.rssBytes());
    ObjectNode groups = json.putObject("groups");
    ThreadGroups.between(before, after).forEach((name, cpu) -> groups.put(name, cpu));
    ObjectNode threads = json.putObject("threads");
    ThreadGroups.byThread(before, after).forEach((name, cpu) -> threads.put(name, cpu));
  }
}
