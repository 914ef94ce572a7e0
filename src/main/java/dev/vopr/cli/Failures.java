package dev.vopr.cli;

import dev.vopr.report.Annotations;
import dev.vopr.report.ModelFailure;
import dev.vopr.report.Outcome;
import dev.vopr.run.RunResult;
import dev.vopr.run.SweepResult;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.OutputStyle;
import dev.vopr.scenario.SweepSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is done about the failing seeds of one start of the program, besides counting them. */
final class Failures {
  private final PrintStream out;
  private final PrintStream err;
  private final boolean isBuildServer;
  private final boolean isGitHub;

  /** The directories of failing seeds, by scenario. */
  private final Map<String, Map<Long, RunReports.Written>> written = new LinkedHashMap<>();

  private Failures(PrintStream out, PrintStream err, boolean isBuildServer, boolean isGitHub) {
    this.out = out;
    this.err = err;
    this.isBuildServer = isBuildServer;
    this.isGitHub = isGitHub;
  }

  /**
   * Creates it.
   *
   * @param environment that of the process: {@code CI} and {@code GITHUB_ACTIONS} matter
   */
  static Failures create(PrintStream out, PrintStream err, Map<String, String> environment) {
    return new Failures(
        out,
        err,
        environment.getOrDefault("CI", "").equals("true"),
        environment.getOrDefault("GITHUB_ACTIONS", "").equals("true"));
  }

  // ---- seeds that failed before -----------------------------------------------------------------

  /** Who asks for one run, for a plan, or for output that programs read, gets that and no more. */
  private boolean isRemembering(Job job) {
    return !isBuildServer
        && !job.report().remembered().isEmpty()
        && job.output() == OutputStyle.HUMAN
        && job.sweep().iterations() > 1
        && job.scenario().model().isEmpty()
        && job.scenario().simulation().plan().isEmpty();
  }

  private RememberedSeeds remembered(Job job) {
    return RememberedSeeds.load(Path.of(job.report().remembered()), err);
  }

  /** Runs the seeds first that failed before, and returns the results of those that still do. */
  List<SweepResult> runRemembered(Job job, Sweeps sweeps) {
    if (!isRemembering(job)) {
      return List.of();
    }
    RememberedSeeds seeds = remembered(job);
    List<SweepResult> failing = new ArrayList<>();
    List<Long> all = seeds.of(job.scenario().name());
    for (long seed : all) {
      SweepResult result = sweeps.run(ofSeed(job, seed), (run, soFar) -> {}).result();
      if (!result.failures().isEmpty()) {
        failing.add(result);
        out.println(
            "  failed before, and does again: seed %d, %s"
                .formatted(seed, result.failures().get(0).verdict()));
      } else if (result.runs() > 0) {
        seeds.forget(job.scenario().name(), seed);
      }
    }
    if (!all.isEmpty()) {
      out.println(
          "  of the seeds that failed before, %d still of %d (%s)"
              .formatted(failing.size(), all.size(), job.report().remembered()));
      out.println();
    }
    seeds.save();
    return failing;
  }

  private static Job ofSeed(Job job, long seed) {
    SweepSettings old = job.sweep();
    SweepSettings sweep =
        new SweepSettings(
            seed, 1, 1, old.failFast(), old.checkDeterminism(), old.wallLimitMillis(), 0);
    return new Job(
        job.scenario(), sweep, false, OutputStyle.NONE, job.junit(), job.report(), job.plans());
  }

  // ---- seeds that fail now ----------------------------------------------------------------------

  /** Writes the directories of a sweep's runs, and remembers what failed. */
  void take(Outcome outcome) {
    Job job = outcome.job();
    Map<Long, RunReports.Written> reports = RunReports.write(outcome);
    written.put(outcome.name(), reports);
    if (isRemembering(job) && !outcome.result().failures().isEmpty()) {
      RememberedSeeds seeds = remembered(job);
      for (RunResult run : outcome.result().failures()) {
        seeds.remember(outcome.name(), run.seed());
      }
      seeds.save();
    }
    if (isGitHub) {
      for (RunReports.Written report : reports.values()) {
        out.println(Annotations.of(report.trace(), report.report()));
      }
    }
  }

  /** Makes the failure smaller that is going to be shown, if there is one. */
  void minimise(Outcome outcome) {
    Job job = outcome.job();
    boolean isWanted =
        job.report().minimizeMillis() > 0
            && job.output() == OutputStyle.HUMAN
            && !outcome.result().isInterrupted();
    Optional<RunResult> run = isWanted ? shown(outcome) : Optional.empty();
    if (run.isEmpty()) {
      return;
    }
    long seed = run.get().seed();
    int decisions = run.get().faults().plan().decisions().size();
    try (MinimizeProgress progress =
        MinimizeProgress.create(job.output(), decisions, MinimizeProgress.UNKNOWN, err)) {
      RunReports.Written before = of(outcome, run.get()).orElseThrow();
      RunReports.Written after = RunReports.minimise(job, before, progress);
      written.get(outcome.name()).put(seed, after);
    }
  }

  /**
   * Returns the worst failure of a sweep, the first one of these, that a directory was written of.
   */
  private Optional<RunResult> shown(Outcome outcome) {
    return outcome.result().failures().stream()
        .filter(run -> of(outcome, run).isPresent())
        .min(Comparator.comparing(RunResult::verdict, Comparator.reverseOrder()));
  }

  /** Shows the worst failure of a sweep, if there is one. */
  void show(Outcome outcome) {
    if (outcome.job().scenario().model().isPresent()) {
      outcome.result().failures().stream()
          .findFirst()
          .ifPresent(
              run -> {
                out.println();
                ModelFailure.lines(outcome.job().scenario(), run).forEach(out::println);
              });
      return;
    }
    Optional<RunResult> run = shown(outcome);
    if (run.isPresent()) {
      RunReports.Written report = of(outcome, run.get()).orElseThrow();
      out.println();
      report.report().forEach(out::println);
      out.println("  all of it   " + report.directory());
    }
  }

  /** Returns all that is known of a failing run, as text. */
  String text(Outcome outcome, RunResult run) {
    if (outcome.job().scenario().model().isPresent()) {
      return String.join("\n", ModelFailure.lines(outcome.job().scenario(), run));
    }
    return of(outcome, run).map(it -> String.join("\n", it.report())).orElse(run.reason());
  }

  private Optional<RunReports.Written> of(Outcome outcome, RunResult run) {
    return Optional.ofNullable(written.getOrDefault(outcome.name(), Map.of()).get(run.seed()));
  }
}
