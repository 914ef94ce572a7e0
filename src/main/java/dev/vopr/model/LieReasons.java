package dev.vopr.model;

import dev.vopr.byzantine.AnyField;
import dev.vopr.byzantine.ChangeList;
import dev.vopr.byzantine.ConflictingLogTail;
import dev.vopr.byzantine.DeclaredLength;
import dev.vopr.byzantine.Flood;
import dev.vopr.byzantine.InvalidRange;
import dev.vopr.byzantine.MessageFieldMutation;
import dev.vopr.byzantine.MessageFieldMutation.Branch;
import dev.vopr.byzantine.MessageMutationRule;
import dev.vopr.byzantine.NumberValue;
import dev.vopr.byzantine.Replay;
import dev.vopr.byzantine.SetField;
import dev.vopr.byzantine.Silence;
import dev.vopr.vsr.message.MessageKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Why the model cannot tell a lie; an empty text if it can. */
final class LieReasons implements MessageFieldMutation.Visitor<String> {
  private static final String TOLD = "";
  private static final String NO_BYTES = "messages of the model have no bytes";
  private static final String NO_STORE = "the model keeps no messages that were sent before";

  private final Set<ModelKind> kinds;

  private LieReasons(Set<ModelKind> kinds) {
    this.kinds = kinds;
  }

  /** Returns why a rule says nothing in the model, if so. */
  static Optional<String> of(MessageMutationRule rule) {
    Set<ModelKind> kinds = kinds(rule);
    String why =
        kinds.isEmpty()
            ? "the model has none of its messages"
            : rule.mutation().accept(new LieReasons(kinds));
    return why.isEmpty() ? Optional.empty() : Optional.of(why);
  }

  /** Returns the messages of replicas that a rule is about. */
  static Set<ModelKind> kinds(MessageMutationRule rule) {
    Set<ModelKind> kinds = EnumSet.noneOf(ModelKind.class);
    for (MessageKind real : rule.target().kinds()) {
      ModelKind.of(real).ifPresent(kinds::add);
    }
    kinds.remove(ModelKind.REQUEST);
    return kinds;
  }

  private String ifAny(boolean isAny, String otherwise) {
    return isAny ? TOLD : otherwise;
  }

  private String reason(ModelNumber number) {
    return ifAny(number.isInAny(kinds), "its messages have no " + number.key());
  }

  @Override
  public String onInflateCommitNumber(MessageFieldMutation.InflateCommitNumber inflate) {
    return reason(ModelNumber.COMMIT_NUMBER);
  }

  @Override
  public String onTruncateLogTail(MessageFieldMutation.TruncateLogTail truncate) {
    return ifAny(kinds.stream().anyMatch(ModelKind::showsLog), "its messages show no log");
  }

  @Override
  public String onConflictingLogTail(ConflictingLogTail conflicting) {
    return ifAny(kinds.stream().anyMatch(ModelKind::hasEntries), "its messages have no entries");
  }

  @Override
  public String onOpNumberMismatch(MessageFieldMutation.OpNumberMismatch mismatch) {
    return ifAny(
        ModelNumber.OP_NUMBER.isInAny(kinds), "a log of the model has no gaps to begin with");
  }

  @Override
  public String onDecrementViewNumber(MessageFieldMutation.DecrementViewNumber decrement) {
    return TOLD;
  }

  @Override
  public String onCorruptChecksum(MessageFieldMutation.CorruptChecksum corrupt) {
    return NO_BYTES;
  }

  @Override
  public String onDuplicateMessage(MessageFieldMutation.DuplicateMessage duplicate) {
    return TOLD;
  }

  @Override
  public String onDeclaredLength(DeclaredLength declared) {
    return NO_BYTES;
  }

  @Override
  public String onInvalidRange(InvalidRange range) {
    return "the model fetches whole logs, not ranges";
  }

  @Override
  public String onGarbageCommand(MessageFieldMutation.GarbageCommand garbage) {
    return "operations of the model have no bytes";
  }

  @Override
  public String onDelay(MessageFieldMutation.Delay delay) {
    return "the model's network delays every message as it likes";
  }

  @Override
  public String onDrop(MessageFieldMutation.Drop drop) {
    return TOLD;
  }

  @Override
  public String onFork(MessageFieldMutation.Fork fork) {
    return firstOf(fork.branches().stream().map(Branch::mutation).toList());
  }

  @Override
  public String onComposite(MessageFieldMutation.Composite composite) {
    return firstOf(composite.mutations());
  }

  private String firstOf(List<MessageFieldMutation> parts) {
    return parts.stream()
        .map(part -> part.accept(this))
        .filter(why -> !why.isEmpty())
        .findFirst()
        .orElse(TOLD);
  }

  @Override
  public String onSetField(SetField set) {
    if (set.to() == NumberValue.IN_FLIGHT) {
      return NO_STORE;
    }
    if (set.to() == NumberValue.RANDOM) {
      return "numbers of the model are small, and none of them random";
    }
    return ModelNumber.of(set.field())
        .map(this::reason)
        .orElseGet(() -> "messages of the model do not have the field " + set.field().key());
  }

  @Override
  public String onAnyField(AnyField any) {
    return "which fields there are to change is a matter of the codec";
  }

  @Override
  public String onChangeList(ChangeList change) {
    return "lists inside of messages are a matter of the codec";
  }

  @Override
  public String onReplay(Replay replay) {
    return NO_STORE;
  }

  @Override
  public String onSilence(Silence silence) {
    return TOLD;
  }

  @Override
  public String onFlood(Flood flood) {
    return "the model has no queues to fill";
  }
}
