package dev.vopr.cli;

import java.io.Console;

/** Whether a person is watching. */
final class Terminal {
  private static final int LEAST = 80;
  private static final int USUAL = 110;
  private static final int MOST = 1_000;

  private Terminal() {}

  /** Returns whether standard input and output are a terminal that can rewrite a line. */
  @SuppressWarnings("SystemConsoleNull") // Not null from JDK 22 on, which isTerminal knows of.
  static boolean isInteractive() {
    Console console = System.console();
    String kind = System.getenv("TERM");
    return console != null && isTerminal(console) && kind != null && !kind.equals("dumb");
  }

  /** Returns the width of the terminal, as far as the shell tells, else that of reports. */
  static int columns() {
    String told = System.getenv("COLUMNS");
    boolean isNumber = told != null && told.matches("\\d{1,4}");
    return isNumber ? Math.min(MOST, Math.max(LEAST, Integer.parseInt(told))) : USUAL;
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
