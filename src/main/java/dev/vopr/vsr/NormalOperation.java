package dev.vopr.vsr;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Normal operation (VRR §4.1), from a request to its reply.
 *
 * <pre>
 *  client        primary          backups
 *    │ Request ───▶│                 │     1
 *    │             │ Prepare ───────▶│     3  appended here, then sent
 *    │             │◀────── PrepareOk│     4  once the entry is held
 *    │◀─── Reply   │                 │     5  f of them: committed, executed
 *    │             │ Commit ────────▶│     6  or in the next Prepare
 * </pre>
 */
final class NormalOperation {
  private final ReplicaState state;
  private final Effects effects;
  private final Execution execution;
  private final LogWriter writer;
  private final Repair repair;

  NormalOperation(
      ReplicaState state, Effects effects, Execution execution, LogWriter writer, Repair repair) {
    this.state = state;
    this.effects = effects;
    this.execution = execution;
    this.writer = writer;
    this.repair = repair;
  }

  // ---- primary ----------------------------------------------------------------------------------

  void onRequest(Message.Request request, long now) {
    Optional<RejectionRule> broken = checkRequest(request);
    if (broken.isPresent()) {
      effects.reject(broken.get());
      if (state.isPrimary() && isLastExecuted(request)) {
        // VRR §4.1 step 2: the last executed request is answered again.
        execution.reply(request.sender());
      }
      return;
    }
    state.inProgress.put(request.sender(), request.request());
    state.queue.addLast(request);
    prepareWaiting(now);
  }

  private Optional<RejectionRule> checkRequest(Message.Request request) {
    if (!Nodes.isClient(request.sender()) || request.request() < 1) {
      return Optional.of(RejectionRule.SENDER_NOT_A_CLIENT);
    }
    if (!state.isPrimary()) {
      return Optional.of(RejectionRule.NOT_PRIMARY);
    }
    long known =
        Math.max(
            state.clientTable.lastRequest(request.sender()),
            state.inProgress.getOrDefault(request.sender(), 0L));
    if (request.request() <= known) {
      // N1: not newer than what is in the client-table or on its way there.
      return Optional.of(RejectionRule.REQUEST_DUPLICATE);
    }
    return state.queue.size() >= state.settings.queueRequests()
        ? Optional.of(RejectionRule.REQUEST_QUEUE_FULL)
        : Optional.empty();
  }

  private boolean isLastExecuted(Message.Request request) {
    return Nodes.isClient(request.sender())
        && request.request() > 0
        && request.request() == state.clientTable.lastRequest(request.sender());
  }

  /** Prepares waiting requests, in batches, as long as the pipeline has room. */
  private void prepareWaiting(long now) {
    long room = state.settings.pipelineEntries() - (state.log.op() - state.commit);
    while (room > 0 && !state.queue.isEmpty()) {
      List<Entry> batch = new ArrayList<>();
      long limit = Math.min(room, state.settings.limits().batchEntries());
      while (batch.size() < limit && !state.queue.isEmpty()) {
        Entry entry = entryFor(state.queue.removeFirst(), now);
        state.log.append(entry);
        batch.add(entry);
      }
      room -= batch.size();
      sendPrepare(batch, now);
    }
  }

  private Entry entryFor(Message.Request request, long now) {
    long op = state.log.op();
    // N6: the primary fixes what is not deterministic; timestamps rise strictly over the log.
    long timestamp = op == 0 ? now : Math.max(now, state.log.at(op).timestamp() + 1);
    return Entry.sealed(
        state.view,
        op + 1,
        state.log.headChecksum(),
        request.sender(),
        request.request(),
        request.operation(),
        timestamp);
  }

  private void sendPrepare(List<Entry> batch, long now) {
    effects.broadcast(new Message.Prepare(state.number, state.view, batch, state.commit));
    state.heartbeatDue = now + state.settings.heartbeatNanos();
    if (state.prepareRetryDue == ReplicaState.NEVER) {
      state.prepareRetryDue = now + state.settings.prepareRetryNanos();
    }
  }

  void onPrepareOk(Message.PrepareOk ok, long now) {
    Optional<RejectionRule> broken = checkPrepareOk(ok);
    if (broken.isPresent()) {
      effects.reject(broken.get());
      return;
    }
    state.acknowledged[ok.sender()] = ok.op();
    long committed = quorumOp();
    if (committed > state.commit) {
      execution.commitUpTo(committed);
      state.prepareRetryDue =
          committed == state.log.op()
              ? ReplicaState.NEVER
              : now + state.settings.prepareRetryNanos();
      prepareWaiting(now);
    }
  }

  private Optional<RejectionRule> checkPrepareOk(Message.PrepareOk ok) {
    if (!state.isPrimary()) {
      return Optional.of(RejectionRule.NOT_PRIMARY);
    }
    if (ok.op() < 1 || ok.op() > state.log.op()) {
      return Optional.of(RejectionRule.ACK_BEYOND_OP);
    }
    if (ok.checksum() != state.log.checksumAt(ok.op())) {
      return Optional.of(RejectionRule.ACK_CHECKSUM);
    }
    return ok.op() <= state.acknowledged[ok.sender()]
        ? Optional.of(RejectionRule.ACK_DUPLICATE)
        : Optional.empty();
  }

  /** N3: the highest op-number that f distinct others acknowledged; with the primary, a quorum. */
  private long quorumOp() {
    long best = state.commit;
    for (long candidate : state.acknowledged) {
      int holders = 1;
      for (long acknowledged : state.acknowledged) {
        holders += acknowledged >= candidate ? 1 : 0;
      }
      if (candidate > best && holders >= state.settings.quorum()) {
        best = candidate;
      }
    }
    return best;
  }

  void onHeartbeatDue(long now) {
    // VRR §4.1 step 6: with no client request, backups learn the commit-number by Commit.
    long checksum = state.log.checksumAt(state.commit);
    effects.broadcast(new Message.Commit(state.number, state.view, state.commit, checksum));
    state.heartbeatDue = now + state.settings.heartbeatNanos();
  }

  void onPrepareRetryDue(long now) {
    List<Entry> batch = state.log.from(state.commit + 1, state.settings.limits().batchEntries());
    state.prepareRetryDue = ReplicaState.NEVER;
    if (!batch.isEmpty()) {
      sendPrepare(batch, now);
    }
  }

  // ---- backup -----------------------------------------------------------------------------------

  void onPrepare(Message.Prepare prepare, long now) {
    Optional<RejectionRule> broken = writer.append(prepare.entries());
    broken.ifPresent(effects::reject);
    boolean isHeld = broken.isEmpty() || broken.get() == RejectionRule.ENTRY_DUPLICATE;
    if (isHeld) {
      acknowledge();
      repair.onProgress(now);
    }
    boolean isGap = broken.isPresent() && broken.get() == RejectionRule.ENTRY_GAP;
    if (isGap) {
      repair.want(lastOf(prepare.entries()), now);
    }
    if (isHeld || isGap) {
      learnCommit(prepare.commit(), verifiedBy(prepare, isHeld), now);
    }
  }

  /** The entries of a Prepare that fits vouch for the log up to the last of them. */
  private long verifiedBy(Message.Prepare prepare, boolean isHeld) {
    return isHeld ? lastOf(prepare.entries()) : 0;
  }

  private static long lastOf(List<Entry> entries) {
    return entries.get(entries.size() - 1).op();
  }

  /** Tells the primary how far the log is held; asked again, answered again (rule N2). */
  void acknowledge() {
    long op = state.log.op();
    effects.send(
        state.primary(),
        new Message.PrepareOk(state.number, state.view, op, state.log.headChecksum()));
  }

  /** N4: a commit-number is followed as far as the log here is known to be the primary's. */
  private void learnCommit(long commit, long verified, long now) {
    execution.commitUpTo(Math.max(state.commit, Math.min(commit, verified)));
    if (commit > state.log.op()) {
      effects.reject(RejectionRule.COMMIT_BEYOND_OP);
      repair.want(commit, now);
    }
  }

  void onCommit(Message.Commit commit, long now) {
    if (commit.commit() < state.commit) {
      effects.reject(RejectionRule.COMMIT_OLD);
      return;
    }
    if (commit.commit() > state.log.op()) {
      learnCommit(commit.commit(), 0, now);
      return;
    }
    if (commit.checksum() != state.log.checksumAt(commit.commit())) {
      effects.reject(RejectionRule.COMMIT_CHECKSUM);
      return;
    }
    learnCommit(commit.commit(), commit.commit(), now);
  }
}
