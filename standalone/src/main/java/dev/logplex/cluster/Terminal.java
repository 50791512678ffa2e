package dev.logplex.cluster;

import java.io.PrintStream;

/** Where the person who gave a command reads. */
record Terminal(PrintStream out, PrintStream err) {

  void line(String text) {
    out.println(text);
    out.flush();
  }

  void error(String sentence) {
    err.println("logplex: " + sentence);
    err.flush();
  }
}
