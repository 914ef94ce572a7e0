package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Certificate.Vote;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.sign.KeyRing;
import dev.vopr.vsr.sign.Signatures;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which checkpoint a quorum vouches for, in a cluster of three members and a standby (rule S3). */
class VouchedCheckpointsTest {
  private static final KeyRing KEYS = KeyRing.of(Signatures.IDEAL, 1);
  private static final int SELF = 1;
  private static final int OTHER = 2;
  private static final int STANDBY = 3;

  private final VouchedCheckpoints checkpoints = of(SELF);

  private static VouchedCheckpoints of(int replica) {
    ReplicaSettings settings = TestCluster.at(Hardening.SIGNED, TestCluster.settings(3));
    return new VouchedCheckpoints(settings, replica, notary(replica));
  }

  private static Notary notary(int node) {
    return new Notary(7, node, KEYS.signer(node), KEYS.verifier());
  }

  private static Checkpoint checkpoint(long op, String state) {
    return new Checkpoint(new Header(0, op, 1, op), 5, Bytes.of(state), Bytes.EMPTY);
  }

  /** Returns what a replica signs that has come to these checkpoints. */
  private static List<Certificate> votesOf(int replica, Checkpoint... made) {
    VouchedCheckpoints theirs = of(replica);
    for (Checkpoint each : made) {
      theirs.onMade(each);
    }
    return theirs.ownVotes();
  }

  private static Certificate proofOf(Checkpoint checkpoint, int... replicas) {
    Claim claim = VouchedCheckpoints.Own.of(checkpoint, checkpoint.encode()).claim();
    List<Vote> votes = new ArrayList<>();
    for (int replica : replicas) {
      votes.add(new Vote(replica, notary(replica).sign(claim)));
    }
    return new Certificate(claim, votes);
  }

  @Test
  void checkpointThatAQuorumHasMadeIsVouchedForOnce() {
    Checkpoint made = checkpoint(8, "state");
    checkpoints.onMade(made);
    assertThat(checkpoints.next()).isEmpty();

    checkpoints.onVotes(OTHER, votesOf(OTHER, made));

    assertThat(checkpoints.next()).contains(made);
    assertThat(checkpoints.certificate()).isEqualTo(proofOf(made, SELF, OTHER));
    assertThat(checkpoints.next()).as("it is written already").isEmpty();
  }

  @Test
  void checkpointOfAnotherStateDoesNotCount() {
    checkpoints.onMade(checkpoint(8, "state"));

    checkpoints.onVotes(OTHER, votesOf(OTHER, checkpoint(8, "another")));

    assertThat(checkpoints.next()).isEmpty();
    assertThat(checkpoints.vouched()).isEmpty();
  }

  @Test
  void standbyVouchesForNothing() {
    Checkpoint made = checkpoint(8, "state");
    checkpoints.onMade(made);

    checkpoints.onVotes(STANDBY, List.of(proofOf(made, STANDBY)));

    assertThat(checkpoints.next()).isEmpty();
  }

  @Test
  void newestCheckpointThatAQuorumHasReachedIsVouchedFor() {
    Checkpoint older = checkpoint(8, "older");
    Checkpoint newer = checkpoint(16, "newer");
    checkpoints.onMade(older);
    checkpoints.onMade(newer);

    checkpoints.onVotes(OTHER, votesOf(OTHER, older));
    assertThat(checkpoints.next()).contains(older);
    checkpoints.onVotes(OTHER, votesOf(OTHER, older, newer));

    assertThat(checkpoints.next()).contains(newer);
    assertThat(checkpoints.next()).as("never back to the older one").isEmpty();
  }

  @Test
  void lastThreeAreSignedNewestFirst() {
    for (long op = 8; op <= 40; op += 8) {
      checkpoints.onMade(checkpoint(op, "state"));
    }

    assertThat(checkpoints.ownVotes()).extracting(Certificate::op).containsExactly(40L, 32L, 24L);
  }

  @Test
  void checkpointThatCameFromAnotherReplicaIsVouchedForByWhatProvesIt() {
    Checkpoint given = checkpoint(8, "given");

    checkpoints.onProven(given, List.of(proofOf(given, SELF)));
    assertThat(checkpoints.vouched()).as("by one replica").isEmpty();
    checkpoints.onProven(given, List.of(proofOf(checkpoint(8, "another"), SELF, OTHER)));
    assertThat(checkpoints.vouched()).as("by a proof of another one").isEmpty();
    checkpoints.onProven(given, List.of(proofOf(given, SELF, OTHER)));

    assertThat(checkpoints.vouched().map(VouchedCheckpoints.Own::content)).contains(given.encode());
    assertThat(checkpoints.certificate().op()).isEqualTo(8);
  }
}
