package dev.vopr.byzantine;

import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who lies, and how.
 *
 * @param compromised node numbers of the compromised replicas, each once
 * @param isChosenBySeed whether it was the seed that chose them
 * @param maxCompromised how many there may be at most, from 0
 * @param rules in the order in which they are tried: the first that strikes and changes a message
 *     wins; names differ; at most 1,000
 * @param budget in how many rounds all rules together may strike
 * @param twins whether compromised replicas run as two copies
 */
public record ByzantineSettings(
    List<Integer> compromised,
    boolean isChosenBySeed,
    int maxCompromised,
    List<MessageMutationRule> rules,
    RoundBudget budget,
    TwinSettings twins) {
  /** Everybody is honest. */
  public static final ByzantineSettings HONEST = new ByzantineSettings(List.of(), 0, List.of());

  private static final int MAX_RULES = 1_000;

  /** Makes settings with named liars, and without a budget. */
  public ByzantineSettings(
      List<Integer> compromised, int maxCompromised, List<MessageMutationRule> rules) {
    this(compromised, false, maxCompromised, rules, RoundBudget.UNLIMITED, TwinSettings.NONE);
  }

  /** Returns the names under which lies are booked: those of the rules, and that of twins. */
  public List<String> lieNames() {
    List<String> names = new ArrayList<>();
    rules.forEach(rule -> names.add(rule.name()));
    if (twins.isOn()) {
      names.add(TwinSettings.RULE);
    }
    return names;
  }

  /** Returns whether rounds have to be told apart. */
  boolean isBudgeted() {
    return budget.isLimited() || rules.stream().anyMatch(rule -> rule.budget().isLimited());
  }

  /** Checks that replicas, rules and limit fit together. */
  public ByzantineSettings {
    compromised = List.copyOf(new LinkedHashSet<>(compromised));
    rules = List.copyOf(rules);
    checkCompromised(compromised, maxCompromised);
    if (rules.size() > MAX_RULES) {
      throw new IllegalArgumentException("at most 1,000 rules, but there are " + rules.size());
    }
    Set<String> names = new LinkedHashSet<>();
    for (MessageMutationRule rule : rules) {
      if (!names.add(rule.name())) {
        throw new IllegalArgumentException("two rules are called " + rule.name());
      }
      checkSenders(rule, compromised);
    }
    if (twins.isOn() && names.contains(TwinSettings.RULE)) {
      throw new IllegalArgumentException("with twins no rule may be called " + TwinSettings.RULE);
    }
  }

  private static void checkCompromised(List<Integer> compromised, int maxCompromised) {
    if (compromised.size() > maxCompromised) {
      throw new IllegalArgumentException(
          compromised.size() + " compromised replicas, but at most " + maxCompromised + " may be");
    }
    for (int replica : compromised) {
      if (replica < 0 || Nodes.isClient(replica)) {
        throw new IllegalArgumentException(
            "only replicas can be compromised, but node " + replica + " is none");
      }
    }
  }

  private static void checkSenders(MessageMutationRule rule, List<Integer> compromised) {
    for (int sender : rule.from()) {
      if (!compromised.contains(sender)) {
        throw new IllegalArgumentException(
            "rule " + rule.name() + " never strikes: r" + sender + " is not compromised");
      }
    }
  }
}
