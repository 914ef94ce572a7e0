package dev.vopr.check;

import static dev.vopr.check.HandMadeTrace.holding;
import static dev.vopr.check.HandMadeTrace.log;
import static dev.vopr.check.HandMadeTrace.ok;
import static dev.vopr.check.HandMadeTrace.prepare;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Status;
import dev.vopr.vsr.TestCluster;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The invariants that go by what was delivered, and by what disks have said. */
class ReceiptsTest {
  private final HandMadeTrace trace = new HandMadeTrace(3);
  private final List<Entry> log = log(3);
  private final Entry last = log.get(2);
  private final FakeReplica r1 = holding(1, log).durable(3);
  private final FakeReplica r2 = new FakeReplica(2);

  private void passes() {
    assertThat(trace.violation()).isEmpty();
  }

  private String broken(String invariant) {
    Violation violation = trace.violation().orElseThrow();
    assertThat(violation.invariant()).as(violation.sentence()).isEqualTo(invariant);
    assertThat(violation.facts()).isNotEmpty();
    return violation.sentence();
  }

  // ---- disk-belief ------------------------------------------------------------------------------

  @Test
  void aLogThatTheDiskHasAcknowledgedMayBeTakenForDurable() {
    trace.store(1, log).step(r1);

    passes();
  }

  @Test
  void aLogThatTheDiskHasNotAcknowledgedMustNotBeTakenForDurable() {
    trace.store(1, log.subList(0, 2)).step(r1);

    assertThat(broken("disk-belief"))
        .isEqualTo(
            "r1 takes its log for durable up to entry %s at op 3, but its disk has not said so of all of it"
                .formatted(Hex.of(last.checksum())));
  }

  @Test
  void anotherEntryOnTheDiskDoesNotCountForTheOneInTheLog() {
    List<Entry> other = HandMadeTrace.and(log.subList(0, 2), after(log.subList(0, 2)));
    trace.store(1, other).step(r1);

    broken("disk-belief");
  }

  private static Entry after(List<Entry> before) {
    return HandMadeTrace.after(before, 0, "other");
  }

  // ---- hash-chain -------------------------------------------------------------------------------

  @Test
  void aLogThatIsAChainMayBeHeld() {
    trace.store(1, log);
    steps(r1);

    passes();
  }

  private void steps(FakeReplica replica) {
    for (int i = 0; i < 30; i++) {
      trace.step(replica);
    }
  }

  @Test
  void anEntryThatIsNotTheOneNamedByTheNextIsFoundInTime() {
    steps(holding(2, log).rewrite(2, 77));

    assertThat(broken("hash-chain"))
        .startsWith("r2 holds entry %s at op 2, but the entry at op 3 there".formatted(Hex.of(77)));
  }

  // ---- answer-owed ------------------------------------------------------------------------------

  private HandMadeTrace acknowledged() {
    return trace.store(1, log).step(r1).send(r1, ok(1, 0, last));
  }

  @Test
  void aPrepareThatComesAgainIsAnsweredAgain() {
    acknowledged().receive(r1, prepare(0, 0, 0, last)).step(r1).send(r1, ok(1, 0, last)).step(r1);

    passes();
  }

  @Test
  void aPrepareThatComesAgainAndIsNotAnsweredIsAViolation() {
    acknowledged().receive(r1, prepare(0, 0, 0, last)).step(r1);
    passes();

    trace.step(r1);

    assertThat(broken("answer-owed"))
        .isEqualTo(
            "r1 was sent a Prepare again that ends with op 3, which it has acknowledged in view 0, and did"
                + " not acknowledge it again");
  }

  @Test
  void anotherEntryThanTheOneHeldIsNotAcknowledged() {
    Entry other = after(log.subList(0, 2));
    acknowledged().receive(r1, prepare(0, 0, 0, other)).step(r1).step(r1);

    passes();
  }

  @Test
  void whatIsCommittedIsAcknowledgedAgainAsWell() {
    trace.store(0, log);
    acknowledged().step(r1.commit(3)).receive(r1, prepare(0, 0, 3, last)).step(r1).step(r1);

    broken("answer-owed");
  }

  @Test
  void nothingIsOwedForWhatWasNeverAcknowledgedOrToAnotherThanThePrimary() {
    trace.store(1, log).step(r1).receive(r1, prepare(0, 0, 0, last)).step(r1).step(r1);
    trace.send(r1, ok(1, 0, last)).receive(r1, prepare(2, 0, 0, last)).step(r1).step(r1);

    passes();
  }

  @Test
  void nothingIsOwedInAnotherViewOrAfterARestart() {
    acknowledged().receive(r1, prepare(0, 3, 0, last)).step(r1).step(r1);
    trace.receive(r1, prepare(0, 0, 0, last)).step(r1).restart(1).step(r1);

    passes();
  }

  @Test
  void whoLeavesTheViewInThatStepOwesNothing() {
    acknowledged().receive(r1, prepare(0, 0, 0, last)).step(r1.status(Status.VIEW_CHANGE)).step(r1);

    passes();
  }

  // ---- recovery ---------------------------------------------------------------------------------

  private static Message.RecoveryResponse answer(int sender, long view, long nonce) {
    return new Message.RecoveryResponse(
        sender, view, nonce, LogTail.NONE, Message.RecoveryResponse.NO_LOG);
  }

  private HandMadeTrace asking(long nonce) {
    return trace.step(r2.status(Status.RECOVERING)).send(r2, new Message.Recovery(2, nonce, 0));
  }

  private HandMadeTrace recovered(long view) {
    return trace.step(r2.inView(view, false).status(Status.NORMAL));
  }

  @Test
  void aReplicaInDoubtOfItsLogRecoversByTheAnswerOfThePrimary() {
    asking(7).receive(r2, answer(0, 3, 7));
    recovered(3);

    passes();
  }

  @Test
  void oneAnswerIsNotEnoughForWhoLostItsDisk() {
    trace.restartLost(r2);
    asking(7).receive(r2, answer(0, 3, 7));
    recovered(3);

    assertThat(broken("recovery"))
        .isEqualTo(
            "r2 has recovered into view 3, but of the 2 replicas that it takes 1 answered its last"
                + " question");
  }

  @Test
  void twoAnswersAreEnoughForWhoLostItsDisk() {
    trace.restartLost(r2);
    asking(7).receive(r2, answer(1, 3, 7)).receive(r2, answer(0, 3, 7));
    recovered(3);

    passes();
  }

  @Test
  void anAnswerToAnOlderQuestionDoesNotCount() {
    asking(7).receive(r2, answer(0, 3, 7)).send(r2, new Message.Recovery(2, 8, 0));
    recovered(3);

    assertThat(broken("recovery")).contains("0 answered its last question");
  }

  @Test
  void thePrimaryOfTheViewMustBeAmongThoseThatAnswered() {
    asking(7).receive(r2, answer(1, 3, 7));
    recovered(3);

    assertThat(broken("recovery")).endsWith("and r0 did not as the primary of that view");
  }

  @Test
  void aNonceIsUsedOnce() {
    asking(7).send(r2, new Message.Recovery(2, 8, 0));
    passes();

    trace.send(r2, new Message.Recovery(2, 7, 0));

    assertThat(broken("recovery")).contains("asks again with a nonce that it has used before");
  }

  // ---- commit-votes -----------------------------------------------------------------------------

  private final FakeReplica r0 = holding(0, log).durable(3).inView(3, true);

  /** What a quorum of the view has acknowledged, r0 being its primary. */
  private HandMadeTrace primaryOfViewThree() {
    trace.store(0, log).store(1, log).record(0, 3, 3).record(1, 3, 3);
    return trace.step(r0).send(r1.inView(3, false), ok(1, 3, last));
  }

  @Test
  void aPrepareOkOfTheViewLetsItsPrimaryCommit() {
    primaryOfViewThree().receive(r0, ok(1, 3, last)).step(r0.commit(3));

    passes();
  }

  @Test
  void aPrepareOkOfAnotherViewDoesNot() {
    primaryOfViewThree().receive(r0, ok(1, 0, last)).step(r0.commit(3));

    assertThat(broken("commit-votes"))
        .isEqualTo(
            "r0 commits op 3 as primary of view 3, but PrepareOks of this view for it have come from 0"
                + " others; it takes 1");
  }

  @Test
  void whatIsCommittedWithoutAPrepareOkWasLearnedOtherwise() {
    primaryOfViewThree().step(r0.commit(3));

    passes();
  }

  @Test
  void aPrepareOkThatComesBeforeItsEntryIsPreparedCounts() {
    FakeReplica before = holding(0, log.subList(0, 2)).durable(2).inView(3, true).commit(2);
    trace.store(0, log).store(1, log).record(0, 3, 3).record(1, 3, 3);
    trace.send(r1.inView(3, false), ok(1, 3, last)).step(before);

    trace.receive(before, ok(1, 3, last)).step(before).step(r0.commit(2));
    trace.receive(r0, ok(2, 3, log.get(1))).step(r0.commit(3));

    passes();
  }

  // ---- view-votes -------------------------------------------------------------------------------

  private static final long VOTE_LIFE = TestCluster.settings(3).timing().voteLife();

  private HandMadeTrace votedFor(long view) {
    Message.StartViewChange vote = new Message.StartViewChange(1, view);
    return trace.record(1, view, 0).send(r1, vote).receive(r2, vote);
  }

  @Test
  void aViewMayBeLeftByAVoteThatHasJustCome() {
    votedFor(0).pass(VOTE_LIFE).step(r2.inView(1, false).status(Status.VIEW_CHANGE));

    passes();
  }

  @Test
  void aVoteOfLongAgoDoesNotCount() {
    votedFor(0).pass(3 * VOTE_LIFE).step(r2.inView(1, false).status(Status.VIEW_CHANGE));

    assertThat(broken("view-votes"))
        .isEqualTo(
            "r2 is the first in view 1, but of late only 1 votes to leave view 0 have reached it, its own"
                + " included; it takes 2");
  }

  @Test
  void aVoteThatWasSentButNeverCameDoesNotCount() {
    votedFor(0).restartFormatted(r2).step(r2.inView(1, false).status(Status.VIEW_CHANGE));

    broken("view-votes");
  }

  @Test
  void aPauseDoesNotMakeAVoteOlder() {
    votedFor(0).pass(3 * VOTE_LIFE).resume(2);
    trace.step(r2.inView(1, false).status(Status.VIEW_CHANGE));

    passes();
  }

  @Test
  void aVoteToLeaveAnOlderViewThatComesLateTakesNothingBack() {
    Message.StartViewChange late = new Message.StartViewChange(1, 0);
    r2.inView(1, false);
    votedFor(1).receive(r2, late);
    trace.step(r2.inView(2, true).status(Status.VIEW_CHANGE));

    passes();
  }
}
