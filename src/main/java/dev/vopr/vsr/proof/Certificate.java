package dev.vopr.vsr.proof;

import dev.vopr.vsr.message.Bytes;
import java.util.List;

/**
 * A claim with the signatures of replicas that make it. With f + 1 of them, one is of a correct
 * replica, and what it says is a fact.
 *
 * @param claim what is claimed
 * @param votes who signed it, each replica once
 */
public record Certificate(Claim claim, List<Vote> votes) {
  /** Proves nothing. */
  public static final Certificate NONE = new Certificate(Claim.held(0, 0, 0), List.of());

  /**
   * One signature under a claim.
   *
   * @param replica who signed
   * @param signature its signature
   */
  public record Vote(int replica, Bytes signature) {}

  /** Copies the list. */
  public Certificate {
    votes = List.copyOf(votes);
  }

  /** Returns the op-number that it is about; 0 if it proves nothing. */
  public long op() {
    return claim.op();
  }

  /** Returns the checksum of the entry that it is about. */
  public long checksum() {
    return claim.checksum();
  }

  /** Returns whether it proves that a quorum held the log up to its op-number in {@code view}. */
  public boolean isOfView(long view) {
    return claim.kind() == Claim.Kind.HELD && claim.subject() == view && !votes.isEmpty();
  }

  /** Returns whether at least {@code quorum} distinct replicas of {@code replicas} signed it. */
  public boolean isValid(Notary notary, int quorum, int replicas) {
    int last = -1;
    for (Vote vote : votes) {
      // In rising order: so nobody counts twice.
      if (vote.replica() <= last
          || vote.replica() >= replicas
          || !notary.isSigned(claim, vote.replica(), vote.signature())) {
        return false;
      }
      last = vote.replica();
    }
    return votes.size() >= quorum && claim.op() >= 1 && claim.kind() != Claim.Kind.PROPOSED;
  }
}
