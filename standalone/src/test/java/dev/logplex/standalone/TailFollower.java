package dev.logplex.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows a channel of numbered lines, one connection after the other, and keeps books: every line
 * follows on the one before, or a notice tells exactly how many are missing. An event stream is
 * resumed behind its last event; plain text starts with history again, which may be shorter than
 * what passed meanwhile.
 */
public final class TailFollower implements AutoCloseable {

  private static final Pattern LINE = Pattern.compile(".*\\]: s=(\\d{4}) n=(\\d{12}) t=.*");
  private static final Pattern LOST =
      Pattern.compile(".* logplex\\[1\\]: Error L11 .* dropped (\\d+) messages since .*");

  private final boolean events;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<Integer, Long> next = new ConcurrentHashMap<>();
  private final Map<Integer, Long> first = new ConcurrentHashMap<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final List<String> gaps = new CopyOnWriteArrayList<>();
  private Thread reader;
  private InputStream body;
  private String lastId;
  private long told;

  /** Told of on this connection, but no line came behind that yet. */
  private long unsettled;

  private long jumped;
  private volatile long lines;

  private TailFollower(boolean events) {
    this.events = events;
  }

  /** One that takes events, and resumes behind the last of them. */
  public static TailFollower ofEvents() {
    return new TailFollower(true);
  }

  static TailFollower ofText() {
    return new TailFollower(false);
  }

  /** Opens a session, and returns when it was answered. The connection before has ended. */
  public void connect(URI session) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(session);
    if (events) {
      request.header("Accept", "text/event-stream");
    }
    if (lastId != null) {
      request.header("Last-Event-ID", lastId);
    }
    HttpResponse<InputStream> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw new IOException("a session was answered " + answer.statusCode());
    }
    body = answer.body();
    unsettled = 0;
    reader = new Thread(this::read, "follower");
    reader.start();
  }

  /** Waits until the connection has ended. */
  public void awaitEnd() throws InterruptedException {
    reader.join();
  }

  /** What was not as it should be. */
  public List<String> faults() {
    return faults;
  }

  /** Lines that came, all connections together. */
  public long lines() {
    return lines;
  }

  /** Lines that notices told of as lost, once {@link #awaitEnd} has returned. */
  public long told() {
    return told;
  }

  /** Lines left out between those that came, likewise. */
  long jumped() {
    return jumped;
  }

  /** Numbers from the first line to the newest one, of all timelines. */
  long span() {
    return next.entrySet().stream().mapToLong(e -> e.getValue() - first.get(e.getKey())).sum();
  }

  /** Where lines were left out. */
  List<String> gaps() {
    return gaps;
  }

  /** The number behind the newest line of a timeline, likewise. */
  long next(int timeline) {
    return next.getOrDefault(timeline, 0L);
  }

  private void read() {
    Set<Integer> begun = new HashSet<>();
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      String id = null;
      String data = null;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!events) {
          take(line, begun);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.isEmpty() && data != null) {
          // An event counts when it has ended.
          take(data, begun);
          lastId = id;
          data = null;
        }
      }
    } catch (IOException e) {
      // The connection broke, as it does when a process is killed.
    }
  }

  private void take(String line, Set<Integer> begun) {
    Matcher lost = LOST.matcher(line);
    if (lost.matches()) {
      unsettled += Long.parseLong(lost.group(1));
      return;
    }
    Matcher found = LINE.matcher(line);
    if (!found.matches()) {
      return;
    }
    told += unsettled;
    unsettled = 0;
    int timeline = Integer.parseInt(found.group(1));
    long number = Long.parseLong(found.group(2));
    // Where the first connection begins depends on how much history there was.
    first.putIfAbsent(timeline, number);
    long expected = next.getOrDefault(timeline, number);
    boolean isHistory = !events && begun.add(timeline);
    if (number < expected && !isHistory) {
      faults.add(number + " of " + timeline + " came again, behind " + (expected - 1));
    }
    if (!isHistory && number > expected) {
      jumped += number - expected;
      gaps.add("from " + expected + " to " + number + " of " + timeline + ", told " + told);
    }
    next.put(timeline, number + 1);
    lines++;
  }

  @Override
  public void close() throws IOException {
    if (body != null) {
      body.close();
    }
  }
}
