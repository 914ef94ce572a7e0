package dev.vopr.vsr;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import java.util.List;
import java.util.Optional;

/** A backup that misses entries asks the primary for them, a range at a time. */
final class Repair {
  private final ReplicaState state;
  private final Effects effects;
  private final LogWriter writer;

  Repair(ReplicaState state, Effects effects, LogWriter writer) {
    this.state = state;
    this.effects = effects;
    this.writer = writer;
  }

  /** Takes down that the primary has entries up to {@code op}, and asks for the next of them. */
  void want(long op, long now) {
    boolean isIdle = state.repairDue == ReplicaState.NEVER;
    state.repairTarget = Math.max(state.repairTarget, op);
    if (isIdle && state.repairTarget > state.log.op()) {
      state.repairAttemptsLeft = state.settings.repairAttempts();
      ask(now);
    }
  }

  /** Goes on, or ends, after the log has grown. */
  void onProgress(long now) {
    if (state.repairDue == ReplicaState.NEVER) {
      return;
    }
    state.repairAttemptsLeft = state.settings.repairAttempts();
    if (state.log.op() >= state.repairTarget) {
      stop();
    }
  }

  void onRepairDue(long now) {
    if (state.log.op() >= state.repairTarget || state.repairAttemptsLeft == 0) {
      // Nobody has what was announced: it was a hint, and perhaps a lie.
      stop();
      return;
    }
    ask(now);
  }

  private void stop() {
    state.repairDue = ReplicaState.NEVER;
    state.repairTarget = state.log.op();
  }

  private void ask(long now) {
    long first = state.log.op() + 1;
    long last = Math.min(state.repairTarget, first + state.settings.repairEntries() - 1);
    effects.send(state.primary(), new Message.GetEntries(state.number, state.view, first, last));
    state.repairAttemptsLeft--;
    state.repairDue = now + state.settings.repairRetryNanos();
  }

  void onGetEntries(Message.GetEntries wanted) {
    if (wanted.first() < 1
        || wanted.last() < wanted.first()
        || wanted.last() - wanted.first() >= state.settings.repairEntries()) {
      effects.reject(RejectionRule.RANGE_INVALID);
      return;
    }
    int limit =
        (int) Math.min(state.settings.limits().batchEntries(), wanted.last() - wanted.first() + 1);
    List<Entry> held = state.log.from(wanted.first(), limit);
    if (held.isEmpty()) {
      effects.reject(RejectionRule.RANGE_NOT_HELD);
      return;
    }
    effects.send(wanted.sender(), new Message.Entries(state.number, state.view, held));
  }

  /** Returns whether the answer was taken, so that the log is to be acknowledged. */
  boolean onEntries(Message.Entries answer, long now) {
    if (state.repairDue == ReplicaState.NEVER) {
      effects.reject(RejectionRule.ENTRIES_NOT_ASKED_FOR);
      return false;
    }
    Optional<RejectionRule> broken = writer.append(answer.entries());
    if (broken.isPresent()) {
      effects.reject(broken.get());
      return false;
    }
    onProgress(now);
    if (state.repairDue != ReplicaState.NEVER) {
      ask(now);
    }
    return true;
  }
}
