package dev.vopr.cli;

import java.io.Console;

/** Whether a person is watching. */
final class Terminal {
  private Terminal() {}

  /** Returns whether standard input and output are a terminal that can rewrite a line. */
  @SuppressWarnings("SystemConsoleNull") // Not null from JDK 22 on, which isTerminal knows of.
  static boolean isInteractive() {
    Console console = System.console();
    String kind = System.getenv("TERM");
    return console != null && isTerminal(console) && kind != null && !kind.equals("dumb");
  }

  /** From JDK 22 on there is a console even without a terminal; it knows which. */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
