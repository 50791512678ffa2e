package dev.logplex.standalone.deploy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of the machine that a test needs. */
public record Program(String path) {

  /**
   * @throws AssertionError if it is not there; says which Debian package has it
   */
  public static Program named(String name, String debianPackage) {
    for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
      Path file = Path.of(directory, name);
      if (Files.isExecutable(file)) {
        return new Program(file.toString());
      }
    }
    throw new AssertionError(
        "there is no "
            + name
            + ": install Debian's package "
            + debianPackage
            + ", as .ci/run does");
  }

  public ProcessBuilder with(String... arguments) {
    List<String> command = new ArrayList<>(List.of(path));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
