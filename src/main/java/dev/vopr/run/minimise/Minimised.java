package dev.vopr.run.minimise;

import dev.vopr.config.RunSettings;
import dev.vopr.run.RunResult;
import dev.vopr.sim.TraceHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of a failing run.
 *
 * @param seed of the run, before and after
 * @param failure in which way it fails, before and after
 * @param before how large it was
 * @param after how large it is
 * @param settings of the smallest run
 * @param run what comes out of the smallest run
 * @param isComplete whether nothing more could be left out, rather than that a limit was reached
 * @param runs number of runs that it took
 * @param wallNanos wall-clock time that it took, in nanoseconds
 * @param bisection when the failure became inevitable, unless a limit was reached
 */
public record Minimised(
    long seed,
    Failure failure,
    Counts before,
    Counts after,
    RunSettings settings,
    RunResult run,
    boolean isComplete,
    long runs,
    long wallNanos,
    Optional<Bisection> bisection) {

  /** Returns the settings file that makes the smallest run. */
  public String text() {
    List<String> about = new ArrayList<>();
    about.add(
        "Minimised: seed %d fails with %s, trace hash %s"
            .formatted(seed, failure.describe(), TraceHash.format(run.hash())));
    about.add(
        String.format(
            Locale.ROOT,
            "%,d → %,d decisions, %,d → %,d client operations, %d → %d replicas, %,d → %,d events",
            before.decisions(),
            after.decisions(),
            before.operations(),
            after.operations(),
            before.replicas(),
            after.replicas(),
            before.events(),
            after.events()));
    if (!isComplete) {
      about.add("A limit was reached; it may become smaller still.");
    }
    about.add("It is a regression test: make the run with -Dconfig.file=<this file>.");
    return settings.text(seed, run.faults().plan(), about);
  }
}
