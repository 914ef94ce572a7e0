package dev.vopr.cli;

import dev.vopr.report.ClusterState;
import dev.vopr.report.FailureText;
import dev.vopr.report.TextOf;
import dev.vopr.run.trace.Divergence;
import dev.vopr.run.trace.TraceFileException;
import dev.vopr.run.trace.TracedRun;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import dev.vopr.sim.TraceHash;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceRecord;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code vopr replay}: makes a run again, and compares it with what was recorded. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description =
        "Makes a run again, compares its trace hash with the recorded one, and tells what happened.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the run took the same steps as the recorded one; or nothing was recorded, and its verdict is"
          + " expected",
      "1:nothing was recorded, and the verdict is not expected",
      "2:wrong options or settings, or a trace that cannot be read",
      "4:the run took other steps; the first event that differs is shown",
    })
final class ReplayCommand implements Callable<Integer> {
  private static final long MOST_EVENTS = 2_000_000;
  private static final int SHOWN_BEFORE = 20;
  private static final Pattern INSTANT = Pattern.compile("(\\d+(?:\\.\\d+)?) ?(ns|us|ms|s)");

  @Parameters(
      paramLabel = "<run>",
      description = "A directory of a run, a plan, a trace.jsonl, a seed, or latest.")
  private String what;

  @Option(
      names = "--until",
      paramLabel = "<event|time>",
      description = "Show the cluster after this event, such as 4812, or this time, such as 1.2s.")
  private String until;

  @Option(names = "--step", description = "Go through the events at the terminal.")
  private boolean isStepped;

  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  ReplayCommand(InputStream in, PrintStream out, PrintStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    boolean isPoint =
        until == null || until.matches("\\d{1,18}") || INSTANT.matcher(until).matches();
    if (!isPoint) {
      throw new ParameterException(
          spec.commandLine(),
          "--until: \"%s\" is neither an event, such as 4812, nor a time, such as 1.2s"
              .formatted(until));
    }
    ReplaySource source;
    try {
      source = ReplaySource.find(what, options);
    } catch (TraceFileException e) {
      err.println(e.getMessage());
      return ExitCode.USAGE.code();
    }
    long seed = source.job().sweep().seed();
    TracedRun run;
    try (SimSystem sim = SimSystem.create("vopr-replay")) {
      run = TracedRun.make(sim, source.job().scenario(), source.job().plans(), seed, MOST_EVENTS);
    }
    ExitCode code = compare(source.comparedWith(run.trace()), run);
    if (code != ExitCode.NONDETERMINISM) {
      show(source, run.trace());
    }
    return code.code();
  }

  private ExitCode compare(ReplaySource source, TracedRun run) {
    String hash = TraceHash.format(run.result().hash());
    if (source.recorded().isPresent()) {
      Trace recorded = source.recorded().get();
      Optional<Divergence> divergence = Divergence.between(recorded, run.trace());
      if (divergence.isPresent()) {
        divergence.ifPresent(it -> show(it, recorded, run.trace()));
        return ExitCode.NONDETERMINISM;
      }
    }
    Optional<String> known =
        source.recorded().map(it -> TraceHash.format(it.header().hash())).or(source::hash);
    if (known.isPresent() && !known.get().equals(hash)) {
      out.println(
          "The run took other steps than the recorded one: trace hash %s, but %s was recorded."
              .formatted(hash, known.get()));
      return ExitCode.NONDETERMINISM;
    }
    out.println(
        "Replayed %,d events, trace hash %s%s."
            .formatted(
                run.trace().header().events(),
                hash,
                known.isPresent() ? ", as recorded" : "; nothing was recorded to compare it with"));
    // One run alone need not reach any goal.
    boolean isGood =
        known.isPresent()
            || run.result().verdict() == Verdict.VACUOUS
            || source.job().scenario().expected().contains(run.result().verdict());
    return isGood ? ExitCode.AS_EXPECTED : ExitCode.UNEXPECTED;
  }

  private void show(Divergence divergence, Trace recorded, Trace now) {
    out.println(
        "The run took other steps than the recorded one, first at event %,d:"
            .formatted(divergence.ordinal()));
    out.println("  recorded  " + side(divergence.recorded(), recorded));
    out.println("  now       " + side(divergence.now(), now));
    out.println(
        "Either the program or the settings are not those that recorded it, or something in the run"
            + " depends on more than its seed; --check-determinism tells.");
  }

  private static String side(Optional<TraceRecord> record, Trace trace) {
    return record
        .map(
            it ->
                Stepper.line(it, words(it, trace)).strip()
                    + " (trace hash "
                    + TraceHash.format(it.hash())
                    + ")")
        .orElse("the run had ended");
  }

  private static String words(TraceRecord record, Trace trace) {
    String text = new TextOf(trace.header()).apply(record);
    return text.isEmpty() ? record.event().toString() : text;
  }

  private void show(ReplaySource source, Trace trace) {
    long last = until == null ? trace.header().events() : ordinal(trace);
    if (isStepped) {
      InputStreamReader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
      new Stepper(trace, new BufferedReader(reader), out).run(until == null ? 1 : last);
    } else if (until == null) {
      out.println();
      FailureText.lines(trace, source.place()).forEach(out::println);
    } else {
      showUntil(trace, last);
    }
  }

  private void showUntil(Trace trace, long last) {
    TextOf words = new TextOf(trace.header());
    ArrayDeque<String> lines = new ArrayDeque<>();
    for (TraceRecord record : trace.records()) {
      String text = words.apply(record);
      if (record.ordinal() <= last && !text.isEmpty()) {
        lines.add(Stepper.line(record, text));
      }
      if (lines.size() > SHOWN_BEFORE) {
        lines.remove();
      }
    }
    lines.forEach(out::println);
    out.println();
    ClusterState.at(trace, last).rows(0).forEach(out::println);
  }

  /** Returns the last event that {@code --until} wants to be taken. */
  private long ordinal(Trace trace) {
    if (until.matches("\\d{1,18}")) {
      return Long.parseLong(until);
    }
    Matcher matcher = INSTANT.matcher(until);
    if (!matcher.matches()) {
      throw new IllegalStateException("--until was not checked");
    }
    double nanos = Double.parseDouble(matcher.group(1)) * nanosOf(matcher.group(2));
    long last = 0;
    for (TraceRecord record : trace.records()) {
      last = record.event().nanos() <= nanos ? record.ordinal() : last;
    }
    return last;
  }

  private static double nanosOf(String unit) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "ns" -> 1;
      case "us" -> 1e3;
      case "ms" -> 1e6;
      default -> 1e9;
    };
  }
}
