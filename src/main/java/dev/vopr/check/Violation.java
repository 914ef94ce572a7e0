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
 * @param facts the values that conflict, one by one, where the invariant keeps them
 */
public record Violation(
    String invariant,
    String sentence,
    List<Integer> replicas,
    long op,
    long nanos,
    List<Fact> facts) {

  /**
   * One of the values that conflict.
   *
   * @param label what the value is
   * @param value the value
   * @param replica the replica that it was seen at
   * @param nanos virtual time when it was seen, in nanoseconds
   * @param packet number of the packet that carried it, 0 if it was seen in a state or on a disk
   */
  public record Fact(String label, String value, int replica, long nanos, long packet) {}

  /** Copies the lists. */
  public Violation {
    replicas = List.copyOf(replicas);
    facts = List.copyOf(facts);
  }

  /** Makes a violation of which the sentence says it all. */
  public Violation(String invariant, String sentence, List<Integer> replicas, long op, long nanos) {
    this(invariant, sentence, replicas, op, nanos, List.of());
  }

  /** Returns this violation with the values that conflict. */
  public Violation with(Fact... shown) {
    return new Violation(invariant, sentence, replicas, op, nanos, List.of(shown));
  }
}
