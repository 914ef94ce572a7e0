package dev.vopr.cli;

import dev.vopr.config.SettingsException;
import dev.vopr.config.SettingsProblem;
import dev.vopr.report.FailureText;
import dev.vopr.report.Outcome;
import dev.vopr.report.RunDirectory;
import dev.vopr.run.RunResult;
import dev.vopr.run.trace.TracedRun;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.ReportSettings;
import dev.vopr.scenario.TraceWanted;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimFailure;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
      throw new SettingsException(
          List.of(
              new SettingsProblem(
                  wanted.directory(),
                  "vopr.report.directory",
                  "cannot be written; name another directory")));
    }
    return written;
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
    Path directory = RunDirectory.write(Path.of(wanted.directory()), trace);
    return new Written(directory, trace, FailureText.lines(trace, directory.toString()));
  }
}
