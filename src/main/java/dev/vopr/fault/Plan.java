package dev.vopr.fault;

import java.util.List;

/**
 * The faults of one run, in the order in which they struck. Played back with the run's settings and
 * seed, they make the same run without any chance in its faults; without some of them, another run.
 */
public record Plan(List<Decision> decisions) {
  /** Copies the list. */
  public Plan {
    decisions = List.copyOf(decisions);
  }
}
