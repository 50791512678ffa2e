package dev.logplex.job.savepoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.job.JobConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A build of the job in which one class is another than here, run in a process of its own: it
 * closes history chunks at 40 lines and has 8 tail slots, so that it cuts differently what it
 * finds.
 */
final class ChangedBuild implements AutoCloseable {

  private static final Path CHANGED =
      Path.of("src", "main", "java", "dev", "logplex", "job", "channel", "HistorySlots.java");

  private static final String ANSWER = "answer: ";

  private final Process process;
  private final BufferedReader out;

  private ChangedBuild(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Compiles it and lets it go on from a savepoint. Returns when its tasks run. */
  static ChangedBuild start(JobConfig config, Path directory, Path savepoint, int parallelism)
      throws Exception {
    Path classes = compile(directory.resolve("changed"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes + ":" + System.getProperty("java.class.path"),
                ChangedBuild.class.getName(),
                config.kafka().bootstrapServers(),
                config.secretKeyFile(),
                directory.toString(),
                savepoint.toString(),
                Integer.toString(parallelism))
            .redirectError(directory.resolve("changed.log").toFile())
            .start();
    ChangedBuild build = new ChangedBuild(process);
    try {
      assertThat(build.answer()).as("first answer").isEqualTo("runs");
      return build;
    } catch (Exception | AssertionError e) {
      build.close();
      throw new IOException(Files.readString(directory.resolve("changed.log")), e);
    }
  }

  /** Stops the job with a savepoint, and the process. */
  Path stop() throws Exception {
    process.getOutputStream().close();
    Path savepoint = Path.of(answer());
    assertThat(process.waitFor()).isZero();
    return savepoint;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Runs in the other process, until its input ends. */
  public static void main(String[] args) throws Exception {
    JobConfig config = SavepointMatrixTest.config(args[0], args[1]);
    Path directory = Path.of(args[2]);
    try (RunningJob job =
        RunningJob.start(config, directory, Path.of(args[3]), Integer.parseInt(args[4]))) {
      System.out.println(ANSWER + "runs");
      System.in.readAllBytes();
      System.out.println(ANSWER + job.stop(directory.resolve("savepoints")));
    }
    System.exit(0);
  }

  /** The next answer; what is logged between them is passed over. */
  private String answer() throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(ANSWER)) {
        return line.substring(ANSWER.length());
      }
    }
    throw new IOException("the process ended");
  }

  private static Path compile(Path directory) throws IOException {
    String source = Files.readString(CHANGED);
    String changed =
        source
            .replace("int CHUNK_LINES = 64;", "int CHUNK_LINES = 40;")
            .replace("int TAIL_SLOTS = 32;", "int TAIL_SLOTS = 8;");
    assertThat(changed).isNotEqualTo(source).contains("= 40;", "= 8;");
    Path file = Files.createDirectories(directory.resolve("src")).resolve("HistorySlots.java");
    Files.writeString(file, changed, StandardCharsets.UTF_8);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  null,
                  files,
                  null,
                  List.of(
                      "-proc:none",
                      "-cp",
                      System.getProperty("java.class.path"),
                      "-d",
                      directory.toString()),
                  null,
                  files.getJavaFileObjects(file))
              .call();
      assertThat(compiled).isTrue();
    }
    return directory;
  }
}
