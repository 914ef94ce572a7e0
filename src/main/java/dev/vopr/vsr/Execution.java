package dev.vopr.vsr;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;

/** Executes committed entries in order, each once, and answers their clients. */
final class Execution {
  private final ReplicaState state;
  private final Effects effects;

  Execution(ReplicaState state, Effects effects) {
    this.state = state;
    this.effects = effects;
  }

  /**
   * Takes over a commit-number and executes what it covers.
   *
   * <p>N4: the commit-number is the maximum of old and new, and never above the log that is here.
   */
  void commitUpTo(long commit) {
    Check.that(commit <= state.log.op(), "commit-number within the log", commit, state.log.op());
    state.commit = Math.max(state.commit, commit);
    while (state.executed < state.commit) {
      execute(state.log.at(state.executed + 1));
    }
  }

  private void execute(Entry entry) {
    state.executed = entry.op();
    // At most once: a request that was executed under an earlier op-number changes nothing.
    if (entry.request() > state.clientTable.lastRequest(entry.client())) {
      Bytes result = state.stateMachine.execute(entry.operation(), entry.timestamp());
      state.clientTable.record(entry.client(), entry.request(), result);
    }
    if (state.isPrimary()) {
      state.inProgress.remove(entry.client(), entry.request());
      reply(entry.client());
    }
  }

  /** Sends the result of a client's last executed request, again if need be (VRR §4.1 step 2). */
  void reply(int client) {
    state
        .clientTable
        .row(client)
        .ifPresent(
            row ->
                effects.send(
                    client,
                    new Message.Reply(state.number, state.view, row.request(), row.result())));
  }
}
