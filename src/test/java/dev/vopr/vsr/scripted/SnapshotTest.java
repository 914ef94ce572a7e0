package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static dev.vopr.vsr.scripted.Who.R_ALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.ReplicaSnapshot;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Message;
import org.junit.jupiter.api.Test;

/** What a snapshot shows of a replica. */
class SnapshotTest {

  private static Cluster withTwentyOps() {
    return cluster(3).clients(1).start().request(19).committed().settle();
  }

  @Test
  void snapshotShowsWhatTheReplicaShows() {
    Cluster cluster = withTwentyOps();
    ReplicaView replica = cluster.replica(R1);

    ReplicaSnapshot snapshot = replica.snapshot();

    assertThat(snapshot.number()).isEqualTo(1);
    assertThat(snapshot.status()).isEqualTo(Status.NORMAL);
    assertThat(snapshot.view()).isEqualTo(replica.view());
    assertThat(snapshot.op()).isEqualTo(20);
    assertThat(snapshot.commit()).isEqualTo(20);
    assertThat(snapshot.executed()).isEqualTo(20);
    assertThat(snapshot.durableOp()).isEqualTo(20);
    assertThat(snapshot.checkpoint()).isEqualTo(16);
    assertThat(snapshot.base()).isEqualTo(replica.logBase());
    assertThat(snapshot.checksums()).hasSize((int) (20 - replica.logBase() + 1));
    assertThat(snapshot.headChecksum()).isEqualTo(replica.checksumAt(20));
    assertThat(snapshot.stateDigest()).isEqualTo(replica.stateDigest());
    assertThat(snapshot.clientTableDigest()).isEqualTo(replica.clientTableDigest());
    assertThat(snapshot.milestones()).containsEntry(Milestone.CHECKPOINT_MADE, 2L);
    assertThat(snapshot.isQuiet()).isTrue();
    assertThat(snapshot).isEqualTo(replica.snapshot());
  }

  @Test
  void snapshotStaysAsItIsWhileTheReplicaGoesOn() {
    Cluster cluster = withTwentyOps();
    ReplicaSnapshot before = cluster.replica(R1).snapshot();

    cluster.request(1).committed().settle();

    assertThat(before.op()).isEqualTo(20);
    assertThat(cluster.replica(R1).snapshot().op()).isEqualTo(21);
    assertThat(cluster.replica(R1).snapshot().agreesWith(before)).isFalse();
  }

  @Test
  void replicaCountsByItselfWhatItRefuses() {
    Cluster cluster = withTwentyOps();

    cluster.forge(new Message.PrepareOk(1, 0, 500, 1), R0).run(10);

    assertThat(cluster.replica(R0).snapshot().rejections())
        .containsEntry(RejectionRule.ACK_BEYOND_OP, 1L)
        .doesNotContainKey(RejectionRule.ACK_CHECKSUM);
  }

  @Test
  void replicasThatExecutedTheSameAgreeAndOneThatIsBehindDoesNot() {
    Cluster cluster = withTwentyOps();
    assertThat(cluster.replica(R2).snapshot().agreesWith(cluster.replica(R0).snapshot())).isTrue();

    cluster.cut(R2).from(R_ALL).request(1).committed();

    assertThat(cluster.replica(R2).snapshot().agreesWith(cluster.replica(R0).snapshot())).isFalse();
    assertThat(cluster.replica(R2).snapshot().describe())
        .isEqualTo("NORMAL in view 0, op 20, durable 20, commit 20, executed 20");
  }
}
