package dev.vopr.config;

import dev.vopr.byzantine.ByzantineSettings;
import dev.vopr.byzantine.Inflation;
import dev.vopr.byzantine.MessageFieldMutation;
import dev.vopr.byzantine.MessageFieldMutation.EntryPart;
import dev.vopr.byzantine.MessageMutationRule;
import dev.vopr.byzantine.MessageTypeFilter;
import dev.vopr.byzantine.TailCut;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads the rules by which the mutator lies. */
final class RuleReader {
  private static final long HOUR = 3_600_000_000_000L;
  private static final int MAX_DEPTH = 4;
  private static final int MAX_RULES = 1_000;

  /** So many bytes may really be sent. */
  private static final int MAX_DECLARED = 16 << 20;

  /** The first one stands in for a kind that cannot be read, and so needs nothing else. */
  private enum Kind {
    DROP,
    INFLATE_COMMIT_NUMBER,
    TRUNCATE_LOG_TAIL,
    CONFLICTING_LOG_TAIL,
    OP_NUMBER_MISMATCH,
    DECREMENT_VIEW_NUMBER,
    CORRUPT_CHECKSUM,
    DUPLICATE_MESSAGE,
    FORK,
    COMPOSITE,
    DELAY,
    DECLARED_LENGTH,
    INVALID_RANGE,
    GARBAGE_COMMAND
  }

  private final List<Integer> compromised;
  private final int replicas;
  private final int clients;

  RuleReader(List<Integer> compromised, int replicas, int clients) {
    this.compromised = compromised;
    this.replicas = replicas;
    this.clients = clients;
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
        receivers(node, node.integersOr("to", List.of(), 0, Nodes.client(clients - 1))),
        node.probabilityOr("probability", 1),
        mutation(node.section("mutation"), 0),
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

  private List<Integer> receivers(SettingsNode node, List<Integer> receivers) {
    for (int receiver : receivers) {
      if (receiver >= replicas && !Nodes.isClient(receiver)) {
        node.problem(
            "to",
            "%d is no node; replicas are 0 to %d, clients %d to %d"
                .formatted(receiver, replicas - 1, Nodes.client(0), Nodes.client(clients - 1)));
      }
    }
    return receivers;
  }

  private MessageFieldMutation mutation(SettingsNode node, int depth) {
    Kind kind = node.choice("kind", Kind.class);
    return switch (kind) {
      case INFLATE_COMMIT_NUMBER -> new MessageFieldMutation.InflateCommitNumber(inflation(node));
      case TRUNCATE_LOG_TAIL -> new MessageFieldMutation.TruncateLogTail(cut(node));
      case CONFLICTING_LOG_TAIL ->
          new MessageFieldMutation.ConflictingLogTail(
              node.integerOr("last", Integer.MAX_VALUE, 1, Integer.MAX_VALUE), parts(node));
      case OP_NUMBER_MISMATCH -> new MessageFieldMutation.OpNumberMismatch(offset(node));
      case DECREMENT_VIEW_NUMBER ->
          new MessageFieldMutation.DecrementViewNumber(
              node.wholeNumberOr("amount", 1, 1, Long.MAX_VALUE));
      case CORRUPT_CHECKSUM ->
          new MessageFieldMutation.CorruptChecksum(node.integerOr("bits", 1, 1, 64));
      case DUPLICATE_MESSAGE ->
          new MessageFieldMutation.DuplicateMessage(node.integerOr("copies", 1, 1, 1_000));
      case DECLARED_LENGTH ->
          new MessageFieldMutation.DeclaredLength(
              node.choice("field", MessageFieldMutation.LengthField.class),
              node.integer("length", 1, MAX_DECLARED));
      case INVALID_RANGE ->
          new MessageFieldMutation.InvalidRange(
              node.choice("lie", MessageFieldMutation.RangeLie.class));
      case GARBAGE_COMMAND ->
          new MessageFieldMutation.GarbageCommand(
              node.integerOr("last", 1, 1, Integer.MAX_VALUE),
              node.integerOr("bytes", 16, 0, 1 << 20));
      case DROP -> new MessageFieldMutation.Drop();
      case DELAY -> delay(node);
      case FORK -> fork(node, depth);
      case COMPOSITE -> composite(node, depth);
    };
  }

  private static Inflation inflation(SettingsNode node) {
    if (node.has("factor")) {
      return new Inflation.ByFactor(node.number("factor", 1.000001, 1e18));
    }
    return new Inflation.ByAmount(node.wholeNumber("amount", 1, Long.MAX_VALUE));
  }

  private static TailCut cut(SettingsNode node) {
    if (node.has("keep")) {
      return new TailCut.Keep(node.integer("keep", 0, Integer.MAX_VALUE));
    }
    return new TailCut.CutOff(node.integer("cut-off", 1, Integer.MAX_VALUE));
  }

  private static Set<EntryPart> parts(SettingsNode node) {
    List<EntryPart> parts = node.choicesOr("parts", EntryPart.class, List.of(EntryPart.OPERATION));
    return parts.isEmpty() ? EnumSet.of(EntryPart.OPERATION) : EnumSet.copyOf(parts);
  }

  private static long offset(SettingsNode node) {
    long offset = node.wholeNumber("offset", Long.MIN_VALUE, Long.MAX_VALUE);
    if (offset == 0) {
      node.problem("offset", "0 changes nothing; give another number");
      return 1;
    }
    return offset;
  }

  private static MessageFieldMutation delay(SettingsNode node) {
    long max = node.durationNanos("max", 1, HOUR);
    long min = node.durationNanosOr("min", 1, 1, HOUR);
    if (min > max) {
      node.problem("min", "is above max; make it at most that");
    }
    return new MessageFieldMutation.Delay(Math.min(min, max), max);
  }

  private MessageFieldMutation fork(SettingsNode node, int depth) {
    List<MessageFieldMutation.Branch> branches = new ArrayList<>();
    Set<Integer> seen = new LinkedHashSet<>();
    for (SettingsNode branch : node.list("branches")) {
      List<Integer> to = receivers(branch, branch.integers("to", 0, Nodes.client(clients - 1)));
      MessageFieldMutation mutation = nested(branch.section("mutation"), depth);
      if (to.isEmpty()) {
        branch.problem("to", "is empty; name the receivers of this branch");
      } else if (to.stream().anyMatch(receiver -> !seen.add(receiver))) {
        branch.problem("to", "a receiver is in more than one branch; each hears one version");
      } else {
        branches.add(new MessageFieldMutation.Branch(to, mutation));
      }
    }
    if (branches.isEmpty()) {
      node.problem("branches", "a fork needs at least one { to = [...], mutation = {...} }");
      return new MessageFieldMutation.Drop();
    }
    return new MessageFieldMutation.Fork(branches);
  }

  private MessageFieldMutation composite(SettingsNode node, int depth) {
    List<MessageFieldMutation> mutations = new ArrayList<>();
    for (SettingsNode part : node.list("mutations")) {
      mutations.add(nested(part, depth));
    }
    if (mutations.isEmpty()) {
      node.problem("mutations", "a composite needs at least one mutation");
      return new MessageFieldMutation.Drop();
    }
    return new MessageFieldMutation.Composite(mutations);
  }

  private MessageFieldMutation nested(SettingsNode node, int depth) {
    if (depth >= MAX_DEPTH) {
      node.problem("kind", "mutations are nested more than " + MAX_DEPTH + " deep");
      return new MessageFieldMutation.Drop();
    }
    return mutation(node, depth + 1);
  }
}
