package dev.vopr.check;

import static dev.vopr.check.HandMadeTrace.after;
import static dev.vopr.check.HandMadeTrace.and;
import static dev.vopr.check.HandMadeTrace.holding;
import static dev.vopr.check.HandMadeTrace.log;
import static dev.vopr.check.HandMadeTrace.nack;
import static dev.vopr.check.HandMadeTrace.ok;
import static dev.vopr.check.HandMadeTrace.prepare;
import static dev.vopr.check.HandMadeTrace.show;
import static dev.vopr.check.HandMadeTrace.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Status;
import dev.vopr.vsr.TestCluster;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.state.KeyValueStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The invariants of messages and disks, each on a trace made by hand. */
class AuditsTest {
  private final HandMadeTrace trace = new HandMadeTrace(3);
  private final List<Entry> log = log(3);
  private final Entry last = log.get(2);
  private final FakeReplica r0 = holding(0, log);
  private final FakeReplica r1 = holding(1, log);

  private void passes() {
    assertThat(trace.violation()).isEmpty();
  }

  private Violation broken(String invariant) {
    Violation violation = trace.violation().orElseThrow();
    assertThat(violation.invariant()).as(violation.sentence()).isEqualTo(invariant);
    assertThat(violation.facts()).isNotEmpty();
    return violation;
  }

  // ---- send-audit -------------------------------------------------------------------------------

  @Test
  void prepareOkOfADurableLogIsFine() {
    trace.store(1, log).send(r1, ok(1, 0, last));

    passes();
  }

  @Test
  void prepareOkBeforeTheEntryIsDurableIsAViolation() {
    trace.store(1, log.subList(0, 2)).send(r1, ok(1, 0, log.get(1)));
    passes();

    trace.send(r1, ok(1, 0, last));

    assertThat(broken("send-audit").sentence())
        .isEqualTo(
            "r1 may not send this PrepareOk: entry %s at op 3, or one before it, is not durable"
                .formatted(Hex.of(last.checksum())));
    assertThat(trace.violation().orElseThrow().facts())
        .contains(
            new Violation.Fact(
                "durable", "view 0, last normal view 0, log up to op 2", 1, trace.now(), 0))
        .extracting(Violation.Fact::packet)
        .containsExactly(0L, 2L);
  }

  @Test
  void prepareOkAboveAHoleIsAViolation() {
    trace.store(1, List.of(log.get(0), log.get(2))).send(r1, ok(1, 0, last));

    broken("send-audit");
  }

  @Test
  void prepareOkBeforeTheLastNormalViewIsDurableIsAViolation() {
    trace.store(1, log).record(1, 2, 0).send(r1, ok(1, 2, last));

    assertThat(broken("send-audit").sentence())
        .endsWith("last normal view 0 is durable, and the message is of view 2");
  }

  @Test
  void startViewChangeBeforeItsViewIsDurableIsAViolation() {
    trace.send(r1, new Message.StartViewChange(1, 0));
    passes();

    trace.send(r1, new Message.StartViewChange(1, 1));

    assertThat(broken("send-audit").sentence())
        .endsWith("view 0 is durable, and the message is of view 1");
  }

  @Test
  void doViewChangeThatShowsALastNormalViewThatIsNotDurableIsAViolation() {
    trace.store(1, log).record(1, 5, 0).send(r1, show(1, 5, 0, log));
    passes();

    trace.send(r1, show(1, 5, 3, log));

    assertThat(broken("send-audit").sentence())
        .endsWith("last normal view 0 is durable, and it shows last normal view 3");
  }

  @Test
  void doViewChangeThatShowsAnEntryThatIsNotDurableIsAViolation() {
    trace.store(1, log.subList(0, 2)).record(1, 2, 0).send(r1, show(1, 2, 0, log));

    assertThat(broken("send-audit").sentence()).endsWith("at op 3 is not durable");
  }

  @Test
  void doViewChangeMayNackWhatItNamesAndDoesNotHold() {
    trace.store(1, log.subList(0, 2)).record(1, 2, 0, ViewRecord.Doubt.NONE, log);

    trace.send(r1, nack(1, 2, 0, log));

    passes();
  }

  @Test
  void doViewChangeThatNacksWhatIsOnTheDiskIsAViolation() {
    trace.store(1, log).record(1, 2, 0).send(r1, nack(1, 2, 0, log));

    assertThat(broken("send-audit").sentence())
        .endsWith("it nacks op 3, but the entry is on its disk");
  }

  @Test
  void doViewChangeOfOneThatRecoveredAndNacksIsAViolation() {
    trace.store(1, log.subList(0, 2)).record(1, 2, 0, ViewRecord.Doubt.PAST, log);

    trace.send(r1, nack(1, 2, 0, log));

    assertThat(broken("send-audit").sentence())
        .endsWith("it nacks op 3, but recovered once, and cannot tell");
  }

  @Test
  void startViewBeforeTheLogOfTheViewIsDurableIsAViolation() {
    FakeReplica primary = holding(1, log).inView(1, true);
    trace.store(1, log).record(1, 1, 0).send(primary, start(1, 1, log));

    assertThat(broken("send-audit").sentence())
        .endsWith("last normal view 0 is durable, and the message is of view 1");
  }

  @Test
  void startViewWithAnInheritedEntryThatIsNotDurableIsAViolation() {
    FakeReplica primary = holding(1, log).inView(1, true);
    trace.store(1, log.subList(0, 2)).record(1, 1, 1).send(primary, start(1, 1, log));

    assertThat(broken("send-audit").sentence()).endsWith("at op 3 is not durable");
  }

  @Test
  void startViewWithAnEntryOfItsOwnViewOnTheWayToTheDiskIsFine() {
    List<Entry> longer = and(log, after(log, 1, "new"));
    FakeReplica primary = holding(1, longer).inView(1, true);

    trace.store(1, log).record(1, 1, 1).send(primary, start(1, 1, longer));

    passes();
  }

  @Test
  void prepareBeforeTheLastNormalViewIsDurableIsAViolation() {
    FakeReplica primary = holding(1, log).inView(1, true);
    Entry next = after(log, 1, "new");
    trace.store(1, log).record(1, 1, 0).send(primary, prepare(1, 1, 0, next));

    broken("send-audit");
  }

  @Test
  void aCommitNumberAboveTheOwnIsAViolation() {
    trace.store(0, log).send(r0.commit(2), new Message.Commit(0, 0, 2, log.get(1).checksum()));
    passes();

    trace.send(r0, new Message.Commit(0, 0, 3, last.checksum()));

    assertThat(broken("send-audit").sentence()).endsWith("it tells commit-number 3, but has 2");
  }

  @Test
  void entriesThatAreNotDurableAreNotGivenAway() {
    trace.store(1, log.subList(0, 1)).send(r1, new Message.Entries(1, 0, log, 0, 0));

    assertThat(broken("send-audit").sentence()).endsWith("at op 2 is not durable");
  }

  @Test
  void withoutTheAuditNothingIsSaidOfDurability() {
    HandMadeTrace unaudited = new HandMadeTrace(3, false);

    unaudited.send(r1, ok(1, 0, last)).step(r1.commit(3));

    assertThat(unaudited.violation()).isEmpty();
    assertThat(unaudited.checkers().invariants())
        .extracting(Invariant::name)
        .doesNotContain("send-audit", "acknowledged", "commit-quorum")
        .contains("durability", "unique-prepare", "monotone");
  }

  @Test
  void whatACompromisedReplicaSendsIsNotAudited() {
    HandMadeTrace lying = new HandMadeTrace(3, 1);

    lying.send(r1, ok(1, 0, last)).send(r1, new Message.StartViewChange(1, 9));

    assertThat(lying.violation()).isEmpty();
  }

  // ---- acknowledged -----------------------------------------------------------------------------

  @Test
  void anAcknowledgedEntryThatIsNotInTheLogAnyMoreIsAViolation() {
    trace.store(1, log).send(r1, ok(1, 0, last)).step(r1);
    passes();

    trace.step(holding(1, log.subList(0, 2)));

    assertThat(broken("acknowledged").sentence())
        .isEqualTo(
            "r1 acknowledged entry %s at op 3 in view 0, but its log of view 0 ends at op 2"
                .formatted(Hex.of(last.checksum())));
    assertThat(trace.violation().orElseThrow().facts())
        .extracting(Violation.Fact::label)
        .containsExactly("acknowledged", "log");
  }

  @Test
  void anAcknowledgedEntryThatIsRewrittenInTheSameViewIsAViolation() {
    trace.store(1, log).send(r1, ok(1, 0, last));

    trace.step(holding(1, and(log.subList(0, 2), after(log.subList(0, 2), 0, "other"))));

    assertThat(broken("acknowledged").op()).isEqualTo(3);
  }

  @Test
  void anAcknowledgedEntryThatALogOfANewerViewReplacesIsFine() {
    trace.store(1, log).send(r1, ok(1, 0, last));

    trace.record(1, 1, 1).step(holding(1, log.subList(0, 2)).inView(1, false));

    passes();
  }

  @Test
  void anAcknowledgedEntryThatADoViewChangeDoesNotShowIsAViolation() {
    trace.store(1, log).send(r1, ok(1, 0, last)).record(1, 2, 0).send(r1, show(1, 2, 0, log));
    passes();

    trace.send(r1, show(1, 2, 0, log.subList(0, 2)));

    assertThat(broken("acknowledged").sentence())
        .endsWith("its DoViewChange shows last normal view 0, log up to op 2");
  }

  @Test
  void aNackOfWhatWasAcknowledgedInAnyViewIsAViolation() {
    Entry other = after(log.subList(0, 2), 1, "other");
    trace.store(1, log).send(r1, ok(1, 0, last)).store(1, List.of(other));
    trace.record(1, 3, 2, ViewRecord.Doubt.NONE, log);

    trace.send(r1, nack(1, 3, 2, log));

    assertThat(broken("acknowledged").sentence())
        .isEqualTo(
            "r1 acknowledged entry %s at op 3 in view 0, but its DoViewChange nacks op 3"
                .formatted(Hex.of(last.checksum())));
  }

  @Test
  void aNackOfWhatWasAcknowledgedIsFineIfTheLogOfAViewInBetweenHadAnotherEntry() {
    List<Entry> others = and(log.subList(0, 2), after(log.subList(0, 2), 1, "other"));
    trace.store(1, log).send(r1, ok(1, 0, last));
    trace.record(1, 1, 1, ViewRecord.Doubt.NONE, others).store(1, others);
    trace.step(holding(1, others).inView(1, false));
    trace.record(1, 3, 2, ViewRecord.Doubt.NONE, log);

    trace.send(r1, nack(1, 3, 2, log));

    passes();
  }

  @Test
  void aNackOfWhatWasAcknowledgedIsAViolationIfTheLogOfAViewInBetweenHadItToo() {
    trace.store(1, log).send(r1, ok(1, 0, last)).record(1, 1, 1, ViewRecord.Doubt.NONE, log);
    trace.step(holding(1, log).inView(1, false)).store(1, log.subList(0, 2));
    trace.record(1, 3, 2, ViewRecord.Doubt.NONE, log);
    Entry other = after(log.subList(0, 2), 1, "other");
    trace.store(1, List.of(other));

    trace.send(r1, nack(1, 3, 2, log));

    assertThat(broken("acknowledged").op()).isEqualTo(3);
  }

  @Test
  void aReplicaThatRecoversIsLookedAtAgainAfterwards() {
    trace.store(1, log).send(r1, ok(1, 0, last)).restartFormatted(r1);
    FakeReplica reborn = holding(1, log.subList(0, 1)).status(Status.RECOVERING);
    trace.step(reborn);
    passes();

    trace.step(reborn.status(Status.NORMAL));

    broken("acknowledged");
  }

  // ---- commit-quorum ----------------------------------------------------------------------------

  @Test
  void whatAQuorumHoldsMayBeCommitted() {
    trace.store(0, log).store(1, log).send(r1, ok(1, 0, last)).step(r0.commit(3));

    passes();
  }

  @Test
  void aCommitWithoutTheOwnDurableCopyIsAViolation() {
    trace.store(1, log).send(r1, ok(1, 0, last)).step(r0.commit(3));

    assertThat(broken("commit-quorum").sentence())
        .isEqualTo("r0 has commit-number 3, but a quorum has acknowledged op 0 at most");
  }

  /** Seed 4000082 of the chaos scenario with three replicas. */
  @Test
  void whatABackupAcknowledgedCountsWhenItsDiskIsLostLater() {
    trace.store(1, log).send(r1, ok(1, 0, last)).restartFormatted(holding(1, List.of()));

    trace.store(0, log.subList(0, 2)).step(r0.commit(2));

    passes();
  }

  @Test
  void theSameBackupTwiceIsNoQuorum() {
    HandMadeTrace five = new HandMadeTrace(5);
    five.store(0, log).store(1, log).send(r1, ok(1, 0, last)).send(r1, ok(1, 0, last));

    five.step(r0.commit(3));

    assertThat(five.violation()).map(Violation::invariant).contains("commit-quorum");
  }

  @Test
  void acknowledgementsOfDifferentViewsAreNoQuorum() {
    HandMadeTrace five = new HandMadeTrace(5);
    FakeReplica r2 = holding(2, log).inView(5, false);
    five.store(0, log).store(1, log).send(r1, ok(1, 0, last));
    five.store(2, log).record(2, 5, 5).send(r2, ok(2, 5, last));

    five.step(r0.commit(3));

    assertThat(five.violation()).map(Violation::invariant).contains("commit-quorum");
  }

  @Test
  void anAcknowledgementCountsForAPrimaryThatIsToldLateThatItsOwnCopyIsDurable() {
    FakeReplica r2 = holding(2, log);
    trace.store(2, log).send(r2, ok(2, 0, last));
    trace.record(2, 1, 1).send(r2.inView(1, false), ok(2, 1, last));

    trace.store(0, log).step(r0.commit(3));

    passes();
  }

  @Test
  void aCommitOfAnotherEntryThanAQuorumAcknowledgedIsAViolation() {
    trace.store(0, log).store(1, log).send(r1, ok(1, 0, last));
    FakeReplica r2 = holding(2, and(log.subList(0, 2), after(log.subList(0, 2), 0, "other")));

    trace.step(r2.commit(3));

    assertThat(broken("commit-quorum").sentence()).contains("but a quorum acknowledged entry");
  }

  @Test
  void aLiarBelowLevelSignedMayMakeCommitsOfWhichNoQuorumKnows() {
    HandMadeTrace lying = new HandMadeTrace(3, 2);

    lying.step(r0.commit(3));

    assertThat(lying.violation()).isEmpty();
  }

  @Test
  void atLevelSignedALiarIsOneVoteOnly() {
    HandMadeTrace lying = HandMadeTrace.signed(3, 2);
    lying.store(0, log).step(r0.commit(3));
    assertThat(lying.violation()).as("its own copy and the liar's word").isEmpty();

    HandMadeTrace alone = HandMadeTrace.signed(3, 2);
    alone.step(holding(1, log).commit(3));

    assertThat(alone.violation()).map(Violation::invariant).contains("commit-quorum");
  }

  /** Seed 20256 of the scenario signed-chaos: the two logs part above what both acknowledged. */
  @Test
  void whatIsBelowAForkWasAcknowledgedWithBothOfItsEnds() {
    HandMadeTrace lying = HandMadeTrace.signed(5, 0);
    List<Entry> start = log.subList(0, 2);
    List<Entry> forked = and(start, after(start, 0, "other"));
    lying.store(1, log).send(r1, ok(1, 0, last));
    lying.store(2, forked).send(holding(2, forked), ok(2, 0, forked.get(2)));

    lying.step(holding(1, log).commit(2));
    assertThat(lying.violation()).isEmpty();
    lying.step(holding(1, log).commit(3));

    assertThat(lying.violation()).map(Violation::invariant).contains("commit-quorum");
  }

  /** Seed 40009057 of the scenario signed-chaos: r1 was misled by the primary of its view. */
  @Test
  void aCheckpointOverrulesWhatWasAcknowledgedAlsoIfTheDiskCannotShowThatAnyMore() {
    HandMadeTrace lying = HandMadeTrace.signed(5, 2);
    for (int number : List.of(0, 3)) {
      lying.store(number, log).record(number, 2, 2);
      lying.send(holding(number, log).inView(2, false), ok(number, 2, last));
    }
    List<Entry> below = log.subList(0, 2);
    List<Entry> misled = and(below, after(below, 2, "other"));
    FakeReplica replica = holding(1, misled).inView(2, false);
    lying.store(1, misled).record(1, 2, 2).send(replica, ok(1, 2, misled.get(2)));
    lying.step(replica).restartShowing(replica, below);
    FakeReplica overruled = holding(1, log).inView(3, false).lastNormalView(2);

    lying.step(overruled.status(Status.VIEW_CHANGE).commit(3).executed(3).freeUpTo(3));

    assertThat(lying.violation()).isEmpty();
  }

  // ---- durability -------------------------------------------------------------------------------

  /** Seed 206 of the scenario combined. */
  @Test
  void whatNoDiskShowsAnyMoreIsNotAnEntryThatAQuorumAcknowledged() {
    HandMadeTrace lying = HandMadeTrace.signed(3, 2);
    FakeReplica lost = holding(0, log).inView(2, false);
    lying.store(0, log).record(0, 2, 2).send(lost, ok(0, 2, last)).restartLost(lost);
    List<Entry> forked = and(log.subList(0, 2), after(log.subList(0, 2), 2, "other"));
    lying.store(1, forked).record(1, 2, 2);
    lying.send(holding(1, forked).inView(2, false), ok(1, 2, forked.get(2)));

    lying.record(0, 3, 3).step(holding(0, log).inView(3, true));

    assertThat(lying.violation()).isEmpty();
  }

  /** Returns what comes of it when r2 acknowledges a log and loses it, and r0 and r1 the other. */
  private HandMadeTrace afterTwoHistories(List<Entry> ofLost, List<Entry> other) {
    HandMadeTrace lying = HandMadeTrace.signed(5, 4);
    FakeReplica lost = holding(2, ofLost).inView(4, false);
    Entry end = ofLost.get(ofLost.size() - 1);
    lying.store(2, ofLost).record(2, 4, 4).send(lost, ok(2, 4, end)).restartLost(lost);
    for (int number = 0; number < 2; number++) {
      lying.store(number, other).record(number, 4, 4);
      lying.send(holding(number, other).inView(4, false), ok(number, 4, other.get(2)));
    }
    return lying;
  }

  /** Seed 40004282 of the scenario signed-chaos. */
  @Test
  void whatALostDiskHeldCountsForItsOwnHistoryOnly() {
    List<Entry> below = log.subList(0, 2);
    List<Entry> one = and(below, after(below, 4, "one"));
    List<Entry> longer = and(one, after(one, 4, "next"));
    List<Entry> other = and(below, after(below, 4, "other"));

    HandMadeTrace apart = afterTwoHistories(longer, other);
    apart.record(0, 5, 5).step(holding(0, longer).inView(5, true));
    HandMadeTrace together = afterTwoHistories(longer, one);
    together.record(0, 5, 5).step(holding(0, other).inView(5, true));

    assertThat(apart.violation()).as("two of five hold the other").isEmpty();
    assertThat(together.violation()).map(Violation::invariant).contains("durability");
  }

  @Test
  void aViewThatStartsWithoutAnAcknowledgedOperationIsAViolation() {
    trace.store(0, log).store(1, log).send(r1, ok(1, 0, last));
    FakeReplica primary = holding(2, log.subList(0, 2)).inView(2, true);

    trace.record(2, 2, 2).step(primary);

    assertThat(broken("durability").sentence())
        .isEqualTo(
            "a quorum acknowledged entry %s at op 3 in view 0, but the log with which r2 starts"
                    .formatted(Hex.of(last.checksum()))
                + " view 2 ends at op 2");
  }

  @Test
  void aViewThatStartsWithAnotherOperationInItsPlaceIsAViolation() {
    trace.store(0, log).store(1, log).send(r1, ok(1, 0, last));
    List<Entry> fork = and(log.subList(0, 2), after(log.subList(0, 2), 1, "other"));

    trace.record(2, 2, 2).step(holding(2, fork).inView(2, true));

    assertThat(broken("durability").op()).isEqualTo(3);
  }

  @Test
  void aLateStartOfAnOldViewNeedNotHoldWhatALaterViewCommitted() {
    FakeReplica r2 = holding(2, log).inView(2, true);
    trace.store(2, log).record(2, 2, 2).step(r2);
    trace.store(0, log).record(0, 2, 2).send(r0.inView(2, false), ok(0, 2, last));

    trace.record(1, 1, 1).step(holding(1, log.subList(0, 1)).inView(1, true));

    passes();
  }

  // ---- monotone ---------------------------------------------------------------------------------

  @Test
  void aViewThatFallsIsAViolation() {
    trace.step(r1.inView(4, true)).step(r1.inView(3, false));

    assertThat(broken("monotone").sentence())
        .isEqualTo("view-number of r1 fell to 3, but it was 4, durable or said to others");
  }

  @Test
  void aRestartBelowTheDurableViewIsAViolationOnceTheReplicaTakesPart() {
    trace.record(1, 4, 3).step(r1.inView(4, true).lastNormalView(3)).restartFormatted(r1);
    trace.step(r1.inView(0, false).status(Status.RECOVERING));
    passes();

    trace.step(r1.status(Status.NORMAL));

    assertThat(broken("monotone").sentence()).startsWith("view-number of r1 fell to 0");
  }

  @Test
  void aLastNormalViewThatFallsAcrossARestartIsAViolation() {
    trace.record(1, 4, 3).restartFormatted(r1);

    trace.step(r1.inView(4, true).lastNormalView(0).status(Status.VIEW_CHANGE));

    assertThat(broken("monotone").sentence())
        .isEqualTo("last normal view of r1 fell to 0, but it was 3, durable or said to others");
  }

  @Test
  void aMessageOfAnOlderViewThanOneThatWasShownIsAViolation() {
    HandMadeTrace unaudited = new HandMadeTrace(3, false);
    unaudited.send(r1, new Message.StartViewChange(1, 4));

    unaudited.send(r1, ok(1, 3, last));

    assertThat(unaudited.violation())
        .map(Violation::sentence)
        .contains("r1 sends PrepareOk of view 3, but it has said something in view 4 before");
  }

  @Test
  void aCommitNumberThatFallsBelowTheDurableOneIsAViolation() {
    HandMadeTrace unaudited = new HandMadeTrace(3, false);
    unaudited.record(1, 0, 0, 0, 0, 2);

    unaudited.step(r1.commit(1));

    assertThat(unaudited.violation())
        .map(Violation::sentence)
        .contains("commit-number of r1 fell to 1, but it was 2, durable or said to others");
  }

  // ---- unique-prepare, one-primary, hash-chain --------------------------------------------------

  @Test
  void anOpNumberThatIsGivenTwiceInAViewIsAViolation() {
    List<Entry> before = log.subList(0, 2);
    Entry other = after(before, 0, "other");
    trace.store(0, log).send(r0, prepare(0, 0, 0, last)).send(r0, prepare(0, 0, 0, last));
    passes();

    trace.send(holding(0, before), prepare(0, 0, 0, other));

    Violation violation = broken("unique-prepare");
    assertThat(violation.op()).isEqualTo(3);
    assertThat(violation.facts())
        .extracting(Violation.Fact::value)
        .containsExactly(Hex.of(last.checksum()), Hex.of(other.checksum()));
  }

  @Test
  void anOpNumberThatANewViewGivesAnewIsFine() {
    List<Entry> before = log.subList(0, 2);
    Entry other = after(before, 1, "other");
    trace.store(0, log).send(r0, prepare(0, 0, 0, last));

    trace.store(1, before).record(1, 1, 1);
    trace.send(holding(1, before).inView(1, true), prepare(1, 1, 0, other));

    passes();
  }

  @Test
  void whoeverActsAsPrimaryOutOfTurnIsAViolation() {
    HandMadeTrace unaudited = new HandMadeTrace(3, false);

    unaudited.send(r1, new Message.Commit(1, 0, 0, 0));

    assertThat(unaudited.violation())
        .map(Violation::sentence)
        .contains(
            "r1 sends Commit as primary of view 0, which is r0; it is in view 0, status NORMAL");
  }

  @Test
  void aPrimaryThatActsBeforeItsViewHasBegunIsAViolation() {
    trace.store(1, log).record(1, 1, 1);

    trace.send(
        r1.inView(1, true).status(Status.VIEW_CHANGE), prepare(1, 1, 0, after(log, 1, "new")));

    broken("one-primary");
  }

  @Test
  void entriesThatDoNotContinueEachOtherAreAViolation() {
    Entry stray = Entry.sealed(0, 4, 77, Nodes.client(0), 1, 4, Bytes.of("stray"), 200);

    trace.store(0, log).send(r0, prepare(0, 0, 0, stray));

    assertThat(broken("hash-chain").sentence())
        .contains("parent 000000000000004d, which does not continue entry")
        .contains(Hex.of(last.checksum()));
  }

  @Test
  void aLogAlongWhichViewsFallIsAViolation() {
    List<Entry> falling = log(1);
    falling = and(falling, after(falling, 3, "new"));
    falling = and(falling, after(falling, 2, "old"));
    trace.store(1, falling).record(1, 4, 4);

    trace.send(holding(1, falling).inView(4, true), start(1, 4, falling));

    assertThat(broken("hash-chain").op()).isEqualTo(3);
  }

  @Test
  void anEntryNewerThanTheLogItIsInIsAViolation() {
    List<Entry> early = and(log, after(log, 2, "early"));
    trace.store(1, early).record(1, 2, 0);

    trace.send(r1, show(1, 2, 0, early));

    assertThat(broken("hash-chain").sentence()).endsWith("and is newer than view 0");
  }

  @Test
  void viewsThatAllHaveLeftAreForgotten() {
    CheckedCluster cluster = new CheckedCluster(TestCluster.settings(3), List.of(), 1, true);
    UniquePrepareInvariant unique = new UniquePrepareInvariant(cluster);
    for (int number = 0; number < 3; number++) {
      FakeReplica primary = holding(number, log).inView(number, true);
      Message own = prepare(number, number, 0, after(log, number, "in view " + number));
      assertThat(unique.onSend(new Sending(primary, 0, own, 1, 1))).isEmpty();
    }
    assertThat(unique.views()).isEqualTo(3);

    for (int number = 0; number < 3; number++) {
      assertThat(unique.afterStep(holding(number, log).inView(2, false), 2)).isEmpty();
    }

    assertThat(unique.views()).isEqualTo(1);
  }

  // ---- checkpoints, tenants, bounds -------------------------------------------------------------

  @Test
  void checkpointsThatDifferAreAViolation() {
    trace.record(0, 0, 0, 8, 0xA, 8).record(1, 0, 0, 8, 0xA, 8).record(1, 0, 0, 16, 0xC, 16);
    passes();

    trace.record(2, 0, 0, 8, 0xB, 8);

    Violation violation = broken("checkpoints");
    assertThat(violation.replicas()).containsExactly(0, 2);
    assertThat(violation.op()).isEqualTo(8);
  }

  @Test
  void aCheckpointThatIsGivenAwayAndDiffersIsAViolation() {
    trace.record(0, 0, 0, 8, 0xA, 8);

    trace.send(r1, new Message.NewState(1, 8, 0xB, 1, 0, Bytes.of("x"), 1));

    broken("checkpoints");
  }

  @Test
  void aReplyWithAnotherTenantsValueIsAViolation() {
    trace.send(r0, Nodes.client(3), reply("c1.17....")).send(r0, Nodes.client(3), reply("other"));
    passes();

    trace.send(r0, Nodes.client(3), reply("c2.17...."));

    assertThat(broken("tenant-isolation").sentence())
        .isEqualTo("r0 shows client 3 of tenant 1 a value of client 2 of tenant 0");
  }

  private static Message.Reply reply(String value) {
    byte[] result = ("?" + value).getBytes(StandardCharsets.US_ASCII);
    result[0] = (byte) KeyValueStore.Status.OK.ordinal();
    return new Message.Reply(0, 0, 4, 1, Bytes.copyOf(result));
  }

  @Test
  void aLogThatOutgrowsItsRingIsAViolation() {
    int slots = TestCluster.settings(3).logSlots();
    trace.step(new FakeReplica(0).appendTens(slots));
    passes();

    trace.step(new FakeReplica(0).appendTens(slots + 1));

    assertThat(broken("bounds").sentence())
        .isEqualTo("entries of the log at r0: %d, but %d is the limit".formatted(slots + 1, slots));
  }

  @Test
  void aQueueThatOutgrowsItsLimitIsAViolation() {
    trace.step(r0.waiting(TestCluster.QUEUE));
    passes();

    trace.step(r0.waiting(TestCluster.QUEUE + 1));

    broken("bounds");
  }

  @Test
  void aMessageLongerThanItsLimitIsAViolation() {
    List<Entry> tooMany = log(TestCluster.BATCH + 1);

    trace.store(0, tooMany).send(holding(0, tooMany), new Message.Prepare(0, 0, tooMany, 0));

    assertThat(broken("bounds").sentence()).startsWith("length of Prepare at r0: 5");
  }

  @Test
  void aTailWithoutALogIsFine() {
    trace.send(
        r0, new Message.RecoveryResponse(0, 0, 7, LogTail.NONE, Message.RecoveryResponse.NO_LOG));

    passes();
  }
}
