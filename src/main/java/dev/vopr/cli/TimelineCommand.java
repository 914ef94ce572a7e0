package dev.vopr.cli;

import dev.vopr.report.Timeline;
import dev.vopr.run.trace.TraceFileException;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceRecord;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code vopr timeline}: draws a run in the terminal. */
@Command(
    name = "timeline",
    mixinStandardHelpOptions = true,
    description =
        "Draws a run: a column for each node, an arrow for each message where it arrives (◆ a lie,"
            + " ○ a copy, ✗ lost). Without options, what led to the violation, or the end.")
final class TimelineCommand implements Callable<Integer> {
  private static final int MOST_COLUMNS = 1_000;

  @Parameters(
      paramLabel = "<run>",
      description = "A directory of a run, a plan, a trace.jsonl, a seed, or latest.")
  private String what;

  @Option(names = "--from", paramLabel = "<event>", description = "The first event, from 1.")
  private Long from;

  @Option(names = "--to", paramLabel = "<event>", description = "The last event.")
  private Long to;

  @Option(
      names = "--around",
      paramLabel = "<event>",
      description = "The event in the middle, such as 4812.")
  private Long around;

  @Option(
      names = "--lines",
      paramLabel = "<n>",
      defaultValue = "60",
      description = "Events to draw at most, from 1 (default ${DEFAULT-VALUE}).")
  private int lines;

  @Option(
      names = "--width",
      paramLabel = "<columns>",
      description = "Columns, 80 to 1000; by default those of the terminal (COLUMNS), else 110.")
  private Integer width;

  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  private final PrintStream out;
  private final PrintStream err;

  TimelineCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    checkRange("--lines", lines, 1, Integer.MAX_VALUE);
    checkRange("--from", from == null ? 1 : from, 1, Long.MAX_VALUE);
    checkRange("--to", to == null ? 1 : to, 1, Long.MAX_VALUE);
    int columns = width == null ? Terminal.columns() : width;
    checkRange("--width", columns, Timeline.NARROWEST, MOST_COLUMNS);
    try {
      Trace trace = TraceSource.find(what, options);
      Timeline.of(trace, part(trace), columns).forEach(out::println);
      return ExitCode.AS_EXPECTED.code();
    } catch (TraceFileException e) {
      err.println(e.getMessage());
      return ExitCode.USAGE.code();
    }
  }

  private void checkRange(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(), "%s: %d is not from %d to %d".formatted(option, value, least, most));
    }
  }

  /** What is in the middle if not everything fits: a violation, if nothing else is asked for. */
  private Timeline.Part part(Trace trace) {
    long last = to == null ? Long.MAX_VALUE : to;
    long first = from == null ? 1 : from;
    if (around != null) {
      return new Timeline.Part(first, last, around, lines);
    }
    long violation = trace.violation().map(TraceRecord::ordinal).orElse(Long.MAX_VALUE);
    boolean isBegun = from != null;
    long middle = isBegun ? first : to == null ? violation : last;
    return new Timeline.Part(first, last, middle, lines);
  }
}
