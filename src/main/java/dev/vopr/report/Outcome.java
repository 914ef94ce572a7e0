package dev.vopr.report;

import dev.vopr.run.SweepResult;
import dev.vopr.scenario.Job;

/**
 * One scenario and what came out of its sweep.
 *
 * @param job what was asked for
 * @param result what came out
 * @param wallNanos wall-clock time that the sweep took, in nanoseconds
 */
public record Outcome(Job job, SweepResult result, long wallNanos) {

  /** Returns the scenario's name. */
  public String name() {
    return job.scenario().name();
  }
}
