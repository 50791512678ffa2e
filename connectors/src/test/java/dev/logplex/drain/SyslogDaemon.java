package dev.logplex.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Debian's rsyslogd or syslog-ng, run from where {@code .ci/syslog-receivers} unpacks them, on a
 * port and with files of its own. It writes each message that it understood as one JSON object.
 */
final class SyslogDaemon implements AutoCloseable {

  /** Which program, and whether over TLS. */
  enum Kind {
    RSYSLOG_TCP("rsyslogd", null),
    RSYSLOG_TLS("rsyslogd", "anon"),
    RSYSLOG_TLS_WITH_CLIENT_CERTIFICATE("rsyslogd", "x509/certvalid"),
    SYSLOG_NG_TCP("syslog-ng", null),
    SYSLOG_NG_TLS("syslog-ng", "optional-untrusted"),
    SYSLOG_NG_TLS_WITH_CLIENT_CERTIFICATE("syslog-ng", "required-trusted");

    private final String program;
    private final String verify;

    Kind(String program, String verify) {
      this.program = program;
      this.verify = verify;
    }

    boolean tls() {
      return verify != null;
    }

    boolean asksForClientCertificate() {
      return name().endsWith("WITH_CLIENT_CERTIFICATE");
    }
  }

  /** One message as the program understood it. */
  record Message(String host, String app, String process, String priority, String content) {}

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final Kind kind;
  private final Path directory;
  private final int port;
  private Process process;

  /** Does not start it. */
  SyslogDaemon(Kind kind, Path directory) {
    this.kind = kind;
    this.directory = directory;
    this.port = freePort();
  }

  /** Where a drain finds it. */
  String url() {
    return (kind.tls() ? "syslog+tls" : "syslog") + "://127.0.0.1:" + port;
  }

  /** Starts it, and returns when it accepts connections. */
  SyslogDaemon start() {
    try {
      X509Bundle certificate = Certs.good();
      Files.writeString(directory.resolve("cert.pem"), certificate.getCertificatePEM());
      Files.writeString(directory.resolve("key.pem"), certificate.getPrivateKeyPEM());
      Files.writeString(directory.resolve("client-ca.pem"), Certs.CA.getCertificatePEM());
      Files.writeString(
          directory.resolve("conf"), kind.program.equals("rsyslogd") ? rsyslog() : syslogNg());
      Path root = Unpacked.ROOT;
      ProcessBuilder command =
          new ProcessBuilder(kind.program.equals("rsyslogd") ? rsyslogd(root) : syslogNg(root))
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile());
      command.environment().put("LD_LIBRARY_PATH", Unpacked.libraries());
      process = command.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await().atMost(LIMIT).until(this::accepts);
    return this;
  }

  /** All messages so far, in the order in which they were written. */
  List<Message> messages() {
    try {
      Path out = directory.resolve("out");
      List<Message> messages = new ArrayList<>();
      if (Files.exists(out)) {
        String text = Files.readString(out);
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
          if (!line.isEmpty()) {
            JsonNode node = MAPPER.readTree(line);
            messages.add(
                new Message(
                    node.get("host").asText(),
                    node.get("app").asText(),
                    node.get("procid").asText(),
                    node.get("pri").asText(),
                    node.get("msg").asText()));
          }
        }
      }
      return messages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroy();
      try {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean accepts() throws IOException {
    assertThat(process.isAlive()).as(() -> kind.program + " ended: " + readLog()).isTrue();
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      return socket.isConnected();
    } catch (java.net.ConnectException e) {
      return false;
    }
  }

  private String readLog() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private List<String> rsyslogd(Path root) {
    return List.of(
        root.resolve("usr/sbin/rsyslogd").toString(),
        "-n",
        "-iNONE",
        "-f",
        directory.resolve("conf").toString(),
        "-M",
        Unpacked.directoryOf("lmnet.so"));
  }

  private List<String> syslogNg(Path root) {
    return List.of(
        root.resolve("usr/sbin/syslog-ng").toString(),
        "-F",
        "--no-caps",
        "-f",
        directory.resolve("conf").toString(),
        "-R",
        directory.resolve("persist").toString(),
        "-c",
        directory.resolve("control").toString(),
        "--pidfile=" + directory.resolve("pid"),
        "--module-path=" + Unpacked.directoryOf("libafsocket.so"));
  }

  private String rsyslog() {
    String tls =
        kind.tls()
            ? (" StreamDriver.Name=\"ossl\" StreamDriver.Mode=\"1\" StreamDriver.AuthMode=\"%s\"")
                .formatted(kind.verify)
            : "";
    String files =
        kind.tls()
            ? (" defaultNetstreamDriver=\"ossl\" defaultNetstreamDriverCAFile=\"DIR/client-ca.pem\""
                + " defaultNetstreamDriverCertFile=\"DIR/cert.pem\""
                + " defaultNetstreamDriverKeyFile=\"DIR/key.pem\"")
            : "";
    return """
        global(workDirectory="DIR" maxMessageSize="64k" net.enableDNS="off"
               parser.escapeControlCharactersOnReceive="off"FILES)
        module(load="imtcp"TLS)
        input(type="imtcp" address="127.0.0.1" port="PORT")
        template(name="json" type="list") {
          constant(value="{")
          property(name="hostname" format="jsonf" outname="host") constant(value=",")
          property(name="app-name" format="jsonf" outname="app") constant(value=",")
          property(name="procid" format="jsonf" outname="procid") constant(value=",")
          property(name="pri" format="jsonf" outname="pri") constant(value=",")
          property(name="msg" format="jsonf" outname="msg")
          constant(value="}\\n")
        }
        if $syslogfacility-text != "syslog" then {
          action(type="omfile" file="DIR/out" template="json")
        }
        """
        .replace("FILES", files)
        .replace("TLS", tls)
        .replace("DIR", directory.toString())
        .replace("PORT", Integer.toString(port));
  }

  private String syslogNg() {
    String tls =
        kind.tls()
            ? (" tls(cert-file(\"DIR/cert.pem\") key-file(\"DIR/key.pem\")"
                    + " ca-file(\"DIR/client-ca.pem\") peer-verify(%s))")
                .formatted(kind.verify)
            : "";
    return """
        @version: 3.38
        options { keep-hostname(yes); log-msg-size(65536); use-dns(no); flush-lines(1); };
        source in { syslog(transport("TRANSPORT") ip("127.0.0.1") port(PORT)TLS); };
        destination out { file("DIR/out" template(
          "$(format-json host=$HOST app=$PROGRAM procid=$PID pri=$PRI msg=$MSG)\\n")); };
        log { source(in); destination(out); };
        """
        .replace("TRANSPORT", kind.tls() ? "tls" : "tcp")
        .replace("TLS", tls)
        .replace("DIR", directory.toString())
        .replace("PORT", Integer.toString(port));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The programs, fetched by the script if they are not there yet. */
  private static final class Unpacked {
    static final Path ROOT = unpack();

    private static Path unpack() {
      Path top = Path.of("").toAbsolutePath();
      while (!Files.exists(top.resolve(".ci/syslog-receivers"))) {
        top = top.getParent();
      }
      try {
        Process script =
            new ProcessBuilder(top.resolve(".ci/syslog-receivers").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor())
            .as(() -> "these tests need Debian's rsyslog and syslog-ng: " + said)
            .isZero();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return top.resolve(".ci/receivers");
    }

    /** Where the packages' libraries are, on any architecture. */
    static String libraries() {
      return String.join(
          ":",
          Stream.concat(
                  Stream.of(ROOT.resolve("usr/lib/syslog-ng")),
                  Stream.of("usr/lib", "lib").flatMap(Unpacked::architectures))
              .map(Path::toString)
              .toList());
    }

    /** Where one of the packages' files is, whatever the version and the architecture. */
    static String directoryOf(String file) {
      try (Stream<Path> all = Files.walk(ROOT.resolve("usr/lib"))) {
        return all.filter(path -> path.endsWith(file))
            .findFirst()
            .orElseThrow()
            .getParent()
            .toString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Stream<Path> architectures(String under) {
      try (Stream<Path> entries = Files.list(ROOT.resolve(under))) {
        return entries
            .filter(entry -> entry.getFileName().toString().endsWith("-linux-gnu"))
            .toList()
            .stream();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
