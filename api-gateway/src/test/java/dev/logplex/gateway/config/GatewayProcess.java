package dev.logplex.gateway.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A {@link TestGateway} in a process of its own, to be killed. */
final class GatewayProcess implements AutoCloseable {

  private final Process process;

  /** Starts it and returns when it takes part in writing. */
  GatewayProcess(String bootstrapServers, String id) {
    try {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx128m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  GatewayProcess.class.getName(),
                  bootstrapServers,
                  id)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String line = out.readLine(); !"ready".equals(line); line = out.readLine()) {
        if (line == null) {
          throw new IllegalStateException("the gateway process ended");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as {@code kill -9} does. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** Runs until standard input ends, which it does when the parent ends. */
  public static void main(String[] args) throws IOException {
    TestGateway gateway = new TestGateway(args[0], args[1]);
    System.out.println("ready");
    System.in.transferTo(OutputStream.nullOutputStream());
    gateway.close();
    System.exit(0);
  }
}
