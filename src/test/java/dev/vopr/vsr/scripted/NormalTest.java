package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.COMMIT;
import static dev.vopr.vsr.message.MessageKind.PING;
import static dev.vopr.vsr.message.MessageKind.PONG;
import static dev.vopr.vsr.message.MessageKind.PREPARE;
import static dev.vopr.vsr.message.MessageKind.PREPARE_OK;
import static dev.vopr.vsr.message.MessageKind.REPLY;
import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static dev.vopr.vsr.scripted.Who.R3;
import static dev.vopr.vsr.scripted.Who.R4;
import static dev.vopr.vsr.scripted.Who.R5;
import static dev.vopr.vsr.scripted.Who.R6;
import static dev.vopr.vsr.scripted.Who.R_ALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.Status;
import org.junit.jupiter.api.Test;

/** Normal operation: who may count what, and when. */
class NormalTest {

  @Test
  void aHundredRequestsWrapTheLogAndMakeCheckpoints() {
    Cluster cluster = cluster(3).slots(16).checkpointEvery(8).start();

    cluster.request(100).committed().settle();

    assertThat(cluster.op(R0)).isEqualTo(104);
    assertThat(cluster.replica(R0).logBase()).isGreaterThanOrEqualTo(96);
    assertThat(cluster.reached(Milestone.CHECKPOINT_MADE, R2)).isGreaterThanOrEqualTo(6);
    assertThat(cluster.view(R0)).isZero();
  }

  @Test
  void fiveReplicasCommitWithTwoDown() {
    Cluster cluster = cluster(5).start();

    cluster.crash(R3, R4).request(20).committed().settle();

    assertThat(cluster.log(R1).equalsLog(R2).executed(R0)).hasSize(20);
  }

  @Test
  void fiveReplicasWaitWithThreeDown() {
    Cluster cluster = cluster(5).start();

    cluster.crash(R2, R3, R4).request(4).notAnsweredFor(1_000);

    assertThat(cluster.commit(R0)).isZero();
    cluster.restart(R2, R3, R4).request(4).committed().settle();
    assertThat(cluster.executed(R0)).hasSize(8);
  }

  @Test
  void sevenReplicasCommitWithThreeDown() {
    Cluster cluster = cluster(7).start();

    cluster.crash(R0, R5, R6).request(20).committed().restart(R0, R5, R6).settle();

    assertThat(cluster.log(R0).equalsLog(R6).executed(R5)).hasSize(20);
  }

  /** N09: with one backup, the primary's own copy is needed, and counts once it is durable. */
  @Test
  void primarysOwnVoteCountsOnlyOnceDurable() {
    Cluster cluster = cluster(3).clients(1).start().request(1).committed();
    cluster.crash(R2);
    cluster.disk(R0).hold();

    Requests held = cluster.request(1);
    held.notAnsweredFor(100);

    assertThat(cluster.sent(PREPARE_OK, R1, R0)).isNotEmpty();
    assertThat(cluster.commit(R0)).isEqualTo(2);
    cluster.disk(R0).release();
    held.committed();
  }

  /** N09: that some of its log has become durable says nothing about the rest. */
  @Test
  void primarysOwnVoteCountsOnlyAsFarAsItsLogIsDurable() {
    Cluster cluster = cluster(3).clients(2).start().request(2).committed().settle();
    cluster.crash(R2);
    cluster.disk(R0).hold();
    cluster.requestOf(0);
    cluster.run(3).requestOf(1);
    cluster.run(20);
    assertThat(cluster.replica(R1).durableOp()).isEqualTo(6);

    cluster.disk(R0).release();
    cluster.runUntil("op 5 is durable", () -> cluster.replica(R0).durableOp() == 5);
    cluster.disk(R0).hold();
    cluster.run(20);

    assertThat(cluster.commit(R0)).isEqualTo(5);
    cluster.disk(R0).release();
    cluster.settle();
  }

  /** N1: a quorum of backups commits what is not yet durable at the primary. */
  @Test
  void twoBackupsCommitWithoutThePrimarysCopy() {
    Cluster cluster = cluster(3).clients(1).start().request(1).committed();
    cluster.disk(R0).hold();

    cluster.request(1).committed();

    assertThat(cluster.replica(R0).durableOp()).isLessThan(cluster.commit(R0));
    cluster.disk(R0).release();
    cluster.settle();
  }

  /** N08: a backup acknowledges nothing before it is durable. */
  @Test
  void backupAcknowledgesOnlyWhatIsDurable() {
    Cluster cluster = cluster(3).clients(1).start().request(1).committed();
    cluster.run(50);
    int acknowledged = cluster.sent(PREPARE_OK).size();
    cluster.disk(R1).hold();
    cluster.disk(R2).hold();

    Requests held = cluster.request(1);
    held.notAnsweredFor(25);

    assertThat(cluster.op(R1)).isEqualTo(3);
    assertThat(cluster.sent(PREPARE_OK)).hasSize(acknowledged);
    cluster.disk(R1).release();
    held.committed();
    assertThat(cluster.sent(PREPARE_OK, R2, R0)).hasSizeLessThan(acknowledged);
  }

  /** N10, D5: a failed write is not tried again and believed. */
  @Test
  void backupWhoseDiskFailsStopsAndTheRestContinues() {
    Cluster cluster = cluster(3).start().request(4).committed();
    cluster.disk(R2).fail();

    cluster.request(20).committed();

    assertThat(cluster.status(R2)).isEqualTo(Status.STOPPED);
    assertThat(cluster.reached(Milestone.DISK_FAILED, R2)).isOne();
    assertThat(cluster.view(R0)).isZero();
  }

  @Test
  void primaryWhoseDiskFailsStopsAndIsReplaced() {
    Cluster cluster = cluster(3).start().request(4).committed();
    cluster.disk(R0).fail();

    cluster.request(20).committed();

    assertThat(cluster.status(R0)).isEqualTo(Status.STOPPED);
    assertThat(cluster.view(R1)).isPositive();
    cluster.log(R1).equalsLog(R2);
  }

  @Test
  void slowDiskOfABackupSlowsNobodyDown() {
    Cluster cluster = cluster(3).start().request(4).committed();
    cluster.disk(R2).slowDown(15);

    cluster.request(60).committed();

    assertThat(cluster.view(R0)).isZero();
    cluster.settle().log(R0).equalsLog(R2);
  }

  @Test
  void slowDiskOfThePrimaryIsNoReasonToReplaceIt() {
    Cluster cluster = cluster(3).start().request(4).committed();
    cluster.disk(R0).slowDown(15);

    cluster.request(40).committed().settle();

    assertThat(cluster.view(R0)).isZero();
  }

  /** N19: an acknowledgement that was lost is given again when the Prepare comes again. */
  @Test
  void duplicatePrepareIsAcknowledgedAgain() {
    Cluster cluster = cluster(3).clients(1).start().request(1).committed();
    cluster.drop(PREPARE_OK);

    Requests requests = cluster.request(1);
    requests.notAnsweredFor(25);
    cluster.heal();

    requests.committed();
    assertThat(cluster.rejections(RejectionRule.ENTRY_DUPLICATE, R1)).isPositive();
    assertThat(cluster.view(R0)).isZero();
  }

  /** N18: whoever has committed an op acknowledges it all the same to a primary that has not. */
  @Test
  void committedEntryIsAcknowledgedToANewPrimary() {
    Cluster cluster = cluster(3).clients(1).start().request(1).committed();
    cluster.crash(R2).dropTo(COMMIT, R1);
    cluster.request(1).committed();
    assertThat(cluster.commit(R0)).isEqualTo(3);
    assertThat(cluster.commit(R1)).isEqualTo(2);

    cluster.cut(R0).from(R1).run(400).heal();
    cluster.runUntil("a view begins", () -> cluster.isNormal(R0, R1) && cluster.view(R1) > 0);

    cluster.settle();
    assertThat(cluster.commit(R1)).isEqualTo(3);
  }

  /** N2: a gap starts repair, never an append at the wrong place. */
  @Test
  void backupThatMissedAPrepareFetchesIt() {
    Cluster cluster = cluster(3).clients(1).start().request(1).committed();
    cluster.dropTo(PREPARE, R2);
    cluster.request(1).committed();
    cluster.heal();

    cluster.request(1).committed().settle();

    assertThat(cluster.rejections(RejectionRule.ENTRY_GAP, R2)).isPositive();
    cluster.log(R2).equalsLog(R0);
  }

  /** VRR §4.1 step 6: with no request, the commit-number comes with the heartbeat. */
  @Test
  void backupMakesTheCheckpointOfACommitThatItLearnsByHeartbeat() {
    Cluster cluster = cluster(3).clients(1).checkpointEvery(8).start();

    cluster.request(7).committed().run(100);

    assertThat(cluster.commit(R1)).isEqualTo(8);
    assertThat(cluster.replica(R1).checkpoint()).isEqualTo(8);
  }

  /** S10: the log is freed only below a checkpoint that is durable on a quorum. */
  @Test
  void fullLogWaitsForACheckpointOnAQuorum() {
    Cluster cluster = cluster(3).slots(16).checkpointEvery(8).start();
    cluster.drop(PING).drop(PONG);

    Requests requests = cluster.request(40);
    cluster.run(500);

    assertThat(requests.answered()).isLessThan(13);
    assertThat(cluster.op(R0)).isLessThanOrEqualTo(16);
    assertThat(cluster.replica(R0).logBase()).isZero();
    cluster.heal();
    requests.committed().settle();
  }

  /** N1: the last executed request is answered again, not executed again. */
  @Test
  void lostReplyIsGivenAgain() {
    Cluster cluster = cluster(3).clients(1).start().request(1).committed();
    cluster.drop(REPLY);

    Requests requests = cluster.request(1);
    requests.notAnsweredFor(300);
    cluster.heal();

    requests.committed().settle();
    assertThat(cluster.op(R0)).isEqualTo(3);
    assertThat(cluster.client(0).retries()).isPositive();
  }

  /** L05, N6: timestamps rise even when the new primary's clock is far behind. */
  @Test
  void timestampsRiseAcrossAViewChangeToASlowClock() {
    Cluster cluster = cluster(3).down().start();
    cluster.shiftClock(R1, -900).restart(R_ALL).run(20);
    cluster.request(8).committed();

    cluster.crash(R0).request(8).committed();

    assertThat(cluster.view(R1)).isPositive();
    cluster.restart(R0).settle();
  }

  @Test
  void allAreRestartedWhileIdle() {
    Cluster cluster = cluster(3).start().request(20).committed();

    cluster.crash(R_ALL).restart(R_ALL);

    cluster.request(20).committed().settle();
    assertThat(cluster.executed(R0)).hasSize(40);
  }
}
