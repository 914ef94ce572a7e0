package dev.vopr.check;

import static dev.vopr.check.HandMadeTrace.after;
import static dev.vopr.check.HandMadeTrace.and;
import static dev.vopr.check.HandMadeTrace.holding;
import static dev.vopr.check.HandMadeTrace.log;
import static dev.vopr.check.HandMadeTrace.ok;
import static dev.vopr.check.HandMadeTrace.show;
import static dev.vopr.check.HandMadeTrace.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Status;
import dev.vopr.vsr.TestCluster;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The invariants about who takes over which log of a view, and which checkpoint. */
class ViewInvariantsTest {
  private final HandMadeTrace trace = new HandMadeTrace(3);
  private final List<Entry> log = log(3);
  private final List<Entry> other = and(log.subList(0, 2), after(log.subList(0, 2), 0, "other"));
  private final FakeReplica r1 = holding(1, log);
  private final FakeReplica r2 = holding(2, log);

  private void passes() {
    assertThat(trace.violation()).isEmpty();
  }

  private String broken(String invariant) {
    Violation violation = trace.violation().orElseThrow();
    assertThat(violation.invariant()).as(violation.sentence()).isEqualTo(invariant);
    assertThat(violation.facts()).isNotEmpty();
    return violation.sentence();
  }

  // ---- view-log ---------------------------------------------------------------------------------

  @Test
  void logsOfOneViewMayBeOfDifferentLength() {
    trace.step(r1).step(holding(2, log.subList(0, 2))).step(r2);

    passes();
  }

  @Test
  void logsOfOneViewMustNotDiffer() {
    trace.step(r1).step(holding(2, other));

    assertThat(broken("view-log"))
        .isEqualTo(
            "r2 holds entry %s at op 3 of the log of view 0, but r1 held entry %s there in the same view"
                .formatted(Hex.of(other.get(2).checksum()), Hex.of(log.get(2).checksum())));
  }

  @Test
  void logsOfDifferentViewsMayDiffer() {
    trace.step(r1).step(holding(2, other).inView(1, false).lastNormalView(1));

    passes();
  }

  @Test
  void anEntryThatIsReplacedWhereItIsIsFoundInTime() {
    trace.step(r1).step(r2);
    r2.rewrite(1, 77);
    for (int i = 0; i < 3; i++) {
      trace.step(r2);
    }

    broken("view-log");
  }

  @Test
  void whoDoesNotVouchForItsLogMayHoldAnything() {
    trace.step(r1).step(holding(2, other).status(Status.RECOVERING));

    passes();
  }

  @Test
  void whoDidNotVouchForItsLogIsLookedAtWhenItDoes() {
    ViewLogInvariant invariant =
        new ViewLogInvariant(new CheckedCluster(TestCluster.settings(3), List.of(), 1, true));
    FakeReplica recovered = holding(2, other).status(Status.RECOVERING);
    invariant.afterStep(r1, 1);
    invariant.afterStep(r2, 2);

    assertThat(invariant.afterStep(recovered, 3)).isEmpty();
    assertThat(invariant.afterStep(recovered.status(Status.NORMAL), 4)).isPresent();
  }

  /** Seed 31000220 of the scenario canaries: nobody was told of the first choice. */
  @Test
  void aNewPrimaryThatCrashesBeforeItsViewBeginsMayChooseAnew() {
    FakeReplica first = holding(1, log).inView(1, true).status(Status.VIEW_CHANGE);
    trace.record(1, 1, 0).step(first).restart(1);

    trace.step(holding(1, other).inView(1, true).status(Status.VIEW_CHANGE));
    trace.step(holding(1, other).inView(1, true));

    passes();
  }

  @Test
  void aLiarMayGiveEachItsOwnLogOfAView() {
    HandMadeTrace lying = new HandMadeTrace(3, 0);

    lying.step(r1).step(holding(2, other));

    assertThat(lying.violation()).isEmpty();
  }

  @Test
  void logsOfViewsThatAllHaveLeftAreForgotten() {
    ViewLogInvariant invariant =
        new ViewLogInvariant(new CheckedCluster(TestCluster.settings(3), List.of(), 1, true));
    for (long view = 0; view < 30; view++) {
      for (int number = 0; number < 3; number++) {
        invariant.afterStep(holding(number, log).inView(view, false), view);
      }
    }

    assertThat(invariant.views()).isEqualTo(1);
  }

  // ---- view-source ------------------------------------------------------------------------------

  private HandMadeTrace taken(FakeReplica replica, long view, boolean isPrimary) {
    return trace.step(replica.inView(view, isPrimary));
  }

  @Test
  void aBackupTakesOverTheViewThatItsPrimaryGives() {
    trace.step(r2).receive(r2, start(1, 1, log));
    taken(r2, 1, false);

    passes();
  }

  @Test
  void aBackupMustNotTakeOverAViewThatAnotherOneGivesUnasked() {
    trace.step(r2).receive(r2, start(0, 1, log));
    taken(r2, 1, false);

    assertThat(broken("view-source"))
        .isEqualTo(
            "r2 takes over view 1, but neither r1 as its primary gave it the log, nor anybody whom it asked");
  }

  @Test
  void aBackupMayTakeOverAViewFromWhomItAsked() {
    Message.StartView answer = new Message.StartView(0, 1, LogTail.whole(0, 0, log), 0, 7);
    trace.step(r2).send(r2, 0, new Message.GetView(2, 1, 7)).receive(r2, answer);
    taken(r2, 1, false);

    passes();
  }

  @Test
  void anAnswerToAnotherQuestionDoesNotCount() {
    Message.StartView answer = new Message.StartView(0, 1, LogTail.whole(0, 0, log), 0, 8);
    trace.step(r2).send(r2, 0, new Message.GetView(2, 1, 7)).receive(r2, answer);
    taken(r2, 1, false);

    broken("view-source");
  }

  @Test
  void aViewOfWhichWasOnlyHeardMustNotBeTakenOver() {
    trace.step(r2).receive(r2, start(1, 1, log));
    taken(r2, 4, false);

    broken("view-source");
  }

  @Test
  void aReplicaInDoubtTakesOverTheViewThatItsPrimaryAnswersWith() {
    FakeReplica recovering = holding(2, List.of()).status(Status.RECOVERING);
    trace.step(recovering).send(recovering, new Message.Recovery(2, 7, 0));
    trace.receive(recovering, new Message.RecoveryResponse(1, 1, 7, LogTail.whole(0, 0, log), 0));
    taken(holding(2, log), 1, false);

    passes();
  }

  @Test
  void aPrimaryStartsItsViewWithTheLogsOfAQuorum() {
    trace.step(r1).receive(r1, show(2, 1, 0, log));
    taken(r1, 1, true);

    passes();
  }

  @Test
  void aLogThatWasShownForAnotherViewDoesNotCount() {
    trace.step(r1).receive(r1, show(2, 4, 0, log));
    taken(r1, 1, true);

    assertThat(broken("view-source"))
        .isEqualTo(
            "r1 starts view 1, but only 1 showed it their logs, itself included; it takes 2");
  }

  @Test
  void whatADiskShowsWasTakenOverInAnEarlierLife() {
    trace.step(r2).receive(r2, start(1, 1, log)).restart(2);
    taken(r2, 4, false);

    passes();
  }

  // ---- state-transfer ---------------------------------------------------------------------------

  private static Message.NewState checkpoint(long op) {
    return new Message.NewState(0, op, 1, 1, 0, Bytes.of("x"), 7);
  }

  @Test
  void aCheckpointThatLeadsOnMayBeTakenOver() {
    trace.step(r2).receive(r2, checkpoint(1)).step(r2.transferred());

    passes();
  }

  @Test
  void aCheckpointBelowWhatWasExecutedMustNotBeTakenOver() {
    trace.receive(r2.commit(1), checkpoint(1)).step(r2.commit(0).transferred());

    assertThat(broken("state-transfer"))
        .isEqualTo("r2 takes over a checkpoint at op 1, but had executed up to op 1");
  }

  @Test
  void aCheckpointThatComesTooLateMayBeLeftAlone() {
    trace.receive(r2, checkpoint(0)).step(r2).step(r2.transferred());

    passes();
  }

  // ---- what disks hold --------------------------------------------------------------------------

  /** Seed 21000054 of the scenario canaries: the crash came between an entry and its header. */
  @Test
  void anEntryBesideTheHeaderOfAnotherOneWasNeverAcknowledgedToItsReplica() {
    HandMadeTrace cut = new HandMadeTrace(3);
    FakeReplica primary = holding(1, log.subList(0, 2)).inView(7, true);
    cut.record(1, 7, 7).store(0, log).record(0, 7, 7);
    cut.restartShowing(primary, log, List.of(other.get(2).header()));
    cut.send(holding(0, log).inView(7, false), ok(0, 7, log.get(2)));
    cut.record(1, 8, 7);

    cut.step(holding(2, log.subList(0, 2)).inView(8, true));

    assertThat(cut.violation()).isEmpty();
  }

  @Test
  void anEntryWithoutAHeaderBesideItCounts() {
    HandMadeTrace kept = new HandMadeTrace(3);
    FakeReplica primary = holding(1, log).inView(7, true);
    kept.record(1, 7, 7).store(0, log).record(0, 7, 7);
    kept.restartShowing(primary, log);
    kept.send(holding(0, log).inView(7, false), ok(0, 7, log.get(2)));

    kept.step(holding(2, log.subList(0, 2)).inView(8, true));

    assertThat(kept.violation()).map(Violation::invariant).contains("durability");
  }
}
