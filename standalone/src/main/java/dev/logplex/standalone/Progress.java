package dev.logplex.standalone;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Tells the person at the terminal how far the start has come: a line per phase, with its time. */
public final class Progress {

  private final PrintStream out;

  public Progress(PrintStream out) {
    this.out = out;
  }

  /** Runs a phase and prints its line when it is done. */
  public <T> T phase(String name, Callable<T> work) throws Exception {
    long start = System.nanoTime();
    T result = work.call();
    line(String.format(Locale.ROOT, "%-42s %5.1f s", name, (System.nanoTime() - start) / 1e9));
    return result;
  }

  public void line(String text) {
    out.println(text);
    out.flush();
  }
}
