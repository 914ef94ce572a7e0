package dev.vopr.cli;

import dev.vopr.config.JobReader;
import dev.vopr.config.MinimizeReader;
import dev.vopr.config.RunSettings;
import dev.vopr.report.MinimizeText;
import dev.vopr.run.RunResult;
import dev.vopr.run.WallClockGuard;
import dev.vopr.run.minimise.Failure;
import dev.vopr.run.minimise.Minimised;
import dev.vopr.run.minimise.Minimiser;
import dev.vopr.run.minimise.Reproducer;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.MinimizeSettings;
import dev.vopr.scenario.OutputStyle;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceSink;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code vopr minimize}: makes a failing run smaller, by making smaller ones. */
@Command(
    name = "minimize",
    mixinStandardHelpOptions = true,
    description =
        "Makes a failing run smaller: leaves out faults, clients, replicas and time, as long as"
            + " the same invariant breaks, and writes what is left as a settings file.",
    footer = {
      "",
      "--for and vopr.minimize.runs limit how long it takes; when it is interrupted, the",
      "smallest run so far is written.",
    })
final class MinimizeCommand implements Callable<Integer> {
  private static final String SEED = "-?[0-9]+";

  @Mixin private SettingsOptions options;

  @Parameters(
      arity = "0..1",
      paramLabel = "<seed or file>",
      description = "The failing seed, or a settings file with its plan; else the base seed.")
  private String failing;

  @Option(
      names = {"-o", "--to"},
      paramLabel = "<file>",
      description =
          "Where to write it; if not given, target/vopr/<scenario>/<seed>/minimised.conf.")
  private Path target;

  private final PrintStream out;
  private final PrintStream err;

  MinimizeCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws Exception {
    Map<String, String> overrides = overrides();
    boolean isFile = failing != null && !failing.matches(SEED);
    Optional<Path> file = isFile ? Optional.of(Path.of(failing)) : options.file();
    Job job = Modes.ofCluster(JobReader.read(file, overrides));
    MinimizeSettings limits = MinimizeReader.read(file, overrides);
    Duration wallLimit = Duration.ofMillis(job.sweep().wallLimitMillis());
    try (SimSystem sim = SimSystem.create("vopr-minimize");
        WallClockGuard guard = WallClockGuard.start(wallLimit);
        AutoCloseable watch = guard.watch(sim)) {
      Reproducer reproducer = Reproducer.on(sim);
      RunResult run = reproducer.run(job.scenario(), job.sweep().seed(), TraceSink.OFF);
      long maxEvents = job.scenario().draw(run.seed()).settings().maxEvents();
      Optional<Failure> failure = Failure.of(run, maxEvents);
      if (failure.isEmpty()) {
        err.println(MinimizeText.nothingToDo(job.scenario().name(), run));
        return ExitCode.VACUOUS.code();
      }
      if (!run.faults().isWhole()) {
        err.println("more faults struck than a plan can hold; shorten vopr.run.fault-time");
        return ExitCode.USAGE.code();
      }
      RunSettings settings = RunSettings.of(file, overrides, run.faults().drawn());
      return minimise(job, limits, reproducer, settings, run).code();
    }
  }

  /** The options, of which some mean something else here. */
  private Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>(options.overrides());
    Optional.ofNullable(overrides.remove("vopr.for"))
        .ifPresent(limit -> overrides.put("vopr.minimize.for", limit));
    if (failing != null && failing.matches(SEED)) {
      overrides.put("vopr.seed", failing);
    }
    return overrides;
  }

  private ExitCode minimise(
      Job job,
      MinimizeSettings limits,
      Reproducer reproducer,
      RunSettings settings,
      RunResult run) {
    if (job.output() == OutputStyle.HUMAN) {
      out.println(MinimizeText.opening(job.scenario().name(), run));
    }
    int decisions = run.faults().plan().decisions().size();
    Optional<Minimised> minimised;
    try (MinimizeProgress progress =
        MinimizeProgress.create(job.output(), decisions, limits.runs(), err)) {
      Minimiser minimiser = new Minimiser(reproducer, limits, progress);
      try (Interruption interruption = Interruption.calling(minimiser::stop)) {
        minimised = minimiser.minimise(settings, run);
        progress.close();
        return minimised.map(found -> report(job, found, minimiser)).orElseGet(this::other);
      }
    }
  }

  private ExitCode other() {
    err.println(
        "the plan of this run makes another run: something in it is neither in its settings nor"
            + " in its plan; see whether --check-determinism finds it");
    return ExitCode.NONDETERMINISM;
  }

  private ExitCode report(Job job, Minimised minimised, Minimiser minimiser) {
    Path file =
        Optional.ofNullable(target)
            .orElseGet(
                () ->
                    Path.of(
                        "target",
                        "vopr",
                        job.scenario().name(),
                        Long.toString(minimised.seed()),
                        "minimised.conf"));
    try {
      if (target == null) {
        Files.createDirectories(file.getParent());
      }
      Files.writeString(file, minimised.text());
    } catch (IOException e) {
      err.println(file + ": cannot be written; name a file in a directory that exists");
      return ExitCode.USAGE;
    }
    if (job.output() == OutputStyle.HUMAN) {
      MinimizeText.lines(minimised, file.toString()).forEach(out::println);
    }
    return minimiser.isStopped() ? ExitCode.INTERRUPTED : ExitCode.AS_EXPECTED;
  }
}
