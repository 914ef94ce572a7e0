package dev.vopr.run;

import dev.vopr.fault.FaultFamily;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * How long things took in one run, in virtual time.
 *
 * @param settledNanos from healing until the cluster had settled, in nanoseconds; 0 if it has not
 * @param latencies how long clients waited for results, from asking on, in nanoseconds
 * @param families groups of faults of which some struck
 */
public record RunTiming(long settledNanos, List<Long> latencies, Set<FaultFamily> families) {
  /** Copies list and set. */
  public RunTiming {
    latencies = List.copyOf(latencies);
    families = Collections.unmodifiableSet(families);
  }

  /** That of a run of which nothing is known. */
  public static final RunTiming NONE = new RunTiming(0, List.of(), Set.of());
}
