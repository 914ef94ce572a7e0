package dev.vopr.report;

import dev.vopr.config.JobReader;
import dev.vopr.run.trace.TracedRun;
import dev.vopr.scenario.Job;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.Trace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The report of the run of a settings file; may be called in a copy of the program. */
public final class PlantedReport {
  private PlantedReport() {}

  /** Returns the report of the run that a settings file makes. */
  public static List<String> of(String file) {
    return FailureText.lines(trace(file), file);
  }

  /** Returns the breaches that the events of that run show. */
  public static List<String> breaches(String file) {
    return Breaches.of(trace(file)).stream().map(Breach::sentence).toList();
  }

  private static Trace trace(String file) {
    Job job = JobReader.read(Optional.of(Path.of(file)), Map.of());
    try (SimSystem sim = SimSystem.create("planted-report")) {
      return TracedRun.make(
              sim, job.scenario(), job.plans(), job.sweep().seed(), job.report().traceEvents())
          .trace();
    }
  }
}
