package dev.vopr.model;

import dev.vopr.byzantine.AnyField;
import dev.vopr.byzantine.ByzantineSettings;
import dev.vopr.byzantine.ChangeList;
import dev.vopr.byzantine.ConflictingLogTail;
import dev.vopr.byzantine.ConflictingLogTail.EntryPart;
import dev.vopr.byzantine.DeclaredLength;
import dev.vopr.byzantine.Flood;
import dev.vopr.byzantine.InvalidRange;
import dev.vopr.byzantine.MessageFieldMutation;
import dev.vopr.byzantine.MessageFieldMutation.Branch;
import dev.vopr.byzantine.MessageMutationRule;
import dev.vopr.byzantine.Moment;
import dev.vopr.byzantine.Replay;
import dev.vopr.byzantine.SetField;
import dev.vopr.byzantine.Silence;
import dev.vopr.sim.SimRng;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongUnaryOperator;

/**
 * Changes what compromised replicas send, by those rules of the mutator that the model can tell. As
 * in the cluster, the first rule that strikes and changes a message wins.
 */
final class Liar {
  /** What a rule may look at before it strikes. */
  interface Onlooker {
    /** Returns the replica with that number. */
    ModelReplica replica(int number);

    /** Returns the highest op-number that a correct replica committed. */
    long committed();

    /** Returns the number of the step. */
    long step();
  }

  /**
   * What is sent instead of a message.
   *
   * @param messages in this order; none if it is withheld
   * @param rule index of the rule that changed it, or -1
   */
  record Told(List<ModelMessage> messages, int rule) {}

  private final ByzantineSettings settings;
  private final SimRng rng;
  private final Onlooker onlooker;
  private final List<Set<ModelKind>> kinds = new ArrayList<>();
  private final long[] strikes;
  private final long[][] silentUntil;

  Liar(ByzantineSettings settings, int nodes, SimRng rng, Onlooker onlooker) {
    this.settings = settings;
    this.rng = rng;
    this.onlooker = onlooker;
    strikes = new long[settings.rules().size()];
    silentUntil = new long[settings.rules().size()][nodes];
    for (MessageMutationRule rule : settings.rules()) {
      boolean isTold = LieReasons.of(rule).isEmpty();
      kinds.add(isTold ? LieReasons.kinds(rule) : EnumSet.noneOf(ModelKind.class));
    }
  }

  /** Returns what is sent instead of a message; the message itself if no rule strikes. */
  Told tell(ModelMessage truth) {
    if (settings.compromised().contains(truth.from())) {
      for (int i = 0; i < settings.rules().size(); i++) {
        if (isAbout(i, truth) && silentUntil[i][truth.to()] > onlooker.step()) {
          return new Told(List.of(), i);
        }
        if (!isAbout(i, truth) || !rng.chance(settings.rules().get(i).probability())) {
          continue;
        }
        MessageMutationRule rule = settings.rules().get(i);
        List<ModelMessage> told = rule.mutation().accept(new Change(i, truth));
        if (told.size() != 1 || !told.get(0).equals(truth)) {
          strikes[i]++;
          return new Told(rule.deliver() ? told : List.of(), i);
        }
      }
    }
    return new Told(List.of(truth), -1);
  }

  private boolean isAbout(int index, ModelMessage message) {
    MessageMutationRule rule = settings.rules().get(index);
    return kinds.get(index).contains(message.kind())
        && (rule.from().isEmpty() || rule.from().contains(message.from()))
        && (rule.to().isEmpty() || rule.to().contains(message.to()))
        && (rule.maxStrikes() == 0 || strikes[index] < rule.maxStrikes())
        && isMoment(rule.moment(), message.from());
  }

  private boolean isMoment(Moment moment, int liar) {
    if (moment.equals(Moment.ANY)) {
      return true;
    }
    ModelReplica watched =
        onlooker.replica(moment.replica() == Moment.SENDER ? liar : moment.replica());
    return onlooker.committed() >= moment.afterCommits()
        && moment.statuses().contains(watched.status())
        && watched.view() >= moment.viewFrom()
        && watched.view() <= moment.viewTo();
  }

  /** Makes of one message what a rule makes of it. */
  private final class Change implements MessageFieldMutation.Visitor<List<ModelMessage>> {
    private final int rule;
    private final ModelMessage truth;

    Change(int rule, ModelMessage truth) {
      this.rule = rule;
      this.truth = truth;
    }

    private List<ModelMessage> same() {
      return List.of(truth);
    }

    private List<ModelMessage> changed(ModelNumber number, LongUnaryOperator change) {
      return List.of(number.changed(truth, change));
    }

    @Override
    public List<ModelMessage> onInflateCommitNumber(
        MessageFieldMutation.InflateCommitNumber inflate) {
      return changed(ModelNumber.COMMIT_NUMBER, inflate.by()::apply);
    }

    @Override
    public List<ModelMessage> onTruncateLogTail(MessageFieldMutation.TruncateLogTail truncate) {
      if (!truth.kind().showsLog()) {
        return same();
      }
      int size = truth.entries().size();
      // What is above the commit-number is the log tail, as in the cluster.
      int base = (int) Math.min(truth.proof().commit(), size);
      int kept = base + truncate.cut().kept(size - base);
      return List.of(truth.withEntries(truth.entries().subList(0, kept)));
    }

    @Override
    public List<ModelMessage> onConflictingLogTail(ConflictingLogTail conflicting) {
      int size = truth.entries().size();
      if (size == 0 || !truth.kind().hasEntries()) {
        return same();
      }
      List<ModelEntry> entries = new ArrayList<>(truth.entries());
      int first = Math.max(0, size - conflicting.last());
      long parent = entries.get(first).parent();
      boolean isOfPrimary =
          conflicting.parts().size() == 1 && conflicting.parts().contains(EntryPart.TIMESTAMP);
      for (int i = first; i < size; i++) {
        ModelEntry entry = entries.get(i);
        boolean isOwn = onlooker.replica(truth.from()).primaryOf(entry.view()) == truth.from();
        ModelEntry forged =
            entry.forged(rule + 1, isOfPrimary && isOwn && entry.isProvable(), parent);
        entries.set(i, forged);
        parent = forged.checksum();
      }
      return List.of(truth.withEntries(entries));
    }

    @Override
    public List<ModelMessage> onOpNumberMismatch(MessageFieldMutation.OpNumberMismatch mismatch) {
      return changed(ModelNumber.OP_NUMBER, op -> Math.max(0, op + mismatch.offset()));
    }

    @Override
    public List<ModelMessage> onDecrementViewNumber(
        MessageFieldMutation.DecrementViewNumber decrement) {
      return changed(ModelNumber.VIEW_NUMBER, view -> Math.max(0, view - decrement.amount()));
    }

    @Override
    public List<ModelMessage> onDuplicateMessage(MessageFieldMutation.DuplicateMessage duplicate) {
      List<ModelMessage> copies = new ArrayList<>();
      for (int i = 0; i <= duplicate.copies(); i++) {
        copies.add(truth);
      }
      return copies;
    }

    @Override
    public List<ModelMessage> onDrop(MessageFieldMutation.Drop drop) {
      return List.of();
    }

    @Override
    public List<ModelMessage> onFork(MessageFieldMutation.Fork fork) {
      for (Branch branch : fork.branches()) {
        if (branch.receivers().contains(truth.to())) {
          return branch.mutation().accept(this);
        }
      }
      return same();
    }

    @Override
    public List<ModelMessage> onComposite(MessageFieldMutation.Composite composite) {
      List<ModelMessage> all = same();
      for (MessageFieldMutation part : composite.mutations()) {
        List<ModelMessage> next = new ArrayList<>();
        for (ModelMessage each : all) {
          next.addAll(part.accept(new Change(rule, each)));
        }
        all = next;
      }
      return all;
    }

    @Override
    public List<ModelMessage> onSetField(SetField set) {
      return ModelNumber.of(set.field())
          .map(number -> changed(number, old -> value(set, old)))
          .orElseGet(this::same);
    }

    private static long value(SetField set, long old) {
      return switch (set.to()) {
        case PLUS_ONE -> old + 1;
        case MINUS_ONE -> Math.max(0, old - 1);
        case ZERO -> 0;
        // Far above anything that a run reaches.
        case MAX -> Integer.MAX_VALUE;
        case RANDOM, IN_FLIGHT -> old;
      };
    }

    @Override
    public List<ModelMessage> onSilence(Silence silence) {
      long steps =
          rng.between(silence.minNanos(), silence.maxNanos()) / ModelSettings.STEP_NANOS + 1;
      for (int to = 0; to < silentUntil[rule].length; to++) {
        if (silence.towards() == Silence.Towards.ALL || to == truth.to()) {
          silentUntil[rule][to] = onlooker.step() + steps;
        }
      }
      return List.of();
    }

    // What follows is not told, as LieReasons says.

    @Override
    public List<ModelMessage> onCorruptChecksum(MessageFieldMutation.CorruptChecksum corrupt) {
      return same();
    }

    @Override
    public List<ModelMessage> onDeclaredLength(DeclaredLength declared) {
      return same();
    }

    @Override
    public List<ModelMessage> onInvalidRange(InvalidRange range) {
      return same();
    }

    @Override
    public List<ModelMessage> onGarbageCommand(MessageFieldMutation.GarbageCommand garbage) {
      return same();
    }

    @Override
    public List<ModelMessage> onDelay(MessageFieldMutation.Delay delay) {
      return same();
    }

    @Override
    public List<ModelMessage> onAnyField(AnyField any) {
      return same();
    }

    @Override
    public List<ModelMessage> onChangeList(ChangeList change) {
      return same();
    }

    @Override
    public List<ModelMessage> onReplay(Replay replay) {
      return same();
    }

    @Override
    public List<ModelMessage> onFlood(Flood flood) {
      return same();
    }
  }
}
