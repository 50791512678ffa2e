package dev.logplex.standalone.replay;

import dev.logplex.drain.DrainSettings;
import dev.logplex.drain.DrainUrl;
import dev.logplex.drain.InvalidDrainUrlException;
import dev.logplex.job.replay.SavepointHistory;
import dev.logplex.kafka.ConfigCodec;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import dev.logplex.secret.Sealer;
import dev.logplex.secret.SecretKeys;
import dev.logplex.syslog.LineFilter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code logplex replay}: exit status 0 if all went well, 1 if not, 2 if asked wrongly. */
@Command(
    name = "replay",
    sortOptions = false,
    description = {
      "Reads the histories in a savepoint or a retained checkpoint, without a cluster, and prints"
          + " them or sends them again. Progress and counts go to standard error.",
      "Exit status: 0 all was done, 1 it failed or was done in part, 2 wrong options."
    })
public final class ReplayCommand implements Callable<Integer> {

  private static final Duration BUDGET = Duration.ofMinutes(5);
  private static final String SECRET_KEY = "LOGPLEX_SECRET_KEY";
  private static final String CREDENTIALS = "LOGPLEX_REPLAY_CREDENTIALS";

  @Option(
      names = "--savepoint",
      paramLabel = "PATH",
      required = true,
      description = "Savepoint, canonical or native, or retained checkpoint (…/chk-N).")
  private String savepoint;

  @Option(
      names = "--channel",
      paramLabel = "ID",
      description = "Only this channel; may be given several times (default: all).")
  private Set<String> channels = Set.of();

  @Option(
      names = "--source",
      paramLabel = "S",
      description = "Only lines of this source; may be given several times.")
  private List<String> sources = List.of();

  @Option(
      names = "--ps",
      paramLabel = "P",
      description = "Only lines of this process, 'web' meaning 'web.1' too; several times.")
  private List<String> processes = List.of();

  @Option(
      names = "--since",
      paramLabel = "T",
      converter = TimeConverter.class,
      description =
          "Only lines whose own time is T (RFC 3339) or later. With --since or --until, lines"
              + " without a readable time are left out and counted.")
  private Instant since;

  @Option(
      names = "--until",
      paramLabel = "T",
      converter = TimeConverter.class,
      description = "Only lines whose own time is before T.")
  private Instant until;

  @Option(
      names = "--format",
      paramLabel = "lines|logplex|json",
      converter = FormConverter.class,
      description =
          "How lines are printed: as a session shows them (default), as octet-counted frames, or"
              + " as JSON objects with channel and number.")
  private LineForm form;

  @Option(
      names = "--to",
      paramLabel = "URL",
      description =
          "Send drain requests to this URL, in one of a drain's schemes. Its user:password, if it"
              + " needs one, is taken from "
              + CREDENTIALS
              + ".")
  private String to;

  @Option(
      names = "--into",
      paramLabel = "CHANNEL",
      description = "Write the lines into this channel, through a gateway.")
  private String into;

  @Option(
      names = "--drain",
      paramLabel = "D",
      description =
          "Send each channel's lines to its drain with this id or token, where and how the"
              + " savepoint says. Needs the key of secrets.")
  private String drain;

  @Option(
      names = "--endpoints",
      paramLabel = "FILE",
      defaultValue = "data/endpoints.json",
      description = "For --into: what a running Logplex wrote (default: ./data/endpoints.json).")
  private Path endpoints;

  @Option(
      names = "--api",
      paramLabel = "URL",
      description =
          "For --into: the gateway's API; user and password come from LOGPLEX_USER and"
              + " LOGPLEX_PASSWORD, or from the endpoints file.")
  private URI api;

  @Option(
      names = "--ingest",
      paramLabel = "URL",
      description = "For --into: where lines are written, if that is not the API.")
  private URI ingest;

  @Option(
      names = "--secret-key-file",
      paramLabel = "FILE",
      description =
          "For --drain: the key of secrets at rest (default: "
              + SECRET_KEY
              + " from the environment, else ./data/secret.key).")
  private Path secretKeyFile;

  @Option(
      names = "--drain-ca",
      paramLabel = "FILE",
      description = "For --to and --drain: certificates, in PEM, trusted beside the platform's.")
  private Path drainCa;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this.")
  private boolean help;

  @Spec private CommandSpec spec;

  private final OutputStream out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private SavedDrains savedDrains;

  /**
   * @param out where lines are printed, octet by octet
   */
  public ReplayCommand(OutputStream out, PrintStream err, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    requireOneDestination();
    try (Scratch scratch = Scratch.make()) {
      SavepointHistory history = SavepointHistory.open(savepoint, channels, scratch.directory());
      try (Destination destination = destination()) {
        return run(history, destination);
      }
    } catch (IOException | IllegalArgumentException e) {
      err.println("logplex: " + e.getMessage());
      return 1;
    }
  }

  private int run(SavepointHistory history, Destination destination) throws InterruptedException {
    Replay replay =
        new Replay(
            channels,
            LineFilter.of(sources, processes, "", LineFilter.DEBUG),
            new TimeRange(since, until),
            destination,
            err);
    String problem;
    try {
      history.read(replay);
      destination.finish();
      problem = problem(replay, destination);
    } catch (IOException | IllegalArgumentException e) {
      problem = e.getMessage();
    }
    err.println("replay: " + replay.counts());
    if (problem != null) {
      err.println("logplex: " + problem);
    }
    return problem == null ? 0 : 1;
  }

  private String problem(Replay replay, Destination destination) {
    if (!replay.unseen().isEmpty()) {
      return savepoint + " has no channel " + String.join(" or ", new TreeSet<>(replay.unseen()));
    }
    if (savedDrains != null && !savedDrains.found()) {
      return "no channel read from " + savepoint + " has a drain " + drain;
    }
    return destination.shortfall();
  }

  private Destination destination() throws IOException, InterruptedException {
    if (into != null) {
      Endpoint gateway = Endpoint.find(endpoints, api, ingest, environment);
      return new WrittenIntoChannel(new GatewayClient(gateway, BUDGET), into);
    }
    String id = UUID.randomUUID().toString();
    if (to != null) {
      Drain target = new Drain(0, "d." + id, url(), DrainOptions.DEFAULT);
      return new SentToUrl(channel -> Optional.of(target), id, drainSettings());
    }
    if (drain != null) {
      savedDrains = new SavedDrains(drain, new ConfigCodec(new Sealer(secretKey())));
      return new SentToUrl(savedDrains, id, drainSettings());
    }
    return new Printed(form == null ? LineForm.LINES : form, out);
  }

  private void requireOneDestination() {
    long given =
        List.of(given(form), given(to), given(into), given(drain)).stream().filter(g -> g).count();
    if (given > 1) {
      throw usage("only one of --format, --to, --into and --drain can be given");
    }
    if (since != null && until != null && !since.isBefore(until)) {
      throw usage("--since must be before --until");
    }
    if (to != null) {
      try {
        if (DrainUrl.parse(to).userinfo() != null) {
          throw usage(
              "--to must not hold user and password, which others on this machine could see; set "
                  + CREDENTIALS
                  + "=user:password");
        }
      } catch (InvalidDrainUrlException e) {
        throw usage("--to is no URL that lines can be sent to: " + e.reason());
      }
    }
  }

  private static boolean given(Object option) {
    return option != null;
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private String url() {
    String credentials = environment.get(CREDENTIALS);
    return credentials == null ? to : to.replaceFirst("://", "://" + credentials + "@");
  }

  private byte[] secretKey() throws IOException {
    if (secretKeyFile == null && environment.containsKey(SECRET_KEY)) {
      return Base64.getDecoder().decode(environment.get(SECRET_KEY).strip());
    }
    Path file = secretKeyFile == null ? Path.of("data", "secret.key") : secretKeyFile;
    if (Files.notExists(file)) {
      throw new IOException(
          "there is no " + file + "; name the key with --secret-key-file or set " + SECRET_KEY);
    }
    return SecretKeys.read(file);
  }

  /** Who may run this may send anywhere. */
  private DrainSettings drainSettings() {
    return DrainSettings.DEFAULT.with(
        DrainSettings.Reach.PRIVATE_TOO.trusting(drainCa == null ? null : drainCa.toString()));
  }

  /** Reads a time of RFC 3339. */
  private static final class TimeConverter implements CommandLine.ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return TimeRange.parse(text);
      } catch (DateTimeException e) {
        throw new CommandLine.TypeConversionException(
            "'" + text + "' is no time such as 2026-03-01T08:15:30Z");
      }
    }
  }

  /** Reads a form by its name in small letters. */
  private static final class FormConverter implements CommandLine.ITypeConverter<LineForm> {
    @Override
    public LineForm convert(String text) {
      for (LineForm form : LineForm.values()) {
        if (form.name().toLowerCase(Locale.ROOT).equals(text)) {
          return form;
        }
      }
      throw new CommandLine.TypeConversionException(
          "'" + text + "' is none of lines, logplex and json");
    }
  }
}
