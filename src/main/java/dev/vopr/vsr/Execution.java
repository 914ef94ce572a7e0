package dev.vopr.vsr;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.state.ClientTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Executes committed entries in order, each once, answers their clients, and makes checkpoints. */
final class Execution {
  private final ReplicaState state;
  private final Effects effects;
  private final Journal journal;

  /** Primary: the last entry of each client in the log that it began with. */
  private final Map<Integer, Long> inherited = new LinkedHashMap<>();

  Execution(ReplicaState state, Effects effects, Journal journal) {
    this.state = state;
    this.effects = effects;
    this.journal = journal;
  }

  /**
   * Takes over a commit-number and executes what it covers, up to the first missing entry.
   *
   * <p>N4: the commit-number is the maximum of old and new, and never above the log that is here.
   */
  void commitUpTo(long commit) {
    Check.that(commit <= state.log.op(), "commit-number within the log", commit, state.log.op());
    state.commit = Math.max(state.commit, commit);
    state.proofs.onCommitted();
    while (state.executed < state.commit && state.log.isPresent(state.executed + 1)) {
      execute(state.log.at(state.executed + 1));
    }
  }

  private void execute(Entry entry) {
    state.executed = entry.op();
    state.lastTimestamp = entry.timestamp();
    if (entry.request() == 0) {
      if (state.clientTable.register(entry.client(), entry.op(), entry.operation())) {
        state.reached(Milestone.SESSION_EVICTED);
      }
    } else if (isNew(entry)) {
      Bytes result = bounded(state.stateMachine.execute(entry.operation(), entry.timestamp()));
      state.clientTable.record(entry.client(), entry.op(), entry.request(), result);
    }
    if (state.isNormalPrimary()) {
      endProgress(entry);
    }
    if (state.isNormalPrimary() || isAnswering()) {
      answer(entry.client(), entry.session());
    }
    if (entry.op() % state.settings.checkpointEntries() == 0) {
      onCheckpointDue(entry);
    }
  }

  /**
   * What an earlier life of a client asked for may have the number of what is still in progress.
   */
  private void endProgress(Entry entry) {
    if (entry.op() >= inherited.getOrDefault(entry.client(), 0L)) {
      state.inProgress.remove(entry.client(), entry.request());
    }
  }

  /**
   * Level signed: it is written once a quorum vouches for it, and so the others are told at once.
   */
  private void onCheckpointDue(Entry last) {
    if (!state.proofs.isOn()) {
      journal.onCheckpoint(checkpoint(last));
      journal.flush();
      return;
    }
    state.proofs.checkpoints().onMade(checkpoint(last));
    effects.broadcast(
        new Message.Ping(
            state.number, journal.durableView(), state.now, journal.durableCheckpoint()));
    writeVouched();
  }

  /** Level signed: writes the checkpoint that a quorum has come to vouch for, if there is one. */
  void writeVouched() {
    if (state.proofs.isOn()) {
      state.proofs.checkpoints().next().ifPresent(journal::onCheckpoint);
      journal.flush();
    }
  }

  /** Level signed: the client believes what f + 1 replicas say, and so each of them says it. */
  private boolean isAnswering() {
    return state.proofs.isOn() && state.status == Status.NORMAL;
  }

  /** A result that no message can carry is not kept either; the same on all replicas. */
  private Bytes bounded(Bytes result) {
    return result.length() <= state.settings.limits().operationBytes() ? result : Bytes.EMPTY;
  }

  /** At most once: a request of an ended session, or an executed one, changes nothing. */
  private boolean isNew(Entry entry) {
    Optional<ClientTable.Row> row = state.clientTable.row(entry.client());
    return row.isPresent()
        && row.get().session() == entry.session()
        && row.get().request() < entry.request();
  }

  /** Sends a client the result of its last executed request, or that its session is no more. */
  void answer(int client, long session) {
    if (!Nodes.isClient(client)) {
      // Where SENDER_NOT_A_CLIENT is not in force, somebody may have asked to whom nobody answers.
      return;
    }
    Optional<ClientTable.Row> row =
        session == 0 ? state.clientTable.lastRegistration(client) : state.clientTable.row(client);
    boolean isGone = row.isEmpty() || (session != 0 && row.get().session() != session);
    boolean mayLag = state.proofs.isOn() || !state.isNormalPrimary();
    if (isGone && mayLag && session > state.executed) {
      // A replica that lags behind has not seen the session begin.
      return;
    }
    if (isGone) {
      effects.send(client, new Message.Evicted(state.number, state.view, session));
      return;
    }
    effects.send(
        client,
        new Message.Reply(
            state.number,
            state.view,
            row.get().session(),
            row.get().request(),
            row.get().result()));
  }

  private Checkpoint checkpoint(Entry last) {
    return new Checkpoint(
        last.header(),
        last.timestamp(),
        state.stateMachine.snapshot(),
        state.clientTable.snapshot());
  }

  /**
   * Replaces the state by that of a checkpoint.
   *
   * @return whether the checkpoint could be read; if not, nothing has changed
   */
  boolean restore(Checkpoint checkpoint) {
    Bytes stateBefore = state.stateMachine.snapshot();
    Bytes tableBefore = state.clientTable.snapshot();
    int largest = state.settings.limits().operationBytes();
    boolean isRead =
        state.stateMachine.restore(checkpoint.state())
            && state.clientTable.restore(checkpoint.clientTable(), largest);
    if (!isRead) {
      boolean isBack =
          state.stateMachine.restore(stateBefore)
              && state.clientTable.restore(tableBefore, largest);
      Check.that(isBack, "a snapshot can be restored");
      return false;
    }
    state.executed = checkpoint.op();
    state.lastTimestamp = checkpoint.timestamp();
    state.commit = Math.max(state.commit, checkpoint.op());
    return true;
  }

  /**
   * Primary: finds out anew which requests are in the log or the queue and not yet executed. What a
   * checkpoint has executed is not answered here, but a client that asks again shall be.
   */
  void findInProgress() {
    state.inProgress.clear();
    inherited.clear();
    for (long op = state.executed + 1; op <= state.log.op(); op++) {
      if (state.log.isPresent(op)) {
        Entry entry = state.log.at(op);
        state.inProgress.put(entry.client(), entry.request());
        inherited.put(entry.client(), op);
      }
    }
    for (Message.Request request : state.queue) {
      state.inProgress.put(request.sender(), request.request());
    }
  }

  /** Frees the log up to the highest checkpoint that is durable here and on a quorum (rule S3). */
  void freeLog() {
    state.checkpoints[state.number] = journal.durableCheckpoint();
    long free = 0;
    int members = state.settings.replicas();
    for (int i = 0; i < members; i++) {
      long candidate = state.checkpoints[i];
      int holders = 0;
      for (int j = 0; j < members; j++) {
        holders += state.checkpoints[j] >= candidate ? 1 : 0;
      }
      free = holders >= state.settings.quorum() ? Math.max(free, candidate) : free;
    }
    state.log.dropUpTo(Math.min(free, Math.min(journal.durableCheckpoint(), state.executed)));
  }
}
