package dev.vopr.vsr;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Normal operation (VRR §4.1), from a request to its reply.
 *
 * <pre>
 *  client        primary          backups
 *    │ Request ───▶│                 │     1
 *    │             │ Prepare ───────▶│     3  appended here, then sent; both write it to disk
 *    │             │◀────── PrepareOk│     4  once the entry is durable there
 *    │◀─── Reply   │                 │     5  a quorum holds it durably: committed, executed
 *    │             │ Commit ────────▶│     6  or in the next Prepare
 * </pre>
 */
final class NormalOperation {
  private final ReplicaState state;
  private final Effects effects;
  private final Journal journal;
  private final Execution execution;
  private final LogWriter writer;
  private final Repair repair;
  private final Admission admission;

  NormalOperation(
      ReplicaState state,
      Effects effects,
      Journal journal,
      Execution execution,
      LogWriter writer,
      Repair repair) {
    this.state = state;
    this.effects = effects;
    this.journal = journal;
    this.execution = execution;
    this.writer = writer;
    this.repair = repair;
    this.admission = new Admission(state);
  }

  // ---- primary ----------------------------------------------------------------------------------

  /**
   * The replica is the primary of a view that has begun: nobody has acknowledged anything in it.
   */
  void onBecomePrimary() {
    state.primarySince = state.now;
    Arrays.fill(state.acknowledged, 0);
    state.queue.clear();
    execution.findInProgress();
    state.timers.set(TimerKind.HEARTBEAT, state.now + state.timing().heartbeat());
    state.timers.set(TimerKind.PREPARE_RETRY, state.now + state.timing().prepareRetry());
    countOwnVote();
  }

  /** The primary was overtaken: it falls silent, and what was acknowledged to it counts no more. */
  void onAbdicated() {
    Arrays.fill(state.acknowledged, 0);
    state.queue.clear();
    state.inProgress.clear();
    state.timers.clear(TimerKind.HEARTBEAT);
    state.timers.clear(TimerKind.PREPARE_RETRY);
  }

  void onRequest(Message.Request request) {
    Optional<RejectionRule> broken = admission.check(request);
    if (broken.isPresent()) {
      effects.reject(broken.get());
      if (admission.isAnsweredAgain(request, broken.get())) {
        execution.answer(request.sender(), request.session());
      }
      if (broken.get() == RejectionRule.NOT_PRIMARY) {
        state.neglect.onAsked(request);
      }
      return;
    }
    state.inProgress.put(request.sender(), request.request());
    state.queue.addLast(request);
    prepareWaiting();
  }

  /** Prepares waiting requests, in batches, as long as pipeline and log have room. */
  private void prepareWaiting() {
    long room =
        Math.min(
            state.settings.pipelineEntries() - (state.log.op() - state.commit), state.log.room());
    while (room > 0 && !state.queue.isEmpty() && state.clock.mayStamp()) {
      List<Entry> batch = new ArrayList<>();
      long limit = Math.min(room, state.settings.limits().batchEntries());
      while (batch.size() < limit && !state.queue.isEmpty()) {
        Entry entry = entryFor(state.queue.removeFirst());
        state.log.append(entry);
        batch.add(entry);
      }
      room -= batch.size();
      sendPrepare(batch);
    }
    journal.flush();
  }

  /** The log may have been freed: what waited for room is prepared. */
  void onRoom() {
    if (state.isNormalPrimary()) {
      prepareWaiting();
    }
  }

  private Entry entryFor(Message.Request request) {
    // N6: the primary fixes what is not deterministic; timestamps rise strictly over the log,
    // whatever cluster time does, and also behind a primary whose time was ahead.
    long last = state.log.head().map(Entry::timestamp).orElse(state.lastTimestamp);
    long timestamp = Math.max(state.clock.time(), last + 1);
    return state.proofs.propose(
        Entry.sealed(
            state.view,
            state.log.op() + 1,
            state.log.headChecksum(),
            request.sender(),
            request.session(),
            request.request(),
            request.operation(),
            timestamp,
            request.signature()));
  }

  private void sendPrepare(List<Entry> batch) {
    effects.broadcast(
        new Message.Prepare(state.number, state.view, batch, state.proofs.provenCommit()));
    state.timers.set(TimerKind.HEARTBEAT, state.now + state.timing().heartbeat());
    if (!state.timers.isSet(TimerKind.PREPARE_RETRY)) {
      state.timers.set(TimerKind.PREPARE_RETRY, state.now + state.timing().prepareRetry());
    }
  }

  void onPrepareOk(Message.PrepareOk ok) {
    Optional<RejectionRule> broken = checkPrepareOk(ok);
    if (broken.isPresent()) {
      effects.reject(broken.get());
      return;
    }
    state.acknowledged[ok.sender()] = ok.op();
    state.proofs.onPrepareOk(ok);
    commitByQuorum();
  }

  private Optional<RejectionRule> checkPrepareOk(Message.PrepareOk ok) {
    if (!state.isNormalPrimary()) {
      return Optional.of(RejectionRule.NOT_PRIMARY);
    }
    boolean isGiven = ok.op() >= 1 && ok.op() <= state.log.op();
    if (state.settings.enforces(RejectionRule.ACK_BEYOND_OP) && !isGiven) {
      return Optional.of(RejectionRule.ACK_BEYOND_OP);
    }
    if (state.settings.enforces(RejectionRule.ACK_CHECKSUM)
        && ok.op() >= state.log.base()
        && ok.checksum() != state.log.checksumAt(ok.op())) {
      return Optional.of(RejectionRule.ACK_CHECKSUM);
    }
    return ok.op() <= state.acknowledged[ok.sender()]
        ? Optional.of(RejectionRule.ACK_DUPLICATE)
        : Optional.empty();
  }

  /** N1: the primary's own vote counts once its own copy is durable. */
  private void countOwnVote() {
    if (journal.isLogViewDurable()) {
      state.acknowledged[state.number] = journal.durableOp();
      commitByQuorum();
    }
  }

  private void commitByQuorum() {
    long committed = state.proofs.isOn() ? state.proofs.certify(quorumOp()) : quorumOp();
    if (committed > state.commit) {
      execution.commitUpTo(committed);
      if (committed == state.log.op()) {
        state.timers.clear(TimerKind.PREPARE_RETRY);
      } else {
        state.timers.set(TimerKind.PREPARE_RETRY, state.now + state.timing().prepareRetry());
      }
      prepareWaiting();
      if (state.proofs.isOn() && !state.clock.isOverdue(state.primarySince)) {
        // The client waits for the backups' answers too. But who has no agreed time is silent.
        onHeartbeatDue();
      }
    }
  }

  /**
   * N3: the highest op-number that a quorum of distinct replicas holds durably. Where {@code
   * ACK_BEYOND_OP} is not in force they may say so of entries that are not there.
   */
  private long quorumOp() {
    long best = state.commit;
    for (long candidate : state.acknowledged) {
      int holders = 0;
      for (long acknowledged : state.acknowledged) {
        holders += acknowledged >= candidate ? 1 : 0;
      }
      if (candidate > best && holders >= state.settings.quorum()) {
        best = candidate;
      }
    }
    return Math.min(best, state.log.op());
  }

  void onHeartbeatDue() {
    // VRR §4.1 step 6: with no client request, backups learn the commit-number by Commit.
    long commit = Math.max(state.log.base(), state.proofs.provenCommit());
    long checksum = state.log.checksumAt(commit);
    effects.broadcast(new Message.Commit(state.number, state.view, commit, checksum));
    state.timers.set(TimerKind.HEARTBEAT, state.now + state.timing().heartbeat());
  }

  void onPrepareRetryDue() {
    state.timers.clear(TimerKind.PREPARE_RETRY);
    List<Entry> batch = state.log.from(state.commit + 1, state.settings.limits().batchEntries());
    if (!batch.isEmpty()) {
      sendPrepare(batch);
    }
    prepareWaiting();
  }

  // ---- backup -----------------------------------------------------------------------------------

  void onPrepare(Message.Prepare prepare) {
    if (state.settings.enforces(RejectionRule.COMMIT_NEGATIVE) && prepare.commit() < 0) {
      effects.reject(RejectionRule.COMMIT_NEGATIVE);
      return;
    }
    Optional<RejectionRule> broken = writer.append(prepare.entries());
    broken.ifPresent(effects::reject);
    if (broken.isEmpty()) {
      noteTimestamp(prepare.entries().get(prepare.entries().size() - 1));
    }
    boolean isGap = broken.isPresent() && broken.get() == RejectionRule.ENTRY_GAP;
    if (isGap) {
      repair.want(lastOf(prepare.entries()));
      learnCommit(prepare.commit(), 0);
      return;
    }
    boolean isDuplicate = broken.isPresent() && broken.get() == RejectionRule.ENTRY_DUPLICATE;
    if (isDuplicate) {
      // N2: what was acknowledged is acknowledged again.
      acknowledge();
    }
    boolean isFull = broken.isPresent() && broken.get() == RejectionRule.LOG_FULL;
    if (isDuplicate || isFull || broken.isEmpty()) {
      // The entries of a Prepare that fits vouch for the log up to the last of them.
      learnCommit(prepare.commit(), lastOf(prepare.entries()));
    }
  }

  /** A backup only takes note of a time far from its own: refusing the entry could stop all. */
  private void noteTimestamp(Entry entry) {
    if (state.clock.isSynchronised()) {
      long distance = Math.abs(entry.timestamp() - state.clock.time());
      if (distance > state.settings.clock().timestampDistance()) {
        state.reached(Milestone.TIMESTAMP_DOUBTED);
      }
    }
  }

  private static long lastOf(List<Entry> entries) {
    return entries.get(entries.size() - 1).op();
  }

  /** Something has become durable: it counts as the own vote, or is acknowledged (rule N3). */
  void onDurable() {
    if (state.isPrimary()) {
      countOwnVote();
      onRoom();
    } else {
      acknowledge();
    }
  }

  /**
   * N3: tells the primary how far the log is held durably, once the last normal view is durable.
   */
  private void acknowledge() {
    long op = journal.durableOp();
    if (state.isStandby()) {
      return;
    }
    // Where SENDER_NOT_PRIMARY is not in force, a primary may be sent entries: it tells nobody.
    if (op > 0
        && op >= state.log.base()
        && journal.isLogViewDurable()
        && !state.isPrimary()
        && state.proofs.mayAcknowledge(op)) {
      effects.send(
          state.primary(),
          new Message.PrepareOk(state.number, state.view, op, state.log.checksumAt(op)));
    }
  }

  /**
   * N4: a commit-number is followed as far as the log here is known to be the primary's. Where
   * {@code COMMIT_BEYOND_OP} is not in force it is followed as far as the log here goes.
   */
  void learnCommit(long commit, long verified) {
    if (state.proofs.isOn()) {
      learnProvenCommit(commit);
      return;
    }
    boolean isHintOnly = state.settings.enforces(RejectionRule.COMMIT_BEYOND_OP);
    long known = Math.min(isHintOnly ? Math.min(commit, verified) : commit, state.log.op());
    execution.commitUpTo(Math.max(state.commit, known));
    if (commit > state.log.op()) {
      if (isHintOnly) {
        effects.reject(RejectionRule.COMMIT_BEYOND_OP);
      }
      repair.want(commit);
    }
  }

  /** Level signed: a certificate names the entry, and it must be the one that is here. */
  private void learnProvenCommit(long commit) {
    execution.commitUpTo(Math.max(state.commit, state.proofs.committable()));
    if (state.proofs.isContradicted()) {
      effects.reject(RejectionRule.COMMIT_CONFLICT);
    } else if (commit > state.log.op()) {
      effects.reject(RejectionRule.COMMIT_BEYOND_OP);
      repair.want(commit);
    }
  }

  void onCommit(Message.Commit commit) {
    if (state.settings.enforces(RejectionRule.COMMIT_NEGATIVE) && commit.commit() < 0) {
      effects.reject(RejectionRule.COMMIT_NEGATIVE);
      return;
    }
    if (commit.commit() < state.commit) {
      effects.reject(RejectionRule.COMMIT_OLD);
      return;
    }
    if (commit.commit() > state.log.op()) {
      learnCommit(commit.commit(), 0);
      return;
    }
    if (state.settings.enforces(RejectionRule.COMMIT_CHECKSUM)
        && commit.commit() >= state.log.base()
        && commit.checksum() != state.log.checksumAt(commit.commit())) {
      effects.reject(RejectionRule.COMMIT_CHECKSUM);
      return;
    }
    learnCommit(commit.commit(), commit.commit());
  }
}
