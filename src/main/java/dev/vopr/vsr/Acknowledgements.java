package dev.vopr.vsr;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Certificate.Vote;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.proof.Proof;
import java.util.ArrayList;
import java.util.List;

/** Level {@code signed}, primary: the signed PrepareOks of this view, from which it certifies. */
final class Acknowledgements {
  private final ReplicaState state;
  private final ReplicaSettings settings;
  private final Notary notary;

  /** By op-number, modulo the slots, and replica: the signature under "I hold all up to here". */
  private final Bytes[][] signatures;

  /** For each slot the view and op-number that it is about. */
  private final long[] rounds;

  Acknowledgements(ReplicaState state, ReplicaSettings settings, Notary notary, int slots) {
    this.state = state;
    this.settings = settings;
    this.notary = notary;
    signatures = new Bytes[slots][];
    rounds = new long[slots];
  }

  /** Takes down what a backup signed: for its own op-number, and for those below it. */
  void onPrepareOk(Message.PrepareOk ok, Proof proof) {
    for (Certificate each : proof.certificates()) {
      Claim claim = each.claim();
      if (claim.op() >= state.log.base()
          && claim.op() <= state.log.op()
          && claim.checksum() == state.log.checksumAt(claim.op())) {
        at(claim.op())[ok.sender()] = each.votes().get(0).signature();
      }
    }
    if (ok.op() >= state.log.base()) {
      at(ok.op())[ok.sender()] = proof.signature();
    }
  }

  private Bytes[] at(long op) {
    int slot = (int) (op % signatures.length);
    // Signatures of another view, or of another op-number in the same slot, do not count.
    long round = state.view * (EntryChecks.HIGHEST / signatures.length) + op / signatures.length;
    if (signatures[slot] == null || rounds[slot] != round) {
      signatures[slot] = new Bytes[settings.replicas()];
      rounds[slot] = round;
    }
    return signatures[slot];
  }

  /**
   * Returns the certificate for the highest op-number up to {@code candidate} that a quorum signed,
   * this replica included once its own copy is durable; it proves nothing if there is none above
   * the commit-number.
   */
  Certificate certify(long candidate) {
    for (long op = candidate; op > Math.max(state.commit, state.log.base()); op--) {
      Claim claim = Claim.held(state.view, op, state.log.checksumAt(op));
      Bytes[] signed = at(op);
      if (state.acknowledged[state.number] >= op) {
        // N1: a quorum of backups may hold what the own disk has not written yet.
        signed[state.number] = notary.sign(claim);
      }
      List<Vote> votes = new ArrayList<>(settings.replicas());
      for (int replica = 0; replica < signed.length; replica++) {
        if (signed[replica] != null) {
          votes.add(new Vote(replica, signed[replica]));
        }
      }
      if (votes.size() >= settings.quorum()) {
        return new Certificate(claim, votes);
      }
    }
    return Certificate.NONE;
  }
}
