package dev.vopr.byzantine;

import java.util.List;

/**
 * When a compromised replica lies, and how.
 *
 * @param name names the rule in the ledger and in reports
 * @param target kinds of messages that it is about
 * @param from node numbers of senders that it is about; empty for all compromised replicas
 * @param to node numbers of receivers that it is about; empty for all nodes
 * @param probability that it strikes at a message that it is about, 0 to 1
 * @param mutation what it does
 * @param deliver whether the mutated message is sent; if not, the rule withholds every message at
 *     which it strikes, whether the mutation applies to it or not, except those that a {@link
 *     MessageFieldMutation.Fork} spares
 * @param maxStrikes after so many mutated messages (for a fork: broadcasts) it strikes no more; 0
 *     for no limit
 * @param moment when it may strike
 * @param budget in how many rounds it may strike
 */
public record MessageMutationRule(
    String name,
    MessageTypeFilter target,
    List<Integer> from,
    List<Integer> to,
    double probability,
    MessageFieldMutation mutation,
    boolean deliver,
    long maxStrikes,
    Moment moment,
    RoundBudget budget) {

  /** Makes a rule that may strike at any moment, in all rounds. */
  public MessageMutationRule(
      String name,
      MessageTypeFilter target,
      List<Integer> from,
      List<Integer> to,
      double probability,
      MessageFieldMutation mutation,
      boolean deliver,
      long maxStrikes) {
    this(
        name,
        target,
        from,
        to,
        probability,
        mutation,
        deliver,
        maxStrikes,
        Moment.ANY,
        RoundBudget.UNLIMITED);
  }

  /** Checks the ranges. */
  public MessageMutationRule {
    from = List.copyOf(from);
    to = List.copyOf(to);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a rule needs a name");
    }
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "rule " + name + ": probability must be from 0 to 1, but is " + probability);
    }
    if (maxStrikes < 0) {
      throw new IllegalArgumentException(
          "rule " + name + ": the limit of strikes must be from 0, but is " + maxStrikes);
    }
  }
}
