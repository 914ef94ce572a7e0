package dev.vopr.cli;

import dev.vopr.config.RunSettings;
import dev.vopr.config.SettingsException;
import dev.vopr.config.SettingsProblem;
import dev.vopr.report.FailedRun;
import dev.vopr.report.FailureText;
import dev.vopr.report.Outcome;
import dev.vopr.report.RunDirectory;
import dev.vopr.report.Shrinking;
import dev.vopr.run.RunResult;
import dev.vopr.run.WallClockGuard;
import dev.vopr.run.minimise.Failure;
import dev.vopr.run.minimise.MinimiseListener;
import dev.vopr.run.minimise.Minimised;
import dev.vopr.run.minimise.Minimiser;
import dev.vopr.run.minimise.Reproducer;
import dev.vopr.run.trace.TracedRun;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.MinimizeSettings;
import dev.vopr.scenario.ReportSettings;
import dev.vopr.scenario.TraceWanted;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimFailure;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the first failing seeds of a sweep again, with their traces, and writes down all of them.
 */
final class RunReports {

  /**
   * A run of which a directory was written.
   *
   * @param directory the directory
   * @param trace its events
   * @param report the failure as text
   */
  record Written(Path directory, Trace trace, List<String> report) {}

  /** The time is what limits how long one waits for a report. */
  private static final long MOST_RUNS = 1_000_000;

  private RunReports() {}

  /**
   * Writes the directories of a sweep's runs, as the settings want them.
   *
   * @return those of failing seeds, by seed
   * @throws SettingsException if they cannot be written
   */
  static Map<Long, Written> write(Outcome outcome) {
    Job job = outcome.job();
    ReportSettings wanted = job.report();
    Map<Long, Written> written = new LinkedHashMap<>();
    if (job.scenario().model().isPresent()) {
      // The model has no trace; its failures are told as a story.
      return written;
    }
    List<RunResult> failures =
        outcome.result().failures().stream()
            .filter(RunReports::canBeRepeated)
            .sorted(Comparator.comparing(RunResult::verdict, Comparator.reverseOrder()))
            .limit(wanted.trace() == TraceWanted.NONE ? 0 : wanted.runs())
            .toList();
    List<Long> others = wanted.trace() == TraceWanted.ALL ? others(outcome) : List.of();
    if (failures.isEmpty() && others.isEmpty()) {
      return written;
    }
    try (SimSystem sim = SimSystem.create("vopr-trace")) {
      for (long seed : others) {
        write(sim, job, seed);
      }
      // The worst ones; in reverse, so that the latest directory is that of the one shown.
      for (int i = failures.size() - 1; i >= 0; i--) {
        written.put(failures.get(i).seed(), write(sim, job, failures.get(i).seed()));
      }
    } catch (IOException e) {
      throw unwritable(wanted);
    }
    return written;
  }

  private static SettingsException unwritable(ReportSettings wanted) {
    return new SettingsException(
        List.of(
            new SettingsProblem(
                wanted.directory(),
                "vopr.report.directory",
                "cannot be written; name another directory")));
  }

  /**
   * Makes the run of a failing seed smaller, within the time that the settings allow, and writes
   * its directory anew.
   *
   * @param before what was written of it
   * @return what is written now, which is as before if nothing came of it
   */
  static Written minimise(Job job, Written before, MinimiseListener listener) {
    MinimizeSettings limits = new MinimizeSettings(job.report().minimizeMillis(), MOST_RUNS);
    Duration wallLimit = Duration.ofMillis(job.sweep().wallLimitMillis());
    try (SimSystem sim = SimSystem.create("vopr-minimise");
        WallClockGuard guard = WallClockGuard.start(wallLimit)) {
      Reproducer reproducer = Reproducer.on(sim);
      Minimiser minimiser = new Minimiser(reproducer, limits, listener);
      try (AutoCloseable watch = guard.watch(sim);
          Interruption interruption = Interruption.calling(minimiser::stop)) {
        Optional<Minimised> minimised =
            minimise(reproducer, job, before.trace().header().seed(), minimiser);
        return minimised.isEmpty()
            ? before
            : write(
                job,
                Shrinking.of(sim, before.trace(), minimised.get(), job.report().traceEvents()));
      } catch (IOException e) {
        throw unwritable(job.report());
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("a watch can always be ended", e);
      }
    }
  }

  private static Optional<Minimised> minimise(
      Reproducer reproducer, Job job, long seed, Minimiser minimiser) {
    RunResult run = reproducer.run(job.scenario(), seed, TraceSink.OFF);
    long maxEvents = job.scenario().draw(seed).settings().maxEvents();
    if (Failure.of(run, maxEvents).isEmpty() || !run.faults().isWhole()) {
      return Optional.empty();
    }
    String settings = job.plans().text(seed, run.faults().drawn(), run.faults().plan(), "");
    return settings.isEmpty()
        ? Optional.empty()
        : minimiser.shorten(RunSettings.of(settings, Map.of()), run);
  }

  /** Runs that nothing but the wall clock could end would not end this time either. */
  private static boolean canBeRepeated(RunResult run) {
    return run.verdict() != Verdict.CRASHED
        || run.failure().map(it -> it.kind() == SimFailure.Kind.EXCEPTION).orElse(false);
  }

  private static List<Long> others(Outcome outcome) {
    List<Long> failed = outcome.result().failures().stream().map(RunResult::seed).toList();
    List<Long> others = new ArrayList<>();
    long first = outcome.job().sweep().seed();
    for (long i = 0; i < outcome.result().runs(); i++) {
      if (others.size() < outcome.job().report().runs() && !failed.contains(first + i)) {
        others.add(first + i);
      }
    }
    return others;
  }

  private static Written write(SimSystem sim, Job job, long seed) throws IOException {
    ReportSettings wanted = job.report();
    Trace trace =
        TracedRun.make(sim, job.scenario(), job.plans(), seed, wanted.traceEvents()).trace();
    return write(job, FailedRun.of(trace));
  }

  private static Written write(Job job, FailedRun run) throws IOException {
    Path directory = RunDirectory.write(Path.of(job.report().directory()), run);
    return new Written(directory, run.told(), FailureText.lines(run, directory.toString()));
  }
}
