package dev.logplex.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/**
 * The operator's user and password.
 *
 * @param user id of the operator's cred; without a colon, which HTTP Basic would split it at
 */
public record Credentials(String user, String password) {

  public static final String USER_VARIABLE = "LOGPLEX_USER";
  public static final String PASSWORD_VARIABLE = "LOGPLEX_PASSWORD";

  private static final String DEFAULT_USER = "logplex";
  private static final int PASSWORD_OCTETS = 32;
  private static final ObjectMapper JSON = new ObjectMapper();

  public Credentials {
    if (user.isEmpty() || user.indexOf(':') >= 0 || password.isEmpty()) {
      throw new StartException(
          USER_VARIABLE
              + " and "
              + PASSWORD_VARIABLE
              + " must not be empty, and the user has no ':'");
    }
  }

  /**
   * Takes user and password from the environment, and what is not there from the file, which is
   * made, with a random password, if there is none: they stay the same from start to start.
   */
  public static Credentials load(Path file, Map<String, String> environment) {
    String user = environment.get(USER_VARIABLE);
    String password = environment.get(PASSWORD_VARIABLE);
    if (user != null && password != null) {
      return new Credentials(user, password);
    }
    try {
      Credentials kept = Files.exists(file) ? read(file) : create(file);
      return new Credentials(
          user == null ? kept.user : user, password == null ? kept.password : password);
    } catch (IOException e) {
      throw new StartException("cannot use " + file + ": " + StartException.reason(e), e);
    }
  }

  /** What follows {@code Authorization: Basic } for this user. */
  public String basic() {
    return Base64.getEncoder()
        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private static Credentials read(Path file) throws IOException {
    JsonNode json;
    try {
      json = JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      // Without its cause: the parser quotes what it read.
      throw new IOException("it is not JSON");
    }
    if (!json.path("user").isTextual() || !json.path("password").isTextual()) {
      throw new IOException("it has no user and password");
    }
    return new Credentials(json.get("user").asText(), json.get("password").asText());
  }

  private static Credentials create(Path file) throws IOException {
    byte[] random = new byte[PASSWORD_OCTETS];
    new SecureRandom().nextBytes(random);
    Credentials made =
        new Credentials(
            DEFAULT_USER, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    made.keep(file);
    return made;
  }

  /** Writes them where {@link #load} finds them. */
  public void keep(Path file) throws IOException {
    PrivateFile.write(file, JSON.writeValueAsString(this) + "\n");
  }

  @Override
  public String toString() {
    return "Credentials[user=" + user + "]";
  }
}
