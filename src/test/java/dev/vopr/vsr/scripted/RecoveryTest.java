package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.DO_VIEW_CHANGE;
import static dev.vopr.vsr.message.MessageKind.ENTRIES;
import static dev.vopr.vsr.message.MessageKind.GET_STATE;
import static dev.vopr.vsr.message.MessageKind.PREPARE_OK;
import static dev.vopr.vsr.message.MessageKind.RECOVERY;
import static dev.vopr.vsr.message.MessageKind.RECOVERY_RESPONSE;
import static dev.vopr.vsr.message.MessageKind.START_VIEW_CHANGE;
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
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Replicas that cannot vouch for their disks. */
class RecoveryTest {

  private static Cluster started(int replicas) {
    Cluster cluster = cluster(replicas).clients(1).start().request(5).committed();
    return cluster.settle().run(50);
  }

  /** Makes it impossible for the replica to tell where its log ended. */
  private static void corruptHead(Cluster cluster, Who who) {
    long op = cluster.op(who);
    cluster.crash(who).corruptEntry(who, op).corruptHeader(who, op);
  }

  /** D4: what the old incarnation may have promised, it promised in the views up to this one. */
  @Test
  void lostDiskRejoinsInANewerView() {
    Cluster cluster = started(3).crash(R2).loseDisk(R2).restart(R2);

    cluster.settle();

    assertThat(cluster.view(R2)).isPositive();
    assertThat(cluster.reached(Milestone.RECOVERY_COMPLETED, R2)).isOne();
    assertThat(cluster.executed(R2)).hasSize(5);
    cluster.request(5).committed().settle();
  }

  @Test
  void lostDiskOfThePrimary() {
    Cluster cluster = started(3).crash(R0).loseDisk(R0).restart(R0);

    cluster.request(5).committed().settle();

    assertThat(cluster.executed(R0)).hasSize(10);
  }

  @Test
  void lostDiskBeyondACheckpoint() {
    Cluster cluster = started(3).request(30).committed().settle().run(100);
    assertThat(cluster.replica(R0).logBase()).isGreaterThan(16);

    cluster.crash(R2).loseDisk(R2).restart(R2).settle();

    assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R2)).isPositive();
    cluster.request(20).committed().settle();
  }

  /** It has what it asked of a quorum then, and asks one of them for the checkpoint. */
  @Test
  void answerThatComesLateDoesNotTurnAwayTheCheckpointThatIsOnItsWay() {
    Cluster cluster = started(5).request(30).committed().settle().run(100);

    cluster.crash(R2).loseDisk(R2).restart(R2).settle();

    assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R2)).isPositive();
    assertThat(Stream.of(R0, R1, R3, R4).filter(it -> !cluster.sent(GET_STATE, R2, it).isEmpty()))
        .hasSize(1);
  }

  /** D4: until the view has changed, the one that forgot its views votes for nothing. */
  @Test
  void lostDiskAcknowledgesNothingInTheOldView() {
    Cluster cluster = started(3).crash(R1, R2).loseDisk(R2).restart(R2);
    int acknowledged = cluster.sent(PREPARE_OK, R2, R0).size();

    cluster.request(1).notAnsweredFor(2_000);

    assertThat(cluster.status(R2)).isEqualTo(Status.RECOVERING);
    assertThat(cluster.sent(PREPARE_OK, R2, R0)).hasSize(acknowledged);
    cluster.restart(R1).request(1).committed().settle();
  }

  /** R07: the only holder of what is committed is down: the lost one and the lagging one wait. */
  @Test
  void lostDiskAndLaggingReplicaDoNotForgetWhatIsCommitted() {
    Cluster cluster = started(3).cut(R1).from(R_ALL).request(1).committed();
    cluster.crash(R_ALL).loseDisk(R2).heal().restart(R1, R2);

    cluster.request(1).notAnsweredFor(3_000);

    assertThat(cluster.status(R2)).isEqualTo(Status.RECOVERING);
    assertThat(cluster.op(R1)).isEqualTo(6);
    cluster.restart(R0).request(1).committed().settle();
    assertThat(cluster.executed(R1)).hasSize(8);
  }

  @Test
  void twoOfFiveLoseTheirDisks() {
    Cluster cluster = started(5).crash(R3, R4).loseDisk(R3).loseDisk(R4).restart(R3, R4);

    cluster.request(5).committed().settle();

    assertThat(cluster.executed(R4)).hasSize(10);
  }

  @Test
  void oneAfterTheOtherLosesItsDisk() {
    Cluster cluster = started(3);

    for (Who who : new Who[] {R0, R1, R2, R0}) {
      cluster.crash(who).loseDisk(who).restart(who).settle().request(4).committed();
      cluster.settle().run(50);
    }

    assertThat(cluster.executed(R0)).hasSize(21);
  }

  /** R04: one answer is not a quorum for a replica that forgot its views. */
  @Test
  void oneAnswerIsNotEnoughForALostDisk() {
    Cluster cluster = started(5).crash(R1, R2, R3, R4).loseDisk(R4).restart(R4);

    cluster.run(2_000);

    assertThat(cluster.sent(RECOVERY_RESPONSE, R0, R4)).isNotEmpty();
    assertThat(cluster.status(R4)).isEqualTo(Status.RECOVERING);
    cluster.restart(R1, R2, R3).request(1).committed().settle();
  }

  /** D4: what was answered to another question is about another time. */
  @Test
  void answersToDifferentQuestionsAreNotCountedTogether() {
    Cluster cluster = started(5).crash(R0, R1, R2, R3, R4).loseDisk(R4).restart(R4);

    for (Who alone : List.of(R0, R1, R2, R3)) {
      cluster.restart(alone).run(500).crash(alone);
      assertThat(cluster.sent(RECOVERY_RESPONSE, alone, R4)).as("from %s", alone).isNotEmpty();
    }

    assertThat(cluster.sent(RECOVERY))
        .as("it has not heard of any view from a quorum")
        .allSatisfy(
            sent -> assertThat(((Message.Recovery) sent.message()).above()).isLessThanOrEqualTo(0));
    cluster.restart(R0, R1, R2, R3).request(1).committed().settle();
  }

  /** Hands r2, which recovers, an answer of r1 to its last question, and returns what broke. */
  private static int rejected(RejectionRule rule, long view, LogTail tail) {
    Cluster cluster = started(3).crash(R0, R1, R2).loseDisk(R2).restart(R2).run(5);
    Message.Recovery asked = (Message.Recovery) cluster.lastSent(RECOVERY, R2, R1).message();

    cluster.forge(new Message.RecoveryResponse(1, view, asked.nonce(), tail, tail.base()), R2);

    return cluster.run(3).rejections(rule, R2);
  }

  @Test
  void answerThatNamesAnImpossibleViewIsRefused() {
    assertThat(rejected(RejectionRule.VIEW_BEYOND, -1, LogTail.NONE)).isOne();
    assertThat(rejected(RejectionRule.VIEW_BEYOND, Long.MAX_VALUE, LogTail.NONE)).isOne();
    assertThat(rejected(RejectionRule.VIEW_BEYOND, 1, LogTail.NONE)).isZero();
  }

  @Test
  void answerWithALogThatIsNoneIsRefused() {
    assertThat(rejected(RejectionRule.TAIL_RANGE, 1, LogTail.whole(Long.MAX_VALUE, 0, List.of())))
        .isOne();
  }

  /** D3: a replica whose head is not certain votes for no view. */
  @Test
  void recoveringReplicaDoesNotVote() {
    Cluster cluster = started(3);
    corruptHead(cluster, R2);
    cluster.crash(R0).restart(R2);
    int votes = cluster.sent(START_VIEW_CHANGE, R2, R1).size();

    cluster.request(1).notAnsweredFor(2_000);

    assertThat(cluster.status(R2)).isEqualTo(Status.RECOVERING);
    assertThat(cluster.view(R1)).isZero();
    assertThat(cluster.sent(START_VIEW_CHANGE, R2, R1)).hasSize(votes);
    assertThat(cluster.sent(DO_VIEW_CHANGE, R2, R1)).isEmpty();
    cluster.restart(R0).request(1).committed().settle();
  }

  /** R09: not to know one's head survives another crash, however often. */
  @Test
  void uncertainHeadSurvivesFurtherCrashes() {
    Cluster cluster = started(3);
    corruptHead(cluster, R2);
    cluster.crash(R0, R1).restart(R2).run(20);

    for (int i = 0; i < 3; i++) {
      cluster.crash(R2).restart(R2).run(20);
      assertThat(cluster.status(R2)).isEqualTo(Status.RECOVERING);
    }

    cluster.restart(R0, R1).request(1).committed().settle();
    cluster.crash(R2).restart(R2).run(20);
    assertThat(cluster.status(R2)).isEqualTo(Status.NORMAL);
  }

  /** R09: having forgotten one's views survives another crash as well. */
  @Test
  void forgottenViewsSurviveFurtherCrashes() {
    Cluster cluster = started(3).crash(R_ALL).loseDisk(R2).restart(R2).run(20);

    for (int i = 0; i < 3; i++) {
      cluster.crash(R2).restart(R2).run(20);
      assertThat(cluster.status(R2)).isEqualTo(Status.RECOVERING);
    }

    cluster.restart(R0, R1).settle();
    assertThat(cluster.view(R2)).isPositive();
  }

  /** R09: a crash at any moment of a recovery with state transfer is survived. */
  @Test
  void crashesAllThroughARecovery() {
    Cluster cluster = started(3).request(30).committed().settle().run(100);
    cluster.crash(R2).loseDisk(R2).restart(R2);

    for (int millis = 1; millis < 60; millis += 3) {
      cluster.run(millis).crash(R2).restart(R2);
    }

    cluster.settle().request(5).committed().settle();
    assertThat(cluster.executed(R2)).hasSize(40);
  }

  /** D3: a checkpoint that is lost during a recovery does not make the views known again. */
  @Test
  void lostCheckpointDoesNotEndTheDoubtAboutViews() {
    Cluster cluster = started(3).request(30).committed().settle().run(100);
    cluster.crash(R2).loseDisk(R2).dropTo(ENTRIES, R2).restart(R2);
    cluster.runUntil("r2 has a checkpoint", () -> cluster.replica(R2).checkpoint() > 0);
    cluster.crash(R_ALL);
    assertThat(cluster.disk(R2).record().orElseThrow().doubt().isOver()).isFalse();
    corruptCheckpoints(cluster, R2);

    cluster.heal().restart(R2).run(20);

    assertThat(cluster.disk(R2).record().orElseThrow().doubt()).isEqualTo(ViewRecord.Doubt.VIEWS);
    cluster.restart(R0, R1).settle();
  }

  private static void corruptCheckpoints(Cluster cluster, Who who) {
    for (int slot = 0; slot < 2; slot++) {
      if (cluster.disk(who).content(Zone.CHECKPOINT, slot).length() > 0) {
        cluster.disk(who).corrupt(Zone.CHECKPOINT, slot);
      }
    }
  }

  @Test
  void corruptCheckpointComesBackFromAnother() {
    Cluster cluster = started(3).request(30).committed().settle().run(100).crash(R2);
    corruptCheckpoints(cluster, R2);

    cluster.restart(R2).settle();

    assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R2)).isPositive();
    cluster.request(5).committed().settle();
  }

  /** R02: an answer to a question of an earlier life is not one to the present question. */
  @Test
  void staleRecoveryResponseIsNotBelieved() {
    Cluster cluster = started(3);
    corruptHead(cluster, R2);
    cluster.restart(R2).run(60).settle();
    Wires.Sent stale = cluster.sent(RECOVERY_RESPONSE, R0, R2).get(0);
    cluster.request(1).committed().settle().run(50);
    corruptHead(cluster, R2);
    cluster.crash(R0, R1).restart(R2).run(5);

    cluster.replay(stale).run(5);

    assertThat(cluster.status(R2)).isEqualTo(Status.RECOVERING);
    assertThat(cluster.rejections(RejectionRule.NONCE_UNKNOWN, R2)).isPositive();
    cluster.restart(R0, R1).settle();
  }

  /** R03: the primary of an older view may answer, but it is not the one that is believed. */
  @Test
  void stalePrimarysAnswerIsNotBelieved() {
    Cluster cluster = started(5);
    cluster.cut(R0).from(R1, R2, R3).request(2);
    cluster.runUntil("a view begins", () -> cluster.isNormal(R1, R2, R3) && cluster.view(R1) > 0);
    cluster.crash(R4).loseDisk(R4).dropIf(sent -> sent.kind() == RECOVERY && sent.to() > 1);

    cluster.restart(R4).run(500);

    assertThat(cluster.sent(RECOVERY_RESPONSE, R0, R4)).isNotEmpty();
    assertThat(cluster.status(R4)).isEqualTo(Status.RECOVERING);
    cluster.heal().request(1).committed().settle();
  }

  /**
   * A replica that went into a view change alone, and then lost its head, does not go back: the
   * others have to follow it. Seed 3007027 of the chaos scenario with three replicas.
   */
  @Test
  void recoveringReplicaAheadOfTheOthersMakesThemFollow() {
    Cluster cluster = started(3).drop(DO_VIEW_CHANGE);
    cluster.dropIf(sent -> sent.kind() == START_VIEW_CHANGE && sent.to() != 2);
    cluster.cutOutgoing(R0);
    cluster.runUntil("r2 alone is in view 1", () -> isDurableIn(cluster, R2, 1));
    assertThat(cluster.view(R1)).isZero();
    corruptHead(cluster, R2);

    cluster.heal().request(1).committed().restart(R2);

    cluster.settle();
    assertThat(cluster.view(R2)).isPositive();
    assertThat(cluster.reached(Milestone.RECOVERY_COMPLETED, R2)).isOne();
  }

  /**
   * All but the recovering replica hear the primary: it has to make them leave it. Seed 6001478 of
   * the chaos scenario, of which a core heals.
   */
  @Test
  void recoveringReplicaOutOfThePrimarysReachGetsAnotherPrimary() {
    Cluster cluster = started(5).cut(R4).from(R1).crash(R4).loseDisk(R4).restart(R4);
    cluster.runUntil("the view in which r4 may rejoin", () -> cluster.isNormal(R0, R1, R2, R3));

    cluster.runUntil("r4 is back", () -> cluster.isNormal(R4), 20_000);

    assertThat(cluster.view(R4)).as("not in that of r1").isEqualTo(2);
    cluster.request(5).committed().settle();
    assertThat(cluster.view(R4)).as("nobody is asked to leave any more").isEqualTo(2);
  }

  /**
   * What a replica gets back in a view is older than the view: its record has to name it, or the
   * next crash takes it for what another log left behind. Seed 4135 of the canaries' settings.
   */
  @Test
  void whatWasRecoveredInTheSameViewIsStillThereAfterAnotherCrash() {
    Cluster cluster = started(3).request(12).committed().settle().run(50);
    cluster.crash(R0);
    cluster.runUntil("another view", () -> cluster.isNormal(R1, R2) && cluster.view(R2) > 0);
    cluster.restart(R0).settle();
    long op = cluster.op(R2);
    corruptHead(cluster, R2);
    cluster.crash(R2).corruptEntry(R2, op - 1).corruptHeader(R2, op - 1);
    corruptCheckpoints(cluster, R2);
    cluster.restart(R2).settle();

    cluster.crash(R0, R1, R2).restart(R2).run(5);

    assertThat(cluster.op(R2)).isEqualTo(op);
  }

  private static boolean isDurableIn(Cluster cluster, Who who, long view) {
    return cluster.disk(who).record().filter(record -> record.view() == view).isPresent();
  }

  @Test
  void primaryDiesWhileAnotherRecovers() {
    Cluster cluster = started(5);
    corruptHead(cluster, R4);
    cluster.restart(R4).run(3).crash(R0);

    cluster.request(5).committed().settle();

    assertThat(cluster.executed(R4)).hasSize(10);
  }

  @Test
  void allHeadsUncertainMeansWaiting() {
    Cluster cluster = started(3);
    corruptHead(cluster, R0);
    corruptHead(cluster, R1);
    corruptHead(cluster, R2);

    cluster.restart(R_ALL).request(1).notAnsweredFor(3_000);

    assertThat(cluster.status(R1)).isEqualTo(Status.RECOVERING);
  }
}
