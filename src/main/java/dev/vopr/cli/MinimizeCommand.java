package dev.vopr.cli;

import dev.vopr.config.JobReader;
import dev.vopr.config.MinimizeReader;
import dev.vopr.config.RunSettings;
import dev.vopr.report.FailedRun;
import dev.vopr.report.MinimizeText;
import dev.vopr.report.RunDirectory;
import dev.vopr.report.Shrinking;
import dev.vopr.run.RunResult;
import dev.vopr.run.WallClockGuard;
import dev.vopr.run.minimise.Failure;
import dev.vopr.run.minimise.Minimised;
import dev.vopr.run.minimise.Minimiser;
import dev.vopr.run.minimise.Reproducer;
import dev.vopr.run.trace.TraceFiles;
import dev.vopr.run.trace.TracedRun;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.KnownOrigins;
import dev.vopr.scenario.MinimizeSettings;
import dev.vopr.scenario.OutputStyle;
import dev.vopr.scenario.PlanWriter;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceHeader;
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
      paramLabel = "<run>",
      description =
          "The failing seed, a settings file with its plan, a directory of a run, or latest; else the"
              + " base seed.")
  private String failing;

  @Option(
      names = {"-o", "--to"},
      paramLabel = "<file>",
      description =
          "Where to write the settings file; if not given, the directory of the run is written anew,"
              + " and the original goes to original in it.")
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
    Optional<Path> named = named();
    Optional<Path> file = named.isPresent() ? named : options.file();
    Optional<Path> recorded = named.flatMap(MinimizeCommand::recorded);
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
      return minimise(new Task(job, sim, recorded), limits, settings, run).code();
    }
  }

  /**
   * What is minimised.
   *
   * @param recorded what was recorded of the run, if its directory was given
   */
  private record Task(Job job, SimSystem sim, Optional<Path> recorded) {}

  /** Returns the settings file of the run that was named, if it was named by a file. */
  private Optional<Path> named() throws IOException {
    if (failing == null || failing.matches(SEED)) {
      return Optional.empty();
    }
    Path path =
        failing.equals("latest")
            ? RunDirectory.latest(Path.of(options.job().report().directory()))
            : Path.of(failing);
    return Optional.of(Files.isDirectory(path) ? path.resolve(RunDirectory.PLAN) : path);
  }

  /** Returns the directory of the run that a plan is of, if there is one. */
  private static Optional<Path> recorded(Path plan) {
    return Optional.ofNullable(plan.getParent())
        .filter(directory -> plan.endsWith(RunDirectory.PLAN))
        .map(
            directory ->
                directory.endsWith(RunDirectory.ORIGINAL) ? directory.getParent() : directory)
        .filter(directory -> Files.exists(directory.resolve(RunDirectory.TRACE)));
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

  private ExitCode minimise(Task task, MinimizeSettings limits, RunSettings settings, RunResult run)
      throws IOException {
    OutputStyle output = task.job().output();
    if (output == OutputStyle.HUMAN) {
      out.println(MinimizeText.opening(task.job().scenario().name(), run));
    }
    int decisions = run.faults().plan().decisions().size();
    try (MinimizeProgress progress =
        MinimizeProgress.create(output, decisions, limits.runs(), err)) {
      Minimiser minimiser = new Minimiser(Reproducer.on(task.sim()), limits, progress);
      try (Interruption interruption = Interruption.calling(minimiser::stop)) {
        Optional<Minimised> minimised = minimiser.minimise(settings, run);
        progress.close();
        return minimised.isPresent() ? report(task, minimised.get(), minimiser) : other();
      }
    }
  }

  private ExitCode other() {
    err.println(
        "the plan of this run makes another run: something in it is neither in its settings nor"
            + " in its plan; see whether --check-determinism finds it");
    return ExitCode.NONDETERMINISM;
  }

  private ExitCode report(Task task, Minimised minimised, Minimiser minimiser) {
    Path file;
    try {
      file = target == null ? directory(task, minimised).resolve(RunDirectory.PLAN) : target;
      if (target != null) {
        Files.writeString(target, minimised.text());
      }
    } catch (IOException e) {
      Path wanted = target == null ? Path.of(task.job().report().directory()) : target;
      err.println(wanted + ": cannot be written; name a file in a directory that exists");
      return ExitCode.USAGE;
    }
    if (task.job().output() == OutputStyle.HUMAN) {
      MinimizeText.lines(minimised, file.toString()).forEach(out::println);
    }
    return minimiser.isStopped() ? ExitCode.INTERRUPTED : ExitCode.AS_EXPECTED;
  }

  /** Writes the directory of the run anew, and returns it. */
  private static Path directory(Task task, Minimised minimised) throws IOException {
    Job job = task.job();
    long maxEvents = job.report().traceEvents();
    Trace original = original(task, minimised.seed());
    FailedRun run = Shrinking.of(task.sim(), original, minimised, maxEvents);
    return RunDirectory.write(base(task, original.header()), run);
  }

  /** Who minimises a minimised run goes on from there; the original stays what it was. */
  private static Trace original(Task task, long seed) {
    Optional<Path> kept =
        task.recorded()
            .map(directory -> directory.resolve(RunDirectory.ORIGINAL).resolve(RunDirectory.TRACE))
            .filter(Files::exists);
    if (kept.isPresent()) {
      return TraceFiles.read(kept.get());
    }
    Job job = task.job();
    PlanWriter plans =
        task.recorded()
            .map(directory -> TraceFiles.read(directory.resolve(RunDirectory.TRACE)))
            .<PlanWriter>map(trace -> new KnownOrigins(job.plans(), trace.header().origins()))
            .orElse(job.plans());
    return TracedRun.make(task.sim(), job.scenario(), plans, seed, job.report().traceEvents())
        .trace();
  }

  /** Returns where the directories of runs are: where that of this run is, if it has one. */
  private static Path base(Task task, TraceHeader header) {
    Path usual = Path.of(task.job().report().directory());
    Path within = RunDirectory.of(Path.of(""), header.scenario(), header.seed());
    return task.recorded()
        .map(Path::toAbsolutePath)
        .filter(directory -> directory.endsWith(within))
        .map(directory -> directory.getParent().getParent())
        .map(base -> base.equals(usual.toAbsolutePath()) ? usual : base)
        .orElse(usual);
  }
}
