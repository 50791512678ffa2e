package dev.logplex.standalone;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * How to reach a running process and with which right; the file tells programs that all of it
 * works.
 *
 * @param api URL of the API
 * @param ingest URL of the ingest port
 * @param syslog {@code host:port} for syslog over TCP; null for none
 * @param syslogTls {@code host:port} for syslog over TLS; null for none
 * @param flink URL of Flink's REST API and UI
 * @param apiKey what follows {@code Authorization: Basic }, and {@code Bearer }
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Endpoints(
    URI api,
    URI ingest,
    String syslog,
    String syslogTls,
    URI flink,
    String user,
    String password,
    String apiKey,
    long pid) {

  public void write(Path file) throws IOException {
    PrivateFile.write(
        file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
  }

  @Override
  public String toString() {
    return "Endpoints[api=" + api + ", ingest=" + ingest + ", flink=" + flink + "]";
  }
}
