package dev.vopr.config;

import dev.vopr.byzantine.AnyField;
import dev.vopr.byzantine.ChangeList;
import dev.vopr.byzantine.ConflictingLogTail;
import dev.vopr.byzantine.ConflictingLogTail.EntryPart;
import dev.vopr.byzantine.DeclaredLength;
import dev.vopr.byzantine.Flood;
import dev.vopr.byzantine.Inflation;
import dev.vopr.byzantine.InvalidRange;
import dev.vopr.byzantine.MessageFieldMutation;
import dev.vopr.byzantine.NumberField;
import dev.vopr.byzantine.NumberValue;
import dev.vopr.byzantine.Replay;
import dev.vopr.byzantine.SetField;
import dev.vopr.byzantine.Silence;
import dev.vopr.byzantine.TailCut;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads what a rule of the mutator does to a message. */
final class MutationReader {
  private static final long HOUR = 3_600_000_000_000L;
  private static final int MAX_DEPTH = 4;
  private static final double LARGE_SHARE = 0.1;

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
    GARBAGE_COMMAND,
    SET_FIELD,
    ANY_FIELD,
    CHANGE_LIST,
    REPLAY,
    SILENCE,
    FLOOD
  }

  private final int replicas;
  private final int clients;

  MutationReader(int replicas, int clients) {
    this.replicas = replicas;
    this.clients = clients;
  }

  MessageFieldMutation read(SettingsNode node) {
    return mutation(node, 0);
  }

  /** Checks who a rule, or a branch of a fork, is for. */
  List<Integer> receivers(SettingsNode node, List<Integer> receivers) {
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
          new ConflictingLogTail(
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
          new DeclaredLength(
              node.choice("field", DeclaredLength.LengthField.class),
              node.integer("length", 1, MAX_DECLARED));
      case INVALID_RANGE -> new InvalidRange(node.choice("lie", InvalidRange.RangeLie.class));
      case GARBAGE_COMMAND ->
          new MessageFieldMutation.GarbageCommand(
              node.integerOr("last", 1, 1, Integer.MAX_VALUE),
              node.integerOr("bytes", 16, 0, 1 << 20));
      case DROP -> new MessageFieldMutation.Drop();
      case DELAY -> delay(node);
      case FORK -> fork(node, depth);
      case COMPOSITE -> composite(node, depth);
      case SET_FIELD ->
          new SetField(
              node.choice("field", NumberField.class), node.choice("to", NumberValue.class));
      case ANY_FIELD -> new AnyField(node.probabilityOr("large", LARGE_SHARE));
      case CHANGE_LIST ->
          new ChangeList(
              anyOf(node, "lists", ChangeList.ListField.class),
              anyOf(node, "changes", ChangeList.Change.class));
      case REPLAY ->
          new Replay(
              node.choiceOr("of", Replay.Source.OWN),
              node.choiceOr("recorded-for", Replay.Receiver.ANY),
              node.flagOr("instead", true));
      case SILENCE -> silence(node);
      case FLOOD ->
          new Flood(
              node.integer("messages", 1, 1_000),
              node.has("mutation")
                  ? nested(node.section("mutation"), depth)
                  : new AnyField(LARGE_SHARE));
    };
  }

  private static <E extends Enum<E>> Set<E> anyOf(SettingsNode node, String key, Class<E> type) {
    List<E> chosen = node.choicesOr(key, type, List.copyOf(EnumSet.allOf(type)));
    return chosen.isEmpty() ? EnumSet.allOf(type) : EnumSet.copyOf(chosen);
  }

  private static MessageFieldMutation silence(SettingsNode node) {
    long max = node.durationNanos("max", 1, HOUR);
    long min = node.durationNanosOr("min", 1, 1, HOUR);
    if (min > max) {
      node.problem("min", "is above max; make it at most that");
    }
    return new Silence(Math.min(min, max), max, node.choiceOr("towards", Silence.Towards.RECEIVER));
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
