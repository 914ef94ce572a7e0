package dev.vopr.cli;

import dev.vopr.report.ClusterState;
import dev.vopr.report.TextOf;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/** Goes through a trace event by event, as someone at a terminal asks for. */
final class Stepper {
  private static final String HELP =
      "  [Enter] next event   n next fault   c to the end   q quit   > ";

  /** How far to go before asking again. */
  private enum Until {
    EVENT,
    FAULT,
    END,
    NOWHERE
  }

  private final Trace trace;
  private final BufferedReader in;
  private final PrintStream out;

  Stepper(Trace trace, BufferedReader in, PrintStream out) {
    this.trace = trace;
    this.in = in;
    this.out = out;
  }

  /** Shows the events from one with an ordinal on; those before it are passed over. */
  void run(long from) {
    ClusterState state = new ClusterState(trace.header());
    TextOf words = new TextOf(trace.header());
    Until until = Until.EVENT;
    for (TraceRecord record : trace.records()) {
      state.apply(record.event());
      String text = words.apply(record);
      boolean isFault = record.event() instanceof TraceEvent.Struck;
      boolean isShown = record.ordinal() >= from && (isFault || !text.isEmpty());
      if (isShown) {
        out.println(line(record, text));
      }
      if (isShown && (until == Until.EVENT || (until == Until.FAULT && isFault))) {
        state.rows(0).forEach(out::println);
        until = ask();
        if (until == Until.NOWHERE) {
          return;
        }
      }
    }
    state.rows(0).forEach(out::println);
    out.println("  the end of the run: " + trace.header().verdict());
  }

  static String line(TraceRecord record, String text) {
    String what =
        text.isEmpty() && record.event() instanceof TraceEvent.Struck struck
            ? "*** " + struck.decision().kind().key() + " strikes"
            : text;
    return String.format(
        Locale.ROOT,
        "%,7d ← %-7s %,12.3f ms  %s",
        record.ordinal(),
        record.cause() == 0 ? "" : String.format(Locale.ROOT, "%,d", record.cause()),
        record.event().nanos() / 1e6,
        what);
  }

  private Until ask() {
    while (true) {
      out.print(HELP);
      out.flush();
      String answer = answer();
      out.println();
      switch (answer) {
        case "" -> {
          return Until.EVENT;
        }
        case "n" -> {
          return Until.FAULT;
        }
        case "c" -> {
          return Until.END;
        }
        case "q" -> {
          return Until.NOWHERE;
        }
        default -> out.println("  \"" + answer + "\" is none of these");
      }
    }
  }

  /** What is typed; when nothing more can be, that is a wish to quit. */
  private String answer() {
    try {
      String line = in.readLine();
      return line == null ? "q" : line.strip().toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
