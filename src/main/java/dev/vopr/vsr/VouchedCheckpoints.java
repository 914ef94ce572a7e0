package dev.vopr.vsr;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Certificate.Vote;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Notary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Level {@code signed}: a checkpoint is written, and given to others, once a quorum has signed its
 * digest. Until then the log is kept from the one before, so that whatever a replica cannot give as
 * entries it can give as a checkpoint that can be proven, even if those who signed have lost
 * theirs.
 *
 * <pre>
 *  executed a checkpoint's op ─▶ Ping with the signed digest ─▶ f + 1 equal ─▶ written, with the proof
 * </pre>
 */
final class VouchedCheckpoints {
  /** Replicas come to a checkpoint at different times: so many of the last ones are signed. */
  private static final int KEPT = 3;

  /**
   * A checkpoint of this replica.
   *
   * @param claim what the replica signs
   * @param content the checkpoint as bytes
   */
  record Own(Claim claim, Bytes content) {

    static Own of(Checkpoint checkpoint, Bytes content) {
      long digest = Checkpoint.digestOf(content);
      long checksum = checkpoint.last().checksum();
      return new Own(new Claim(Claim.Kind.CHECKPOINT, digest, checkpoint.op(), checksum), content);
    }
  }

  private final Notary notary;
  private final int number;
  private final int quorum;
  private final ArrayDeque<Own> made = new ArrayDeque<>();
  private final List<List<Certificate>> votes = new ArrayList<>();
  private Optional<Own> vouched = Optional.empty();
  private Certificate certificate = Certificate.NONE;

  VouchedCheckpoints(ReplicaSettings settings, int number, Notary notary) {
    this.notary = notary;
    this.number = number;
    this.quorum = settings.quorum();
    for (int replica = 0; replica < settings.replicas(); replica++) {
      votes.add(List.of());
    }
  }

  /** This replica has come to a checkpoint, and signs it. */
  void onMade(Checkpoint checkpoint) {
    made.addFirst(Own.of(checkpoint, checkpoint.encode()));
    if (made.size() > KEPT) {
      made.removeLast();
    }
    List<Certificate> signed = new ArrayList<>();
    for (Own each : made) {
      Vote vote = new Vote(number, notary.sign(each.claim()));
      signed.add(new Certificate(each.claim(), List.of(vote)));
    }
    onVotes(number, signed);
  }

  /** Takes down which checkpoints a member vouches for; a standby's vote does not count. */
  void onVotes(int replica, List<Certificate> newVotes) {
    if (replica < votes.size()) {
      votes.set(replica, newVotes);
    }
  }

  /** Returns a checkpoint that a quorum has come to vouch for, to be written. */
  Optional<Checkpoint> next() {
    for (Own each : made) {
      if (each.claim().op() <= certificate.op()) {
        return Optional.empty();
      }
      Certificate whole = collect(each.claim());
      if (whole.votes().size() >= quorum) {
        vouched = Optional.of(each);
        certificate = whole;
        return Checkpoint.decode(each.content());
      }
    }
    return Optional.empty();
  }

  private Certificate collect(Claim claim) {
    List<Vote> found = new ArrayList<>();
    for (List<Certificate> ofReplica : votes) {
      for (Certificate vote : ofReplica) {
        if (vote.claim().equals(claim)) {
          found.add(vote.votes().get(0));
          break;
        }
      }
    }
    return new Certificate(claim, found);
  }

  /** A checkpoint was found on the disk, or came from another replica, with what proves it. */
  void onProven(Checkpoint checkpoint, List<Certificate> proofs) {
    Own own = Own.of(checkpoint, checkpoint.encode());
    for (Certificate proof : proofs) {
      if (proof.claim().equals(own.claim()) && proof.votes().size() >= quorum) {
        vouched = Optional.of(own);
        certificate = proof;
      }
    }
  }

  /** Returns this replica's signed digests. */
  List<Certificate> ownVotes() {
    return votes.get(number);
  }

  /** Returns the checkpoint that is given to others, if there is one. */
  Optional<Own> vouched() {
    return vouched;
  }

  /** Returns the signatures of those who vouch for it. */
  Certificate certificate() {
    return certificate;
  }
}
