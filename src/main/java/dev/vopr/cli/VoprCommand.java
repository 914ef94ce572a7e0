package dev.vopr.cli;

import dev.vopr.cluster.SimulationSettings;
import dev.vopr.config.SettingsException;
import dev.vopr.config.SettingsProblem;
import dev.vopr.report.Header;
import dev.vopr.report.JsonText;
import dev.vopr.report.JunitText;
import dev.vopr.report.ModelFailure;
import dev.vopr.report.Narrator;
import dev.vopr.report.Outcome;
import dev.vopr.report.SeveralText;
import dev.vopr.report.Summary;
import dev.vopr.run.RunResult;
import dev.vopr.run.SeedRunner;
import dev.vopr.run.SweepListener;
import dev.vopr.run.SweepResult;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.OutputStyle;
import dev.vopr.sim.SimSystem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The command {@code vopr}, and with the same options {@code vopr run}: makes a sweep of runs of
 * each scenario.
 */
@Command(
    name = "vopr",
    mixinStandardHelpOptions = true,
    version = "vopr 0.1.0",
    description =
        "Runs a cluster of Viewstamped Replication replicas under a virtual clock, from one seed,"
            + " and breaks it on purpose.",
    footer = {
      "",
      "Options win over system properties (-Dvopr.seed=42), these over the settings",
      "file, this over the defaults; `vopr config` shows what is in force.",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything came out as expected",
      "1:an unexpected violation, stall or crash",
      "2:wrong options or settings",
      "3:vacuous: what the scenario exists for, or expects, did not happen",
      "4:a second run of a seed took other steps",
      "70:an internal error",
      "130:interrupted; the summary is partial",
    })
final class VoprCommand implements Callable<Integer> {
  private static final int NARRATED_LINES = 400;

  @Mixin private SettingsOptions options;

  private final PrintStream out;
  private final PrintStream err;
  private final Failures failures;

  VoprCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.failures = Failures.create(out, err, System.getenv());
  }

  @Override
  public Integer call() {
    List<Job> jobs = Modes.runnable(options.jobs());
    return jobs.size() == 1 ? runOne(jobs.get(0)).code() : runAll(jobs).code();
  }

  private ExitCode runOne(Job job) {
    if (job.output() == OutputStyle.HUMAN) {
      Header.lines(job).forEach(out::println);
      out.println();
      if (job.isNarrated()) {
        narrate(job);
      }
    }
    try (Sweeps sweeps = Sweeps.create(err)) {
      List<SweepResult> results = new ArrayList<>(failures.runRemembered(job, sweeps));
      Outcome outcome = sweeps.run(job, listener(job));
      results.add(outcome.result());
      failures.take(outcome);
      switch (job.output()) {
        case HUMAN -> show(job, outcome);
        case COMPACT -> out.println(Summary.compact(outcome.result()));
        case JSON -> out.println(JsonText.ofScenario(outcome));
        case NONE -> {}
      }
      if (job.output() == OutputStyle.HUMAN) {
        failures.minimise(outcome);
        failures.show(outcome);
      }
      writeJunit(job, List.of(outcome));
      return ExitCode.worst(results);
    }
  }

  private void show(Job job, Outcome outcome) {
    if (job.report().isReachedShown()) {
      Summary.reached(job, outcome.result()).forEach(out::println);
      out.println();
    }
    Summary.lines(job, outcome.result(), outcome.wallNanos(), options.again())
        .forEach(out::println);
  }

  /** Makes one sweep after the other; all are printed in the style that the first one asks for. */
  private ExitCode runAll(List<Job> jobs) {
    OutputStyle style = jobs.get(0).output();
    List<Outcome> outcomes = new ArrayList<>();
    List<SweepResult> results = new ArrayList<>();
    if (style == OutputStyle.HUMAN) {
      SeveralText.opening(jobs).forEach(out::println);
    }
    try (Sweeps sweeps = Sweeps.create(err)) {
      for (Job job : jobs) {
        Optional<String> refusal = Modes.refusal(job);
        if (refusal.isPresent()) {
          refused(job, style, refusal.get());
          continue;
        }
        results.addAll(failures.runRemembered(job, sweeps));
        Outcome outcome = sweeps.run(job, listener(job));
        outcomes.add(outcome);
        results.add(outcome.result());
        failures.take(outcome);
        switch (style) {
          case HUMAN -> SeveralText.lines(outcome).forEach(out::println);
          case COMPACT -> out.println(Summary.compact(outcome.result()));
          case JSON -> out.println(JsonText.ofScenario(outcome));
          case NONE -> {}
        }
        boolean isFailed = !outcome.result().failures().isEmpty();
        if (outcome.result().isInterrupted() || (isFailed && job.sweep().failFast())) {
          break;
        }
      }
      if (style == OutputStyle.HUMAN) {
        SeveralText.closing(outcomes, jobs.size(), options.again()).forEach(out::println);
        outcomes.stream()
            .filter(outcome -> !outcome.result().failures().isEmpty())
            .findFirst()
            .ifPresent(
                outcome -> {
                  failures.minimise(outcome);
                  failures.show(outcome);
                });
      }
      writeJunit(jobs.get(0), outcomes);
    }
    return ExitCode.worst(results);
  }

  /** What the model has nothing of is never a pass, and is not run. */
  private void refused(Job job, OutputStyle style, String why) {
    switch (style) {
      case HUMAN -> SeveralText.notInModel(job.scenario(), why).forEach(out::println);
      case COMPACT -> out.println("model:" + job.scenario().name() + " NOT-IN-MODEL");
      case JSON -> out.println(JsonText.ofRefused(job.scenario(), why));
      case NONE -> {}
    }
  }

  private SweepListener listener(Job job) {
    return job.output() == OutputStyle.JSON
        ? (run, soFar) -> out.println(JsonText.ofRun(job.scenario().name(), run))
        : (run, soFar) -> {};
  }

  private void writeJunit(Job job, List<Outcome> outcomes) {
    if (job.junit().isEmpty()) {
      return;
    }
    Path file = Path.of(job.junit());
    try {
      Optional<Path> directory = Optional.ofNullable(file.getParent());
      if (directory.isPresent()) {
        Files.createDirectories(directory.get());
      }
      Files.write(file, JunitText.lines(outcomes, failures::text));
    } catch (IOException e) {
      throw new SettingsException(
          List.of(
              new SettingsProblem(
                  job.junit(), "vopr.report.junit", "cannot be written; name another file")));
    }
  }

  private void narrate(Job job) {
    SimulationSettings settings = job.scenario().simulation();
    long seed = job.sweep().seed();
    if (job.scenario().model().isPresent()) {
      ModelFailure.story(job.scenario(), seed, NARRATED_LINES).forEach(out::println);
      out.println();
      return;
    }
    Narrator.opening(settings, seed).forEach(out::println);
    try (SimSystem sim = SimSystem.create("vopr-story")) {
      Narrator narrator = Narrator.of(settings, NARRATED_LINES, out::println);
      RunResult run = new SeedRunner(sim, job.scenario()).run(seed, narrator);
      out.println();
      Narrator.closing(job.scenario(), run).forEach(out::println);
    }
    out.println();
  }
}
