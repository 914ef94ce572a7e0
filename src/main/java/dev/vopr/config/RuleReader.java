package dev.vopr.config;

import dev.vopr.byzantine.ByzantineSettings;
import dev.vopr.byzantine.MessageMutationRule;
import dev.vopr.byzantine.MessageTypeFilter;
import dev.vopr.byzantine.Moment;
import dev.vopr.byzantine.RoundBudget;
import dev.vopr.byzantine.TwinSettings;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads the rules by which the mutator lies. */
final class RuleReader {
  private static final int MAX_RULES = 1_000;
  private static final long HOUR = 3_600_000_000_000L;

  /** How the compromised replicas can be chosen instead of being named. */
  private enum Chosen {
    BY_SEED
  }

  private final SettingsNode byzantine;
  private final int replicas;
  private final int clients;
  private final MutationReader mutations;
  private final boolean isChosenBySeed;
  private final List<Integer> compromised;

  RuleReader(SettingsNode byzantine, int replicas, int clients) {
    this.byzantine = byzantine;
    this.replicas = replicas;
    this.clients = clients;
    this.mutations = new MutationReader(replicas, clients);
    this.isChosenBySeed = byzantine.isText("compromised") || byzantine.isSection("compromised");
    this.compromised = compromised();
  }

  /** Those that are named, or those that the seed chooses. */
  private List<Integer> compromised() {
    int most = replicas / 2;
    if (byzantine.isSection("compromised")) {
      int count = byzantine.section("compromised").integer("count", 1, most);
      return byzantine.drawn("compromised", count, replicas);
    }
    if (isChosenBySeed) {
      byzantine.choice("compromised", Chosen.class);
      return byzantine.drawn("compromised", 1, replicas);
    }
    return byzantine.integers("compromised", 0, replicas - 1).stream().distinct().toList();
  }

  ByzantineSettings read() {
    int most = replicas / 2;
    if (compromised.size() > most) {
      byzantine.problem(
          "compromised",
          "%d of %d replicas; at most f = %d can be compromised, of 2f + 1"
              .formatted(compromised.size(), replicas, most));
      return ByzantineSettings.HONEST;
    }
    RoundBudget budget = budget(byzantine.section("budget"));
    List<MessageMutationRule> rules = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (SettingsNode node : byzantine.list("rules")) {
      MessageMutationRule rule = rule(node);
      if (!names.add(rule.name())) {
        node.problem("name", "another rule is called " + rule.name() + " too; names must differ");
      } else {
        rules.add(rule);
      }
    }
    if (rules.size() > MAX_RULES) {
      byzantine.problem("rules", "are " + rules.size() + "; give at most " + MAX_RULES);
      return ByzantineSettings.HONEST;
    }
    if (!rules.isEmpty() && compromised.isEmpty()) {
      byzantine.problem("rules", "nobody is compromised; name the liar in byzantine.compromised");
      return ByzantineSettings.HONEST;
    }
    return new ByzantineSettings(
        compromised, isChosenBySeed, most, rules, budget, twins(byzantine.section("twins"), names));
  }

  private TwinSettings twins(SettingsNode node, Set<String> ruleNames) {
    TwinSettings twins =
        new TwinSettings(node.probability("share"), node.durationNanos("interval", 1, HOUR));
    if (twins.isOn() && compromised.isEmpty()) {
      node.problem("share", "is above 0, but nobody is compromised; name the liar there");
      return TwinSettings.NONE;
    }
    if (twins.isOn() && ruleNames.contains(TwinSettings.RULE)) {
      byzantine.problem("rules", "have one called twins; with twins, call it something else");
      return TwinSettings.NONE;
    }
    return twins.isOn() ? twins : TwinSettings.NONE;
  }

  private static RoundBudget budget(SettingsNode node) {
    return new RoundBudget(
        node.integerOr("process-rounds", 0, 0, Integer.MAX_VALUE),
        node.integerOr("network-rounds", 0, 0, Integer.MAX_VALUE),
        node.wholeNumberOr("rounds", 0, 0, Integer.MAX_VALUE));
  }

  private Moment moment(SettingsNode rule) {
    if (!rule.has("when")) {
      return Moment.ANY;
    }
    SettingsNode when = rule.section("when");
    boolean isOneView = when.has("view");
    long exact = isOneView ? when.wholeNumber("view", 0, Long.MAX_VALUE) : 0;
    long from = isOneView ? exact : when.wholeNumberOr("view-from", 0, 0, Long.MAX_VALUE);
    long to = isOneView ? exact : when.wholeNumberOr("view-to", Long.MAX_VALUE, 0, Long.MAX_VALUE);
    if (from > to) {
      when.problem("view-from", "is above view-to; make it at most that");
    }
    return new Moment(
        when.wholeNumberOr("after-commits", 0, 0, Long.MAX_VALUE),
        when.integerOr("replica", Moment.SENDER, 0, replicas - 1),
        when.has("status")
            ? EnumSet.of(when.choice("status", Status.class))
            : EnumSet.allOf(Status.class),
        Math.min(from, to),
        to);
  }

  private MessageMutationRule rule(SettingsNode node) {
    List<MessageKind> kinds =
        node.choicesOr("message", MessageKind.class, List.of(MessageKind.values()));
    return new MessageMutationRule(
        name(node),
        kinds.isEmpty() ? MessageTypeFilter.ANY : new MessageTypeFilter(EnumSet.copyOf(kinds)),
        senders(node),
        mutations.receivers(node, node.integersOr("to", List.of(), 0, Nodes.client(clients - 1))),
        node.probabilityOr("probability", 1),
        mutations.read(node.section("mutation")),
        node.flagOr("deliver", true),
        node.wholeNumberOr("max-strikes", 0, 0, Long.MAX_VALUE),
        moment(node),
        node.has("budget") ? budget(node.section("budget")) : RoundBudget.UNLIMITED);
  }

  private static String name(SettingsNode node) {
    String name = node.text("name");
    if (name.isBlank()) {
      node.problem("name", "is empty; the ledger needs a name for the rule");
      return "unnamed";
    }
    return name;
  }

  private List<Integer> senders(SettingsNode node) {
    List<Integer> senders = new ArrayList<>();
    if (isChosenBySeed && node.has("from")) {
      node.problem("from", "it is the seed that chooses who is compromised; leave this out");
      node.integers("from", 0, replicas - 1);
      return senders;
    }
    for (int sender : node.integersOr("from", List.of(), 0, replicas - 1)) {
      if (compromised.contains(sender)) {
        senders.add(sender);
      } else {
        node.problem(
            "from",
            Nodes.name(sender)
                + " is not compromised, so the rule would never strike; add it to"
                + " byzantine.compromised, or leave it out here");
      }
    }
    return senders;
  }
}
