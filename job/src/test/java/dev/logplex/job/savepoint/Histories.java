package dev.logplex.job.savepoint;

import dev.logplex.history.HistoryChunk;
import dev.logplex.job.replay.HistoryVisitor;
import dev.logplex.job.replay.SavedChannel;
import dev.logplex.job.replay.SavepointHistory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The histories in a savepoint, briefly: {@code from 1: 1-150} for lines 1 to 150, numbered so. */
final class Histories implements HistoryVisitor {

  private static final Pattern LINE = Pattern.compile(" - line (\\d+)\n");

  private final Map<String, String> all = new TreeMap<>();
  private String channel;
  private long first;
  private NumberRuns lines;

  private Histories() {}

  /**
   * @param scratch where there is room
   * @return by channel; channels without lines are left out
   */
  static Map<String, String> of(Path savepoint, Path scratch) throws Exception {
    Histories histories = new Histories();
    SavepointHistory.open(
            savepoint.toString(), Set.of(), Files.createTempDirectory(scratch, "read"))
        .read(histories);
    return histories.all;
  }

  @Override
  public void channel(SavedChannel next) {
    channel = next.id();
    first = 0;
    lines = NumberRuns.NONE;
  }

  @Override
  public void lines(HistoryChunk chunk) {
    if (first == 0) {
      first = chunk.firstSeq();
    }
    String text = new String(chunk.frames(), StandardCharsets.ISO_8859_1);
    for (Matcher line = LINE.matcher(text); line.find(); ) {
      lines = lines.and(Long.parseLong(line.group(1)));
    }
    all.put(channel, "from " + first + ": " + lines);
  }
}
