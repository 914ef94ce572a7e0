package dev.vopr.report;

import dev.vopr.byzantine.MessageMutationRule;
import dev.vopr.config.RunSettings;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.FaultOrigin;
import dev.vopr.run.minimise.Minimised;
import dev.vopr.run.trace.TracedRun;
import dev.vopr.scenario.KnownOrigins;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts a run and its minimised run together, as reports tell them. */
public final class Shrinking {
  private Shrinking() {}

  /**
   * Makes the minimised run again, with its events.
   *
   * @param sim is reset before
   * @param original the run that was minimised
   * @param maxEvents so many events are kept
   */
  public static FailedRun of(SimSystem sim, Trace original, Minimised minimised, long maxEvents) {
    String text = minimised.text();
    Trace trace =
        TracedRun.make(
                sim,
                RunSettings.scenario(text),
                new KnownOrigins(
                    (seed, drawn, plan, about) -> text,
                    origins(original.header().origins(), minimised)),
                minimised.seed(),
                maxEvents)
            .trace();
    return new FailedRun(
        original,
        Optional.of(
            new FailedRun.Smaller(
                trace,
                Math.max(minimised.before().decisions(), struck(original)),
                minimised.after().decisions(),
                minimised.isComplete(),
                minimised.runs(),
                minimised.wallNanos())));
  }

  /** Returns how many faults struck, as far as the events were kept. */
  private static int struck(Trace trace) {
    return (int)
        trace.known().stream()
            .filter(record -> record.event() instanceof TraceEvent.Struck)
            .count();
  }

  /** Rules that were left out have moved up the others, which keep their names. */
  private static List<FaultOrigin> origins(List<FaultOrigin> before, Minimised minimised) {
    List<FaultOrigin> origins = new ArrayList<>();
    for (FaultOrigin origin : before) {
      if (origin.kind() != FaultKind.MUTATION) {
        origins.add(origin);
      }
    }
    List<MessageMutationRule> rules =
        minimised.settings().scenario().simulation().byzantine().rules();
    for (int rule = 0; rule < rules.size(); rule++) {
      for (FaultOrigin origin : before) {
        if (origin.kind() == FaultKind.MUTATION && origin.value().equals(rules.get(rule).name())) {
          origins.add(
              new FaultOrigin(
                  origin.kind(), rule, origin.setting(), origin.value(), origin.place()));
        }
      }
    }
    return origins;
  }
}
