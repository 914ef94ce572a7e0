package dev.vopr.cli;

import dev.vopr.cluster.SimulationSettings;
import dev.vopr.report.Header;
import dev.vopr.report.Narrator;
import dev.vopr.report.Summary;
import dev.vopr.run.RunResult;
import dev.vopr.run.SeedRunner;
import dev.vopr.run.Sweep;
import dev.vopr.run.SweepResult;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.OutputStyle;
import dev.vopr.sim.SimSystem;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code vopr}, and with the same options {@code vopr run}: makes a sweep of runs. */
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
  private static final long NARRATED_LINES = 400;
  private static final long INTERRUPT_GRACE_SECONDS = 5;

  @Mixin private SettingsOptions options;

  private final PrintStream out;
  private final PrintStream err;

  VoprCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    Job job = options.job();
    if (job.output() == OutputStyle.HUMAN) {
      Header.lines(job).forEach(out::println);
      out.println();
      if (job.isNarrated()) {
        narrate(job);
      }
    }
    return sweep(job).code();
  }

  private void narrate(Job job) {
    SimulationSettings settings = job.scenario().simulation();
    long seed = job.sweep().seed();
    Narrator.opening(settings, seed).forEach(out::println);
    try (SimSystem sim = SimSystem.create("vopr-story")) {
      Narrator narrator = Narrator.of(settings, NARRATED_LINES, out::println);
      RunResult run = new SeedRunner(sim, job.scenario()).run(seed, narrator);
      out.println();
      Narrator.closing(settings, run).forEach(out::println);
    }
    out.println();
  }

  private ExitCode sweep(Job job) {
    long began = System.nanoTime();
    CountDownLatch isReported = new CountDownLatch(1);
    SweepResult result = run(job, isReported);
    print(job, result, System.nanoTime() - began);
    isReported.countDown();
    return ExitCode.of(result);
  }

  private SweepResult run(Job job, CountDownLatch isReported) {
    try (Progress progress = Progress.create(job, err)) {
      Sweep sweep = new Sweep(job.scenario(), job.sweep(), progress);
      Thread onInterrupt = new Thread(() -> interrupt(sweep, isReported), "vopr-interrupt");
      Runtime.getRuntime().addShutdownHook(onInterrupt);
      SweepResult result = sweep.run();
      removeHook(onInterrupt);
      return result;
    }
  }

  /** Runs when the JVM is told to end: lets the sweep end, and waits until it has been reported. */
  private static void interrupt(Sweep sweep, CountDownLatch isReported) {
    sweep.stop();
    try {
      if (!isReported.await(INTERRUPT_GRACE_SECONDS, TimeUnit.SECONDS)) {
        Thread.currentThread().interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook is what waits for this summary.
      return;
    }
  }

  private void print(Job job, SweepResult result, long wallNanos) {
    switch (job.output()) {
      case HUMAN -> Summary.lines(job, result, wallNanos, again()).forEach(out::println);
      case COMPACT -> out.println(Summary.compact(result));
      case NONE -> {}
    }
  }

  /** The command that makes the same runs: the file, and whatever was set on top of it. */
  private String again() {
    return "mvn exec:java"
        + options.file().map(path -> " -Dconfig.file=" + quoted(path.toString())).orElse("")
        + options.repeated().entrySet().stream()
            .map(set -> " -D" + set.getKey() + "=" + quoted(set.getValue()))
            .collect(Collectors.joining());
  }

  /** Returns the text as a shell takes it for one word. */
  private static String quoted(String text) {
    return text.matches("[\\w./:,=+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
