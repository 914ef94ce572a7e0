package dev.vopr.config;

import dev.vopr.byzantine.ByzantineSettings;
import dev.vopr.byzantine.MessageMutationRule;
import dev.vopr.byzantine.MessageTypeFilter;
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

  private final List<Integer> compromised;
  private final int replicas;
  private final int clients;
  private final MutationReader mutations;

  RuleReader(List<Integer> compromised, int replicas, int clients) {
    this.compromised = compromised;
    this.replicas = replicas;
    this.clients = clients;
    this.mutations = new MutationReader(replicas, clients);
  }

  ByzantineSettings read(SettingsNode byzantine, int maxCompromised) {
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
    return new ByzantineSettings(compromised, maxCompromised, rules);
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
        node.wholeNumberOr("max-strikes", 0, 0, Long.MAX_VALUE));
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
