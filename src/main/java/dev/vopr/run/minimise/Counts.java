package dev.vopr.run.minimise;

import dev.vopr.run.RunResult;
import dev.vopr.scenario.Measure;

/**
 * How large a run is.
 *
 * @param decisions number of faults
 * @param operations number of client operations that were answered
 * @param clients number of clients
 * @param replicas number of replicas, standbys included
 * @param settings number of settings that differ from the defaults
 * @param events number of messages and alarms that nodes handled
 * @param nanos virtual time in nanoseconds
 */
public record Counts(
    int decisions,
    long operations,
    int clients,
    int replicas,
    int settings,
    long events,
    long nanos) {

  static Counts of(Variant variant, RunResult run) {
    return new Counts(
        variant.decisions().size(),
        run.count(Measure.ANSWERED),
        variant.base().simulation().workload().clients(),
        variant.base().simulation().replica().nodes(),
        variant.settings().paths().size(),
        run.events(),
        run.nanos());
  }
}
