package dev.logplex.cluster;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.standalone.Endpoints;
import dev.logplex.standalone.PrivateFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How to reach a cluster: what {@code logplex up} tells, of the first gateway, and the rest.
 *
 * @param first its process id is the supervisor's
 * @param gateways URLs of all gateways' APIs
 * @param ingests URLs of all gateways' ingest ports
 * @param bootstrap Kafka's {@code host:port}
 * @param pids process ids by the names of parts; those that live
 */
record ClusterEndpoints(
    @JsonUnwrapped Endpoints first,
    List<URI> gateways,
    List<URI> ingests,
    String bootstrap,
    Map<String, Long> pids) {

  void write(Path file) throws IOException {
    PrivateFile.write(
        file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
  }
}
