package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LogplexTest {

  @Test
  void anUnknownOptionEndsWithOneSentence() {
    StringWriter err = new StringWriter();
    CommandLine line = Logplex.commandLine().setErr(new PrintWriter(err));
    assertThat(line.execute("up", "--nonsense")).isEqualTo(2);
    assertThat(err.toString().strip())
        .isEqualTo("logplex: Unknown option: '--nonsense' (try logplex up --help)");
  }

  @Test
  void withoutACommandItSaysHowToCallIt() {
    StringWriter err = new StringWriter();
    CommandLine line = Logplex.commandLine().setErr(new PrintWriter(err));
    assertThat(line.execute()).isEqualTo(2);
    assertThat(err.toString()).contains("logplex --help");
  }
}
