package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.DO_VIEW_CHANGE;
import static dev.vopr.vsr.message.MessageKind.ENTRIES;
import static dev.vopr.vsr.message.MessageKind.GET_VIEW;
import static dev.vopr.vsr.message.MessageKind.PREPARE;
import static dev.vopr.vsr.message.MessageKind.PREPARE_OK;
import static dev.vopr.vsr.message.MessageKind.START_VIEW;
import static dev.vopr.vsr.message.MessageKind.START_VIEW_CHANGE;
import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.A0;
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
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The view change: who may start a view, with which log, and what a crash in between does. */
class ViewChangeTest {

  private static Cluster started(int replicas) {
    return cluster(replicas).clients(1).start().request(1).committed();
  }

  // ---- quorums ----------------------------------------------------------------------------------

  @Test
  void crashedPrimaryIsReplaced() {
    Cluster cluster = started(3).crash(A0);

    cluster.request(8).committed().restart(R0).settle();

    assertThat(cluster.view(R1)).isEqualTo(1);
    cluster.log(R0).equalsLog(R1);
  }

  /** V01: f DoViewChange do not start a view, whoever they are from. */
  @Test
  void viewDoesNotStartWithoutAQuorumOfDoViewChange() {
    Cluster cluster = started(3).crash(R0).drop(DO_VIEW_CHANGE);

    cluster.run(2_000);

    assertThat(cluster.sent(START_VIEW)).isEmpty();
    assertThat(cluster.status(R1)).isEqualTo(Status.VIEW_CHANGE);
    cluster.heal().request(1).committed();
  }

  /** V02: the same DoViewChange, often, is one. */
  @Test
  void duplicatesOfOneDoViewChangeDoNotCount() {
    Cluster cluster = started(5).crash(R0);
    cluster.dropIf(sent -> sent.kind() == DO_VIEW_CHANGE && (sent.from() != 2 || sent.to() != 1));
    cluster.runUntil("r2 shows its log", () -> !cluster.sent(DO_VIEW_CHANGE, R2, R1).isEmpty());

    for (int i = 0; i < 300; i++) {
      cluster.replay(cluster.lastSent(DO_VIEW_CHANGE, R2, R1)).run(5);
    }

    assertThat(cluster.sent(START_VIEW)).isEmpty();
    cluster.heal().request(1).committed();
  }

  /** V03: a DoViewChange of an older view of the same primary does not count for the newer one. */
  @Test
  void doViewChangeOfAnOlderViewDoesNotCount() {
    Cluster cluster = started(3).crash(R0).drop(DO_VIEW_CHANGE);
    cluster.runUntil("r2 shows its log", () -> !cluster.sent(DO_VIEW_CHANGE, R2, R1).isEmpty());
    Wires.Sent old = cluster.sent(DO_VIEW_CHANGE, R2, R1).get(0);
    cluster.runUntil("r1 is to be the primary again", () -> cluster.view(R1) == 4);

    cluster.replay(old).run(5);

    assertThat(cluster.rejections(RejectionRule.OLD_VIEW, R1)).isPositive();
    assertThat(cluster.sent(START_VIEW)).isEmpty();
    cluster.heal().request(1).committed();
  }

  /** V26, V1: one vote does not make anybody leave the view. */
  @Test
  void singleVoteDoesNotLeaveTheView() {
    Cluster cluster = started(3);

    for (int i = 0; i < 50; i++) {
      Message vote = new Message.StartViewChange(2, 0);
      cluster.forge(vote, R0).forge(vote, R1).run(10);
    }

    assertThat(cluster.view(R0)).isZero();
    assertThat(cluster.view(R1)).isZero();
    cluster.request(1).committed().settle();
  }

  /** V1: votes that were cast at different times do not make a quorum. */
  @Test
  void votesExpire() {
    Cluster cluster = started(5);

    cluster.forge(new Message.StartViewChange(2, 0), R1).run(100);
    cluster.forge(new Message.StartViewChange(3, 0), R1).run(100);
    cluster.forge(new Message.StartViewChange(4, 0), R1).run(100);

    assertThat(cluster.view(R1)).isZero();
  }

  /** V28: a vote to leave the view before, or for this one, that comes late changes nothing. */
  @Test
  void lateVoteDoesNotEndTheNewView() {
    Cluster cluster = started(3).crash(R0).request(1).committed();
    Wires.Sent late = cluster.lastSent(START_VIEW_CHANGE, R2, R1);

    cluster.replay(late).forge(new Message.StartViewChange(2, 1), R1).run(500);

    assertThat(cluster.view(R1)).isEqualTo(1);
    assertThat(cluster.rejections(RejectionRule.OLD_VIEW, R1)).isPositive();
  }

  /** V27: whatever is lost of a view change is sent again. */
  @ParameterizedTest
  @EnumSource(names = {"START_VIEW_CHANGE", "DO_VIEW_CHANGE", "START_VIEW", "GET_VIEW"})
  void lostMessagesOfAViewChangeAreSentAgain(MessageKind kind) {
    Cluster cluster = started(3).crash(R0).drop(kind).run(250).heal();

    cluster.request(4).committed().settle();

    cluster.log(R1).equalsLog(R2);
  }

  @Test
  void twoPrimariesInARowAreDown() {
    Cluster cluster = started(5).crash(R0, R1);

    cluster.request(4).committed().restart(R0, R1).settle();

    assertThat(cluster.view(R2)).isGreaterThanOrEqualTo(2);
  }

  @Test
  void sevenReplicasLoseThreePrimariesInARow() {
    Cluster cluster = started(7).crash(R0, R1, R2);

    cluster.request(4).committed().restart(R0, R1, R2).settle();

    assertThat(cluster.view(R3)).isGreaterThanOrEqualTo(3);
  }

  // ---- which log --------------------------------------------------------------------------------

  /** V04, V3: the longest log must not win over that of a newer last normal view. */
  @Test
  void longestLogDoesNotWinOverANewerLogView() {
    Cluster cluster = cluster(3).clients(4).start().request(4).committed();
    cluster.cut(R0).from(R_ALL).confineAway(3, R0);
    cluster.confine(0, R0).confine(1, R0).confine(2, R0);
    List<String> tail = List.of(cluster.requestOf(0), cluster.requestOf(1), cluster.requestOf(2));
    String kept = cluster.requestOf(3);
    cluster.runUntil("the new view commits", () -> cluster.isAnswered(kept));
    assertThat(cluster.op(R0)).isEqualTo(11);
    assertThat(cluster.op(R1)).isEqualTo(9);

    // Only the isolated one, with the longer log, and a backup of the new view are left.
    cluster.crash(R1).healLinks();
    cluster.runUntil("a view begins", () -> cluster.isNormal(R0, R2) && cluster.view(R2) > 1);
    cluster.run(50);

    assertThat(cluster.executed(A0)).contains(kept).doesNotContainAnyElementsOf(tail);
    cluster.heal().restart(R1).settle();
    assertThat(cluster.executed(R0)).contains(kept);
  }

  /** V29, V5: what the new primary inherits it acknowledges itself, and commits by fresh votes. */
  @Test
  void inheritedEntriesAreCommittedWithOneReplicaDown() {
    Cluster cluster = started(3).drop(PREPARE_OK);
    String inherited = cluster.requestOf(0);
    cluster.runUntil("the backups have it", () -> cluster.op(R1) == 3 && cluster.op(R2) == 3);
    cluster.run(10).crash(R0).heal();

    cluster.runUntil("it is answered", () -> cluster.isAnswered(inherited)).settle();

    assertThat(cluster.executed(R1)).contains(inherited);
    assertThat(cluster.op(R1)).isEqualTo(3);
  }

  /** V08: the new primary lags, and has to fetch what it will start with. */
  @Test
  void laggingNewPrimaryTakesOverTheLogThatItIsShown() {
    Cluster cluster = started(3).dropTo(PREPARE, R1).request(3).committed();
    assertThat(cluster.op(R1)).isLessThan(cluster.op(R0));

    cluster.crash(R0).heal().request(1).committed().settle();

    assertThat(cluster.executed(R1)).hasSize(5);
    cluster.log(R1).equalsLog(R2);
  }

  /** V4, V21: a corrupt entry is no nack; an entry is cut only when enough never had it. */
  @Test
  void entryThatNobodyHasIsCutOnlyByANackQuorum() {
    Cluster cluster = started(3).drop(PREPARE).confine(0, R0);
    cluster.requestOf(0);
    cluster.runUntil("it is durable at r0", () -> cluster.replica(R0).durableOp() == 3);
    cluster.crash(R_ALL).corruptEntry(R0, 3).dropFrom(DO_VIEW_CHANGE, R2).restart(R_ALL);
    cluster.dropTo(DO_VIEW_CHANGE, R2).dropTo(DO_VIEW_CHANGE, R0);

    // r1 sees its own nack and r0's corrupt entry: that is not enough to cut anything.
    cluster.run(2_000);
    assertThat(cluster.sent(START_VIEW)).isEmpty();

    cluster.heal().request(1).committed().settle();
    assertThat(cluster.op(R0)).isGreaterThanOrEqualTo(3);
  }

  /**
   * V22: an op on exactly a quorum, of which one holder is down and the other's copy is corrupt.
   */
  @Test
  void opOnAQuorumWithOneCorruptHolderWaitsForTheOther() {
    Cluster cluster = started(3).cut(R2).from(R_ALL);
    cluster.request(1).committed();
    cluster.crash(R0, R1).corruptEntry(R1, 3).heal().restart(R1);

    cluster.run(3_000);
    assertThat(cluster.sent(START_VIEW)).isEmpty();

    cluster.restart(R0).request(1).committed().settle();
    assertThat(cluster.executed(R2)).hasSize(3);
    assertThat(cluster.reached(Milestone.ENTRY_REPAIRED, R1)).isPositive();
  }

  /** A new primary with a corrupt entry below what the chosen log starts from fetches it first. */
  @Test
  void newPrimaryWithACorruptEntryRepairsItBeforeTheViewBegins() {
    Cluster cluster = cluster(3).clients(1).slots(32).checkpointEvery(32).start();
    cluster.request(6).committed().run(60).crash(R1).corruptEntry(R1, 5);
    cluster.dropTo(PREPARE, R1);
    cluster.restart(R1).run(2).cut(R1).from(R0);
    cluster.dropIf(sent -> sent.kind() == MessageKind.GET_ENTRIES && sent.to() == 2);
    cluster.request(1).committed().run(30).crash(R0).heal();

    cluster.request(4).committed().settle();

    cluster.log(R1).equalsLog(R2);
    assertThat(cluster.reached(Milestone.ENTRY_REPAIRED, R1)).isPositive();
  }

  /**
   * A committed entry that is corrupt at a backup comes back although the view changes meanwhile.
   */
  @Test
  void backupWithACorruptCommittedEntryIsRepairedAcrossAViewChange() {
    Cluster cluster = started(3).request(4).committed().run(60);
    cluster.crash(R_ALL).corruptEntry(R2, 3).corruptEntry(R1, 4);

    cluster.restart(R_ALL).request(4).committed().settle();

    cluster.log(R1).equalsLog(R2);
    assertThat(cluster.executed(R2)).hasSize(9);
  }

  // ---- crashes ----------------------------------------------------------------------------------

  /** V14: whoever has shown its log for a view does not take part in an older one again. */
  @Test
  void crashAfterDoViewChangeDoesNotRejoinTheOldView() {
    Cluster cluster = started(3).cut(R0).from(R_ALL).drop(START_VIEW);
    cluster.runUntil("r2 shows its log", () -> !cluster.sent(DO_VIEW_CHANGE, R2, R1).isEmpty());
    cluster.crash(R1, R2).healLinks().restart(R2);

    Requests requests = cluster.request(1);
    requests.notAnsweredFor(30);

    assertThat(cluster.view(R2)).isPositive();
    assertThat(cluster.status(R2)).isEqualTo(Status.VIEW_CHANGE);
    cluster.heal().restart(R1);
    requests.committed().settle();
  }

  /** V17, V7: a primary that restarts may have lost what it prepared. */
  @Test
  void restartedPrimaryDoesNotResumeItsView() {
    Cluster cluster = started(3);
    cluster.disk(R0).hold();
    cluster.drop(PREPARE_OK).request(1).notAnsweredFor(5);
    cluster.crash(R0).restart(R0).heal();

    cluster.request(4).committed().settle();

    assertThat(cluster.view(R0)).isPositive();
  }

  /** A primary that restarts, and is to be primary of the very next view that it enters, is one. */
  @Test
  void restartedPrimaryMayBePrimaryOfALaterView() {
    Cluster cluster = started(3).crash(R0);
    cluster.runUntil("view 1 begins", () -> cluster.isNormal(R1, R2) && cluster.view(R2) == 1);
    cluster.crash(R1);
    cluster.runUntil("r2 suspects", () -> cluster.sent(START_VIEW_CHANGE, R2, R0).size() > 2);
    cluster.drop(DO_VIEW_CHANGE).restart(R0);
    cluster.runUntil("view 3 is reached", () -> cluster.view(R0) == 3).heal();

    cluster.request(4).committed().settle();

    assertThat(cluster.executed(R0)).hasSize(5);
  }

  @ParameterizedTest
  @EnumSource(names = {"VIEW_RECORD", "ENTRIES", "HEADERS"})
  void crashAtEachStageOfBecomingPrimary(Zone stage) {
    Cluster cluster = started(3).dropTo(PREPARE, R1).request(2).committed();
    cluster.crash(R0).heal();
    cluster.runUntil(
        "r1 is in view 1", () -> cluster.view(R1) == 1 && !cluster.disk(R1).isWriting());
    cluster.disk(R1).holdBefore(stage);
    cluster.run(30);

    cluster.crash(R1).restart(R1);

    cluster.request(2).committed().restart(R0).settle();
    assertThat(cluster.executed(R1)).hasSize(5);
  }

  @ParameterizedTest
  @EnumSource(names = {"VIEW_RECORD", "ENTRIES", "HEADERS"})
  void crashAtEachStageOfTakingOverAView(Zone stage) {
    Cluster cluster = cluster(3).clients(2).start().request(2).committed();
    cluster.cut(R0).from(R_ALL).confine(0, R0).confineAway(1, R0);
    String tail = cluster.requestOf(0);
    String kept = cluster.requestOf(1);
    cluster.runUntil("the new view commits", () -> cluster.isAnswered(kept)).run(50);
    cluster.disk(R0).holdBefore(stage);
    cluster.healLinks().run(60);

    cluster.crash(R0).restart(R0).heal();

    cluster.settle().runUntil("the retry is answered", () -> cluster.isAnswered(tail)).settle();
    assertThat(cluster.executed(R0)).endsWith(kept, tail);
  }

  /** V15: the new primary sends StartView only when its log view is durable. */
  @Test
  void newPrimarySaysNothingBeforeItsLogViewIsDurable() {
    Cluster cluster = started(3).crash(R0);
    cluster.runUntil(
        "r1 is in view 1", () -> cluster.view(R1) == 1 && !cluster.disk(R1).isWriting());
    cluster.disk(R1).hold();

    cluster.run(60);

    assertThat(cluster.sent(START_VIEW)).isEmpty();
    assertThat(cluster.sent(PREPARE, R1, R2)).isEmpty();
    cluster.disk(R1).release();
    cluster.request(1).committed().settle();
  }

  /** A replica in a view change asks for the log of a newer view until it has it. */
  @Test
  void lostQuestionForANewerViewIsAskedAgainInAViewChange() {
    Cluster cluster = started(3).drop(DO_VIEW_CHANGE).drop(START_VIEW);
    cluster.cutOutgoing(R0);
    cluster.runUntil("r2 is in view 1", () -> cluster.view(R2) == 1);
    cluster.heal().cut(R2).from(R_ALL);
    cluster.request(1).committed().crash(R1).run(10).restart(R1);
    cluster.runUntil("the others go on", () -> cluster.isNormal(R0, R1) && cluster.view(R0) > 1);
    assertThat(cluster.view(R2)).isEqualTo(1);
    cluster.healLinks().drop(GET_VIEW).run(200);
    assertThat(cluster.view(R2)).isEqualTo(1);

    cluster.heal().request(1).committed().settle();

    cluster.log(R2).equalsLog(R0);
  }

  /** What comes late in the old view moves the commit-number while the new log is being fetched. */
  @Test
  void commitOfTheOldViewArrivesWhileTheNewLogIsFetched() {
    Cluster cluster = cluster(5).clients(1).slots(32).checkpointEvery(32).start();
    cluster.request(1).committed().dropTo(MessageKind.COMMIT, R4).request(1).committed();
    cluster.run(5).cut(R4).from(R_ALL).run(30);
    assertThat(cluster.op(R4)).isEqualTo(3);
    assertThat(cluster.commit(R4)).isEqualTo(2);
    Wires.Sent late = cluster.lastSent(MessageKind.COMMIT, R0, R4);
    assertThat(((Message.Commit) late.message()).commit()).isEqualTo(3);
    cluster.crash(R0).request(4).committed();

    cluster.heal();
    cluster.runUntil("r4 fetches", () -> !cluster.sent(MessageKind.ENTRIES, R1, R4).isEmpty(), 500);
    cluster.replay(late).run(2).replay(late);

    cluster.request(1).committed().settle();
    assertThat(cluster.executed(R4)).hasSize(7);
  }

  // ---- lies -------------------------------------------------------------------------------------

  /**
   * A log that contradicts the new primary's own in the same view is a lie: it waits for another.
   */
  @Test
  void newPrimaryDoesNotChooseBetweenContradictingLogs() {
    Cluster cluster = cluster(3).clients(1).start().request(3).committed().settle().run(50);
    cluster.drop(PREPARE_OK).request(1);
    cluster.run(10).crash(R0, R2);
    cluster.runUntil("r1 suspects", () -> !cluster.sent(START_VIEW_CHANGE, R1, R2).isEmpty());
    long own = cluster.replica(R1).checksumAt(5);

    cluster.forge(new Message.StartViewChange(2, 0), R1).run(5);
    cluster.forge(lie(cluster), R1).run(400);

    assertThat(cluster.status(R1)).isEqualTo(Status.VIEW_CHANGE);
    assertThat(cluster.rejections(RejectionRule.VIEW_CHANGE_CONFLICT, R1)).isPositive();
    cluster.restart(R0);
    cluster.runUntil("a view begins without r2", () -> cluster.isNormal(R0, R1));
    assertThat(cluster.replica(R1).checksumAt(5)).isEqualTo(own);
    cluster.heal().restart(R2).request(1).committed().settle();
  }

  /** What r2 shows for view 1 if it lies about op 5, which all hold and nobody has committed. */
  private static Message lie(Cluster cluster) {
    long parent = cluster.replica(R1).checksumAt(4);
    Bytes operation = Bytes.of("lie");
    Entry entry = Entry.sealed(0, 5, parent, Nodes.client(0), 1, 4, operation, 1L << 60);
    LogTail tail = new LogTail(4, parent, List.of(entry.header()), List.of(entry));
    return new Message.DoViewChange(2, 1, 0, tail, 4);
  }

  /**
   * V2: what a primary appended above a missing entry is not written, but it shows it to the next
   * one: its view record names it by then. Seed 6001467 of the chaos scenario.
   */
  @Test
  void whatWaitsBehindAMissingEntryIsNamedOnDiskBeforeItIsShown() {
    Cluster cluster = cluster(3).clients(1).start().request(5).committed().settle().run(50);
    cluster.cut(R0).from(R1, R2);
    cluster.runUntil("r1 has begun a view", () -> cluster.isNormal(R1, R2) && cluster.view(R1) > 0);
    cluster.heal().settle();
    cluster.crash(R_ALL).corruptEntry(R2, 5).dropTo(ENTRIES, R2).restart(R_ALL).request(1);
    cluster.runUntil("r2 prepares above what it misses", () -> cluster.op(R2) == 7);
    assertThat(cluster.replica(R2).durableOp()).isEqualTo(4);

    cluster.cutOutgoing(R2);
    cluster.runUntil("r2 shows it", () -> !cluster.sent(DO_VIEW_CHANGE, R2, R0).isEmpty());

    Message.DoViewChange shown =
        (Message.DoViewChange) cluster.lastSent(DO_VIEW_CHANGE, R2, R0).message();
    assertThat(shown.tail().op()).isEqualTo(7);
    assertThat(cluster.disk(R2).record().orElseThrow().op()).isEqualTo(7);
    cluster.crash(R2).restart(R2);
    cluster.runUntil("r2 has read its disk", () -> cluster.replica(R2).status() != Status.OPENING);
    assertThat(cluster.op(R2)).as("it shows the same after a crash").isEqualTo(7);
    cluster.heal().settle();
  }
}
