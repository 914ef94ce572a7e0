package dev.vopr.vsr;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Message;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Fetches a checkpoint from a replica that no longer holds the entries before it.
 *
 * <p>DEVIATION: VRR §5.2 cuts the log to the commit-number and takes over the view before it asks;
 * that loses acknowledged entries. Here nothing is cut and no view is taken over: the checkpoint
 * replaces what it covers when all of it is in hand (rule S2).
 *
 * <pre>
 *  lagging replica                     peer
 *     │ GetState(newest, offset 0) ──────▶│
 *     │◀─ NewState(checkpoint, first part)│
 *     │ GetState(checkpoint, offset n) ──▶│   … until whole; then its digest is checked
 * </pre>
 */
final class StateTransfer {
  private final ReplicaState state;
  private final Effects effects;
  private final Journal journal;
  private final Execution execution;

  private boolean isUnderWay;
  private int peer;
  private long nonce;
  private long checkpoint;
  private long digest;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  StateTransfer(ReplicaState state, Effects effects, Journal journal, Execution execution) {
    this.state = state;
    this.effects = effects;
    this.journal = journal;
    this.execution = execution;
  }

  boolean isUnderWay() {
    return isUnderWay;
  }

  void cancel() {
    isUnderWay = false;
    received.reset();
  }

  /** Begins to fetch the newest checkpoint of {@code source}. */
  void begin(int source) {
    cancel();
    isUnderWay = true;
    peer = source;
    checkpoint = 0;
    ask();
  }

  private void ask() {
    nonce = state.nonce();
    effects.send(peer, new Message.GetState(state.number, checkpoint, received.size(), nonce));
    state.timers.set(TimerKind.REPAIR, state.now + state.timing().repairRetry());
  }

  /** The next part did not come: asks somebody else, from the start. */
  void onRepairDue() {
    begin(state.peerAfter(peer));
  }

  void onGetState(Message.GetState wanted) {
    long op = journal.durableCheckpoint();
    Optional<Bytes> held = journal.checkpointBytes();
    if (state.proofs.isOn()) {
      Optional<VouchedCheckpoints.Own> vouched = state.proofs.checkpoints().vouched();
      op = vouched.map(own -> own.claim().op()).orElse(0L);
      held = vouched.map(VouchedCheckpoints.Own::content);
    }
    if (held.isEmpty() || (wanted.checkpoint() != 0 && wanted.checkpoint() != op)) {
      effects.reject(RejectionRule.STATE_NOT_HELD);
      return;
    }
    Bytes all = held.get();
    if (wanted.offset() < 0 || wanted.offset() >= all.length()) {
      effects.reject(RejectionRule.RANGE_INVALID);
      return;
    }
    int offset = (int) wanted.offset();
    int length = Math.min(all.length() - offset, state.settings.limits().operationBytes());
    effects.send(
        wanted.sender(),
        new Message.NewState(
            state.number,
            op,
            Checkpoint.digestOf(all),
            all.length(),
            offset,
            all.slice(offset, length),
            wanted.nonce()));
  }

  /** Returns whether a whole checkpoint has been taken over. */
  boolean onNewState(Message.NewState part) {
    if (!isUnderWay) {
      effects.reject(RejectionRule.ANSWER_NOT_ASKED_FOR);
      return false;
    }
    if (part.nonce() != nonce || part.sender() != peer) {
      effects.reject(RejectionRule.NONCE_UNKNOWN);
      return false;
    }
    boolean isFirst = received.size() == 0;
    boolean fits =
        part.offset() == received.size()
            && part.part().length() > 0
            && part.size() <= state.settings.checkpointBytes()
            && part.offset() + part.part().length() <= part.size()
            && (isFirst || (part.checkpoint() == checkpoint && part.digest() == digest));
    if (!fits) {
      effects.reject(RejectionRule.STATE_PART);
      return false;
    }
    checkpoint = part.checkpoint();
    digest = part.digest();
    received.writeBytes(part.part().toArray());
    if (received.size() < part.size()) {
      ask();
      return false;
    }
    return finish();
  }

  private boolean finish() {
    Bytes all = Bytes.wrap(received.toByteArray());
    if (state.settings.enforces(RejectionRule.STATE_DIGEST) && Checkpoint.digestOf(all) != digest) {
      return giveUp(RejectionRule.STATE_DIGEST);
    }
    Optional<Checkpoint> whole = Checkpoint.decode(all);
    boolean isOne = whole.isPresent() && whole.get().op() == checkpoint && whole.get().isPossible();
    if (!isOne || !takeOver(whole.get())) {
      return giveUp(RejectionRule.STATE_PART);
    }
    cancel();
    state.timers.clear(TimerKind.REPAIR);
    return true;
  }

  /** Nothing of it is used; when its time has come, another replica is asked. */
  private boolean giveUp(RejectionRule rule) {
    effects.reject(rule);
    received.reset();
    nonce = state.nonce();
    return false;
  }

  /** Returns false, and changes nothing, if the checkpoint cannot be that of this log. */
  private boolean takeOver(Checkpoint whole) {
    if (whole.op() <= state.executed) {
      // The replica has caught up meanwhile; nothing is taken back.
      return true;
    }
    boolean continues =
        state.log.op() >= whole.op() && state.log.checksumAt(whole.op()) == whole.last().checksum();
    if ((!continues && whole.op() <= state.commit) || !execution.restore(whole)) {
      return false;
    }
    state.reached(Milestone.STATE_TRANSFERRED);
    if (!continues) {
      // What the log holds here is older than the checkpoint, or not what was committed: others
      // have gone on in a newer view. A primary that went on here would give its op-numbers
      // twice.
      state.hasAbdicated |= state.isNormalPrimary();
      state.log.restartAt(whole.last());
      // The entry of its own op-number too is another one than that which may be durable.
      journal.onReplaced(whole.op());
    }
    if (state.isNormalPrimary()) {
      execution.findInProgress();
    }
    state.proofs.onCheckpointReceived(whole);
    journal.onCheckpointReceived(whole);
    journal.flush();
    // What is committed above the checkpoint may have waited only for what it covers.
    execution.commitUpTo(state.commit);
    return true;
  }
}
