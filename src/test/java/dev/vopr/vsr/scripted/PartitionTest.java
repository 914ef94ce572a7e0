package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.COMMIT;
import static dev.vopr.vsr.message.MessageKind.PREPARE;
import static dev.vopr.vsr.message.MessageKind.PREPARE_OK;
import static dev.vopr.vsr.message.MessageKind.REPLY;
import static dev.vopr.vsr.message.MessageKind.START_VIEW_CHANGE;
import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.A0;
import static dev.vopr.vsr.scripted.Who.B1;
import static dev.vopr.vsr.scripted.Who.B2;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static dev.vopr.vsr.scripted.Who.R3;
import static dev.vopr.vsr.scripted.Who.R4;
import static dev.vopr.vsr.scripted.Who.R_ALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links that are cut, in both directions or in one. */
class PartitionTest {

  @Test
  void isolatedBackupIsNotMissed() {
    Cluster cluster = cluster(3).start().request(4).committed();

    cluster.cut(B2).from(R_ALL).request(4).committed().run(1_000);

    assertThat(cluster.view(R0)).isZero();
    assertThat(cluster.op(R2)).isLessThan(cluster.op(R0));
    cluster.heal().request(4).committed().settle();
    assertThat(cluster.view(R0)).isZero();
    cluster.log(R2).equalsLog(R0);
  }

  /** N5: who names a view that there is not does not keep others from learning of one that is. */
  @Test
  void viewThatThereIsNotDoesNotHideOneThatIs() {
    Cluster cluster = cluster(3).start().request(4).committed();
    cluster.cut(R0).from(R_ALL).request(4).committed();
    assertThat(cluster.view(R1)).isOne();

    cluster.forge(new Message.Commit(2, 3_002, 0, 0), R0).run(5).heal().settle();

    assertThat(cluster.view(R0)).isEqualTo(cluster.view(R1)).isLessThan(10);
  }

  @Test
  void isolatedPrimaryIsReplacedAndItsTailToo() {
    Cluster cluster = cluster(3).clients(2).start().request(2).committed();
    Who old = cluster.fix(A0);
    cluster.cut(old).from(R_ALL).confine(0, old).confineAway(1, old);
    String tail = cluster.requestOf(0);
    cluster.run(100);
    assertThat(cluster.op(old)).isEqualTo(5);

    String other = cluster.requestOf(1);
    cluster.runUntil("the others go on", () -> cluster.isAnswered(other));
    assertThat(cluster.isAnswered(tail)).isFalse();
    assertThat(cluster.executed(A0)).contains(other).doesNotContain(tail);

    cluster.heal().runUntil("the retry is answered", () -> cluster.isAnswered(tail)).settle();
    assertThat(cluster.executed(old)).endsWith(other, tail);
  }

  /** V1: a replica that hears nobody suspects, alone. */
  @Test
  void deafBackupDisturbsNobody() {
    Cluster cluster = cluster(3).start().request(4).committed();

    cluster.cutIncoming(B1).request(20).committed().run(2_000);

    assertThat(cluster.view(R0)).isZero();
    assertThat(cluster.view(R2)).isZero();
    cluster.heal().request(4).committed().settle();
    assertThat(cluster.view(R1)).isZero();
  }

  @Test
  void muteBackupDisturbsNobodyAndKeepsUp() {
    Cluster cluster = cluster(3).clients(1).start().request(4).committed();

    cluster.cutOutgoing(B1).request(4).committed().run(1_000);

    assertThat(cluster.view(R0)).isZero();
    assertThat(cluster.log(R1).equalsLog(R0).commit(R1)).isEqualTo(cluster.commit(R0));
  }

  /** V30, V7: a primary that hears nobody falls silent. */
  @Test
  void deafPrimaryAbdicates() {
    Cluster cluster = cluster(3).start().request(4).committed();

    cluster.cutIncoming(A0);
    cluster.runUntil("another view begins", () -> cluster.view(A0) > 0);

    assertThat(cluster.reached(Milestone.PRIMARY_SILENT, R0)).isPositive();
    cluster.request(4).committed().heal().settle();
  }

  @Test
  void mutePrimaryIsReplacedAndFollows() {
    Cluster cluster = cluster(3).start().request(4).committed();

    cluster.cutOutgoing(A0);
    cluster.runUntil("another view begins", () -> cluster.view(A0) > 0);

    cluster.request(4).committed().run(200);
    assertThat(cluster.view(R0)).isEqualTo(cluster.view(R1));
    cluster.heal().settle();
  }

  /** A primary that the backups hear, but no client reaches, is replaced when they have waited. */
  @Test
  void clientsThatDoNotReachThePrimaryGetAnotherOne() {
    Cluster cluster = cluster(3).start().request(4).committed();
    cluster.cutClients(A0);

    cluster.request(4).committed();

    assertThat(cluster.reached(Milestone.CLIENT_NEGLECTED, R1)).isPositive();
    assertThat(cluster.view(R1)).isPositive();
    cluster.heal().settle();
  }

  /**
   * Whoever nobody can serve, for its own link is cut, leaves the others in peace, more and more.
   */
  @Test
  void clientThatReachesBackupsOnlyMovesTheClusterMoreAndMoreSeldom() {
    Cluster cluster = cluster(3).clients(2).start().request(2).committed();
    cluster.dropIf(sent -> sent.message().kind() == PREPARE_OK);

    cluster.request(1);
    cluster.run(4_000);
    long early = cluster.view(R1);
    cluster.run(16_000);

    assertThat(early).isBetween(1L, 4L);
    assertThat(cluster.view(R1) - early).as("views left in four times the time").isLessThan(6L);
    cluster.heal().settle();
  }

  @Test
  void clientThatDoesNotHearThePrimaryIsAnsweredByBackups() {
    Cluster cluster = cluster(3).start().request(4).committed();
    cluster.dropFrom(REPLY, A0);

    cluster.request(4).committed();

    assertThat(cluster.view(R0)).isZero();
    cluster.heal().settle();
  }

  /** Also if an answer holds one entry: seed 5083 of the canaries' settings. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void backupThatAloneDoesNotHearThePrimaryLearnsFromAnother(int batch) {
    Cluster cluster = cluster(3).slots(64).batch(batch).start().request(4).committed();
    cluster.cut(A0).from(B1).request(20).committed();

    cluster.runUntil("r1 has it all", () -> cluster.replica(R1).executed() == cluster.commit(R2));

    assertThat(cluster.view(R0)).isZero();
    assertThat(cluster.reached(Milestone.NEWS_ASKED_FOR, R1)).isPositive();
    cluster.heal().settle();
  }

  /** It is not among those that want it to be replaced any more. */
  @Test
  void primaryThatHearsAQuorumAgainTakesItsVoteBack() {
    Cluster cluster = cluster(3).start().request(4).committed().settle();
    cluster.cutIncoming(R0);
    cluster.runUntil("r0 is silent", () -> cluster.reached(Milestone.PRIMARY_SILENT, R0) > 0);
    cluster.healLinks().run(300);

    cluster.dropIf(
        sent ->
            sent.from() == 0 && sent.to() == 1 && List.of(PREPARE, COMMIT).contains(sent.kind()));
    cluster.run(1_000);

    assertThat(cluster.sent(START_VIEW_CHANGE, R1, R0)).as("r1 wants it").isNotEmpty();
    assertThat(cluster.view(R0)).isZero();
    cluster.heal().request(1).committed().settle();
  }

  /** It missed the beginning of the view, and its primary does not reach it. */
  @Test
  void replicaThatMissedAViewGetsItFromABackup() {
    Cluster cluster = cluster(3).start().request(4).committed();
    cluster.cut(R1).from(R2).crash(R0).run(50);
    cluster.restart(R0);
    cluster.runUntil("a view begins", () -> cluster.isNormal(R0, R1) && cluster.view(R1) > 0);

    cluster.runUntil(
        "r2 is in it", () -> cluster.isNormal(R2) && cluster.view(R2) == cluster.view(R1));

    cluster.heal().settle();
  }

  /** V1: no other's vote reaches it, so that it stays in the old view, of which nobody is left. */
  @Test
  void backupThatWasLeftBehindInTheOldViewGetsTheNewOneFromABackup() {
    Cluster cluster = cluster(3).start().request(4).committed();
    cluster.cut(R1).from(R2).dropTo(START_VIEW_CHANGE, R2).crash(R0).run(50).restart(R0);
    cluster.runUntil("a view begins", () -> cluster.isNormal(R0, R1) && cluster.view(R1) > 0);
    assertThat(cluster.view(R2)).isZero();

    cluster.runUntil("r2 is in it", () -> cluster.isNormal(R2) && cluster.view(R2) > 0, 2_000);

    assertThat(cluster.view(R1)).as("nobody had to leave it").isEqualTo(cluster.view(R2)).isOne();
    cluster.heal().request(1).committed().settle();
  }

  /** With the last entry, which it holds, comes the commit-number. */
  @Test
  void idleBackupThatAloneDoesNotHearThePrimaryLearnsTheLastCommitNumberFromAnother() {
    Cluster cluster = cluster(3).start().request(4).committed().settle();
    cluster.dropTo(COMMIT, R1).request(1).committed();
    cluster.runUntil("r1 holds it", () -> cluster.op(R1) == cluster.op(R0));
    cluster.cut(R0).from(R1);
    assertThat(cluster.commit(R1)).isLessThan(cluster.commit(R0));

    cluster.runUntil("r1 learns it", () -> cluster.commit(R1) == cluster.commit(R0), 2_000);

    assertThat(cluster.view(R0)).isZero();
    cluster.heal().settle();
  }

  @Test
  void oneCutLinkIsNotEnoughToLeaveTheView() {
    Cluster cluster = cluster(3).start().request(4).committed();

    cluster.cut(A0).from(B1).request(20).committed().run(2_000);

    assertThat(cluster.view(R0)).isZero();
    cluster.heal().request(1).committed().settle();
  }

  /** The two backups hear the primary, but not each other. */
  @Test
  void cutBetweenBackupsIsNotNoticed() {
    Cluster cluster = cluster(3).start().request(4).committed();

    cluster.cut(B1).from(B2).request(20).committed().settle();

    assertThat(cluster.view(R0)).isZero();
  }

  @Test
  void minorityWithThePrimaryWaitsAndIsOverruled() {
    Cluster cluster = cluster(5).clients(2).start().request(2).committed();
    cluster.cut(R0).from(R2, R3, R4).cut(R1).from(R2, R3, R4);
    cluster.confine(0, R0).confineAway(1, R0);

    String inMinority = cluster.requestOf(0);
    String inMajority = cluster.requestOf(1);
    cluster.runUntil("the majority commits", () -> cluster.isAnswered(inMajority)).run(500);

    assertThat(cluster.isAnswered(inMinority)).isFalse();
    assertThat(cluster.op(R1)).isEqualTo(5);
    cluster.heal().settle();
    cluster.runUntil("the retry is answered", () -> cluster.isAnswered(inMinority));
    assertThat(cluster.executed(A0)).endsWith(inMajority, inMinority);
  }

  @Test
  void nobodyHearsAnybodyAndNothingIsStarted() {
    Cluster cluster = cluster(3).start().request(4).committed();
    cluster.cut(R0).from(R1, R2).cut(R1).from(R2);

    cluster.request(4).notAnsweredFor(3_000);

    assertThat(cluster.view(R1)).isZero();
    assertThat(cluster.status(R1)).isEqualTo(Status.NORMAL);
    cluster.heal().request(4).committed().settle();
    assertThat(cluster.executed(R1)).hasSize(12);
  }

  @Test
  void eachReplicaIsIsolatedInTurn() {
    Cluster cluster = cluster(3).start();

    for (int round = 0; round < 9; round++) {
      Who isolated = Who.values()[round % 3];
      cluster.heal().cut(isolated).from(R_ALL).request(6).committed();
    }

    cluster.heal().settle();
    assertThat(cluster.executed(R0)).hasSize(54);
  }

  /**
   * The old primary hears a quorum again, but not the new primary, which alone would tell it of its
   * view: the other backup's signs of life do.
   */
  @Test
  void primaryThatAQuorumHasLeftLearnsOfTheNewViewFromABackup() {
    Cluster cluster = cluster(3).start().request(4).committed();
    cluster.cut(R0).from(R_ALL);
    cluster.runUntil("view 1 begins", () -> cluster.isNormal(R1, R2) && cluster.view(R2) == 1);
    assertThat(cluster.view(R0)).isZero();

    cluster.healLinks().cut(R0).from(R1);

    cluster.runUntil(
        "r0 follows", () -> cluster.isNormal(R0) && cluster.view(R0) == cluster.view(R2), 2_000);
    assertThat(cluster.view(R2)).as("nobody had to leave it").isOne();
    cluster.heal().request(4).committed().settle();
  }

  /** The old primary, with an uncommitted tail, and the new one both believe in themselves. */
  @Test
  void duelOfTwoPrimaries() {
    Cluster cluster = cluster(3).clients(3).start().request(3).committed();
    cluster.cut(R0).from(R_ALL).confine(0, R0).confine(1, R0).confineAway(2, R0);
    cluster.requestOf(0);
    cluster.requestOf(1);
    cluster.run(20);
    assertThat(cluster.op(R0)).isEqualTo(8);
    String kept = cluster.requestOf(2);
    cluster.runUntil("the new primary commits", () -> cluster.isAnswered(kept));
    long view = cluster.view(A0);
    assertThat(cluster.view(R0)).isZero();

    cluster.healLinks().runUntil("the old one gives in", () -> cluster.view(R0) >= view).settle();

    assertThat(cluster.executed(R0)).endsWith(kept);
    cluster.log(R0).equalsLog(R1);
  }

  @Test
  void pausedPrimaryIsReplacedAndComesBackAsABackup() {
    Cluster cluster = cluster(3).start().request(4).committed();

    cluster.pause(A0).request(8).committed().resume(R0);

    cluster.request(4).committed().settle();
    assertThat(cluster.view(R0)).isPositive();
    assertThat(cluster.executed(R0)).hasSize(16);
  }

  /** A backup that gets no Prepare, only heartbeats, catches up by repair. */
  @Test
  void backupWithoutPreparesCatchesUpFromHeartbeats() {
    Cluster cluster = cluster(3).start().request(4).committed();

    cluster.dropTo(PREPARE, R2).request(8).committed().settle();

    cluster.log(R2).equalsLog(R0);
  }
}
