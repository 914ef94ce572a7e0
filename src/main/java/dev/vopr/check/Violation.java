package dev.vopr.check;

import java.util.List;

/**
 * An invariant that did not hold, with what shows it.
 *
 * @param invariant its name
 * @param sentence what happened, with the values that conflict
 * @param replicas the replicas concerned
 * @param op the op-number concerned, or 0
 * @param nanos virtual time in nanoseconds
 */
public record Violation(
    String invariant, String sentence, List<Integer> replicas, long op, long nanos) {
  /** Copies the list. */
  public Violation {
    replicas = List.copyOf(replicas);
  }
}
