package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static dev.vopr.vsr.scripted.Who.R3;
import static dev.vopr.vsr.scripted.Who.R4;
import static dev.vopr.vsr.scripted.Who.R_ALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nodes that follow the log without a vote. The audit of all scripts fails as soon as one of them
 * says anything that could count for a quorum.
 */
class StandbyTest {
  private static final int STANDBY = 3;

  /** R0 to R2 are members, R3 is the standby. */
  private static Cluster withSixOps() {
    return cluster(3).standbys(1).clients(1).start().request(5).committed().settle().run(50);
  }

  // ---- following --------------------------------------------------------------------------------

  @Test
  void standbyWritesAndExecutesWhatTheMembersCommit() {
    Cluster cluster = withSixOps();

    cluster.request(20).committed().settle();

    cluster.log(R3).equalsLog(R0);
    assertThat(cluster.executed(R3)).isEqualTo(cluster.executed(R0)).hasSize(25);
    assertThat(cluster.replica(R3).checkpoint()).isPositive();
  }

  @Test
  void standbyThatWasCutOffCatchesUpByStateTransfer() {
    Cluster cluster = withSixOps().cut(R3).from(R_ALL).request(40).committed();

    cluster.heal().settle();

    cluster.log(R3).equalsLog(R0);
    assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R3)).isPositive();
  }

  @Test
  void standbyThatMissedAFewEntriesFetchesThem() {
    Cluster cluster = withSixOps().cut(R3).from(R_ALL).request(2).committed();

    cluster.heal().settle();

    cluster.log(R3).equalsLog(R0);
    assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R3)).isZero();
  }

  @Test
  void standbyTakesOverTheLogOfANewView() {
    Cluster cluster = withSixOps().crash(R0);

    cluster.request(3).committed().settle();

    assertThat(cluster.view(R3)).isEqualTo(cluster.view(R1)).isPositive();
    assertThat(cluster.reached(Milestone.VIEW_JOINED, R3)).isPositive();
    assertThat(cluster.reached(Milestone.VIEW_LEFT, R3)).isZero();
  }

  /** N5: whoever missed the start of a view asks for it. */
  @Test
  void standbyThatMissedAViewChangeAsksForTheView() {
    Cluster cluster = withSixOps().dropTo(MessageKind.START_VIEW, R3).crash(R0);
    cluster.request(2).committed();

    cluster.heal().request(2).committed().settle();

    assertThat(cluster.sent(MessageKind.GET_VIEW, R3, R1)).isNotEmpty();
    cluster.log(R3).equalsLog(R1);
  }

  // ---- no vote ----------------------------------------------------------------------------------

  @Test
  void standbyIsNoneOfAQuorum() {
    Cluster cluster = withSixOps().crash(R1, R2);

    cluster.request(1).notAnsweredFor(1_000);

    assertThat(cluster.commit(R0)).isEqualTo(6);
    assertThat(cluster.commit(R3)).isEqualTo(6);
    cluster.restart(R1, R2).request(1).committed().settle();
  }

  /** V7: nor does it make a primary believe that it still has a quorum. */
  @Test
  void primaryThatHearsOnlyStandbysFallsSilent() {
    Cluster cluster =
        cluster(3).standbys(2).clients(1).start().request(2).committed().settle().crash(R1, R2);

    cluster.run(500);

    assertThat(cluster.reached(Milestone.PRIMARY_SILENT, R0)).isPositive();
    assertThat(cluster.replica(R4).view()).isZero();
  }

  @Test
  void standbyThatHearsNothingStaysWhereItIs() {
    Cluster cluster = withSixOps().crash(R0, R1, R2);

    cluster.run(2_000);

    assertThat(cluster.status(R3)).isEqualTo(Status.NORMAL);
    assertThat(cluster.view(R3)).isZero();
  }

  /** S3: members do not keep their logs for a standby that is away. */
  @Test
  void membersFreeTheirLogsWithoutTheStandby() {
    Cluster cluster = withSixOps().pause(R3);

    cluster.request(30).committed().run(100);

    assertThat(cluster.replica(R0).logBase()).isGreaterThan(6);
    cluster.resume(R3).settle();
  }

  // ---- lies -------------------------------------------------------------------------------------

  @Test
  void whatAStandbySaysForAQuorumIsRefused() {
    Cluster cluster = withSixOps().crash(R1, R2);
    cluster.request(1).notAnsweredFor(100);
    long checksum = cluster.replica(R0).checksumAt(7);

    List<Message> forged =
        List.of(
            new Message.PrepareOk(STANDBY, 0, 7, checksum),
            new Message.StartViewChange(STANDBY, 0),
            new Message.DoViewChange(STANDBY, 3, 0, LogTail.NONE, 0),
            new Message.Recovery(STANDBY, 5, 0),
            new Message.RecoveryResponse(STANDBY, 0, 5, LogTail.NONE, 0));
    forged.forEach(message -> cluster.forge(message, R0));
    cluster.run(50);

    assertThat(cluster.rejections(RejectionRule.SENDER_IS_STANDBY, R0)).isEqualTo(forged.size());
    assertThat(cluster.commit(R0)).isEqualTo(6);
    assertThat(cluster.view(R0)).isZero();
    assertThat(cluster.status(R0)).isEqualTo(Status.NORMAL);
  }

  @Test
  void voteForAStandbyIsRefused() {
    Cluster cluster = withSixOps();

    cluster
        .forge(new Message.StartViewChange(1, 0), R3)
        .forge(new Message.StartViewChange(1, 7), R3)
        .forge(new Message.DoViewChange(1, 3, 0, LogTail.NONE, 0), R3)
        .forge(new Message.Recovery(1, 5, 9), R3)
        .run(50);

    assertThat(cluster.rejections(RejectionRule.NOT_A_MEMBER, R3)).isEqualTo(4);
    assertThat(cluster.view(R3)).isZero();
    assertThat(cluster.sent(MessageKind.RECOVERY_RESPONSE)).isEmpty();
  }

  /** There is no node beyond the standbys. */
  @Test
  void nodeBeyondTheStandbysIsNoReplica() {
    Cluster cluster = withSixOps().forge(new Message.Ping(STANDBY + 1, 0, 0, 0), R0).run(20);

    assertThat(cluster.rejections(RejectionRule.SENDER_NOT_A_REPLICA, R0)).isOne();
  }

  // ---- crash and disk ---------------------------------------------------------------------------

  @Test
  void standbyThatCrashedGoesOnFromItsDisk() {
    Cluster cluster = withSixOps().crash(R3);
    cluster.request(2).committed();

    cluster.restart(R3).settle();

    cluster.log(R3).equalsLog(R0);
    assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R3)).isZero();
  }

  /** D4 is about promises, and a standby never made any: no view has to begin for its sake. */
  @ParameterizedTest
  @ValueSource(ints = {2, 30})
  void standbyThatLostItsDiskFollowsFromNothing(int operations) {
    Cluster cluster = withSixOps().request(operations).committed().settle().run(100);

    cluster.crash(R3).loseDisk(R3).restart(R3).settle();

    cluster.log(R3).equalsLog(R0);
    assertThat(cluster.reached(Milestone.RECOVERY_BEGUN, R3)).isZero();
    assertThat(cluster.view(R0)).isZero();
    cluster.crash(R3).restart(R3).settle();
  }

  @Test
  void standbyThatLostItsDiskAfterAViewChangeFollowsAsWell() {
    Cluster cluster = withSixOps().crash(R0).request(2).committed().settle();

    cluster.crash(R3).loseDisk(R3).restart(R3).request(1).committed().settle();

    assertThat(cluster.view(R3)).isEqualTo(cluster.view(R1)).isPositive();
  }

  /** Entries are asked for by their checksum: it does not matter who has them. */
  @Test
  void corruptEntryIsFetchedFromAStandbyToo() {
    Cluster cluster = withSixOps().crash(R2).corruptEntry(R2, 4);
    cluster.dropFrom(MessageKind.ENTRIES, R0).dropFrom(MessageKind.ENTRIES, R1);

    cluster.restart(R2).settle();

    assertThat(cluster.sent(MessageKind.ENTRIES, R3, R2)).isNotEmpty();
    assertThat(cluster.reached(Milestone.ENTRY_REPAIRED, R2)).isOne();
  }
}
