package dev.vopr.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.fault.FaultKind;
import dev.vopr.run.trace.TracedRun;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Jobs;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.NodeChange;
import dev.vopr.trace.Trace;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the events of a run show to be wrong by themselves, and what they do not. */
class BreachesTest {
  private static final Entry ONE = Play.entry(0, 1, 0, 1);
  private static final Entry TWO = Play.entry(0, 2, ONE.checksum(), 2);
  private static final Entry OTHER_TWO = Play.entry(1, 2, ONE.checksum(), 3);
  private static final Entry THREE = Play.entry(0, 3, TWO.checksum(), 4);

  private static List<String> of(Play play, Integer... compromised) {
    return Breaches.of(play.trace(compromised)).stream().map(Breach::sentence).toList();
  }

  private static LogTail tail(Entry... entries) {
    return LogTail.whole(0, 0, List.of(entries));
  }

  private static Message.Prepare prepare(long view, long commit, Entry... entries) {
    return new Message.Prepare((int) (view % 3), view, List.of(entries), commit);
  }

  private static Message.StartView startView(int sender, long view, Entry... entries) {
    return new Message.StartView(sender, view, tail(entries), 0, 0);
  }

  private static Message.DoViewChange shown(int sender, long view, long last, Entry... entries) {
    return new Message.DoViewChange(sender, view, last, tail(entries), 0);
  }

  private static Message.PrepareOk ok(int sender, long view, Entry entry) {
    return new Message.PrepareOk(sender, view, entry.op(), entry.checksum());
  }

  // ---- the code as it is
  // -------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"canaries.conf, 1", "canaries.conf, 12", "chaos.conf, 3", "canaries-lies.conf, 4"})
  void nothingIsWrongInRunsOfTheCodeAsItIs(String file, long seed) {
    Job job = Jobs.ofFile(file);
    try (SimSystem sim = SimSystem.create("breaches-test")) {
      Trace trace =
          TracedRun.make(sim, job.scenario(), job.plans(), seed, Integer.MAX_VALUE).trace();

      assertThat(Breaches.of(trace)).as("seed " + seed).isEmpty();
    }
  }

  @Test
  void nothingIsSaidOfARunWhoseBeginningIsMissing() {
    Trace whole =
        Play.ofThree()
            .arrives(1, prepare(0, 0, TWO))
            .stands(1, Status.NORMAL, 0, 0, 0, TWO)
            .trace();
    Trace end = new Trace(whole.header(), whole.records().subList(1, whole.records().size()));

    assertThat(Breaches.of(whole)).hasSize(1);
    assertThat(Breaches.of(end)).isEmpty();
  }

  @Test
  void liarMayDoWhatItLikes() {
    Play play =
        Play.ofThree().arrives(1, prepare(0, 0, TWO)).stands(1, Status.NORMAL, 0, 0, 0, TWO);

    assertThat(of(play, 1)).isEmpty();
  }

  // ---- logs
  // --------------------------------------------------------------------------------------

  @Test
  void entryGoesToItsOwnPlace() {
    assertThat(
            of(
                Play.ofThree()
                    .arrives(1, prepare(0, 0, ONE))
                    .stands(1, Status.NORMAL, 0, 0, 0, ONE)))
        .isEmpty();
    assertThat(
            of(
                Play.ofThree()
                    .after(2)
                    .arrives(1, prepare(0, 0, TWO))
                    .stands(1, Status.NORMAL, 0, 0, 0, TWO)))
        .containsExactly(
            "2.000 ms: r1 puts the entry that was made for op 2 into its log as op 1, on Prepare op 2"
                + " (view 0, commit-number 0) from r0 (rule N2)");
  }

  @Test
  void entryGoesBehindTheOneThatItWasMadeToFollow() {
    Play play =
        Play.ofThree()
            .arrives(1, prepare(0, 0, ONE, TWO))
            .stands(1, Status.NORMAL, 0, 0, 0, ONE, TWO)
            .isSent(1, prepare(1, 0, OTHER_TWO))
            .arrives(2, prepare(0, 0, ONE))
            .arrives(2, prepare(0, 0, THREE));
    Entry follows = Play.entry(1, 3, OTHER_TWO.checksum(), 5);

    assertThat(of(play)).isEmpty();
    assertThat(
            of(
                play.arrives(1, prepare(0, 0, follows))
                    .stands(1, Status.NORMAL, 0, 0, 0, ONE, TWO, follows)))
        .singleElement()
        .asString()
        .contains(
            "puts op 3, which was made to follow " + Origins.entry(OTHER_TWO.checksum()),
            "behind the op 2 that it holds already: " + Origins.entry(TWO.checksum()));
  }

  @Test
  void entryThatNobodySentIsNotAppended() {
    Entry madeUp = Play.entry(0, 1, 0, 9);

    assertThat(
            of(
                Play.ofThree()
                    .arrives(1, prepare(0, 0, ONE))
                    .stands(1, Status.NORMAL, 0, 0, 0, madeUp)))
        .singleElement()
        .asString()
        .contains("as op 1 on Prepare op 1", "though no message has brought it that entry");
  }

  @Test
  void logIsNotCutWithinAView() {
    Play play =
        Play.ofThree()
            .arrives(1, prepare(0, 0, ONE, TWO))
            .stands(1, Status.NORMAL, 0, 0, 0, ONE, TWO)
            .writes(1, true)
            .isSent(0, ok(1, 0, TWO))
            .arrives(1, prepare(0, 0, ONE));

    assertThat(of(play)).isEmpty();
    assertThat(of(play.stands(1, Status.NORMAL, 0, 0, 0, ONE)))
        .singleElement()
        .asString()
        .contains(
            "gives up what its log has above op 1, of 2, on Prepare op 1",
            "within view 0, though it had acknowledged op 2 to r0 at 1.000 ms");
  }

  @Test
  void numbersThatOnlyRiseDoNotFall() {
    Play play =
        Play.ofThree()
            .arrives(1, prepare(0, 1, ONE))
            .stands(1, Status.NORMAL, 0, 0, 1, ONE)
            .isSent(1, new Message.Commit(0, 0, 0, 0));

    assertThat(of(play)).isEmpty();
    assertThat(
            of(
                play.arrives(1, new Message.Commit(0, 0, 0, 0))
                    .stands(1, Status.NORMAL, 0, 0, 0, ONE)))
        .singleElement()
        .asString()
        .contains("lets its commit-number fall from 1 to 0 on Commit (view 0, commit-number 0)");
  }

  @Test
  void prepareOfAViewThatWasLeftIsNotFollowed() {
    Play play =
        Play.ofThree()
            .after(3)
            .stands(1, Status.VIEW_CHANGE, 1, 0, 0)
            .arrives(1, prepare(0, 0, ONE));

    assertThat(of(play)).isEmpty();
    assertThat(of(play.stands(1, Status.VIEW_CHANGE, 1, 0, 0, ONE)))
        .singleElement()
        .asString()
        .contains(
            "takes op 1 from a Prepare of view 0, though it is on its way to view 1 since 3.000 ms");
  }

  // ---- views
  // -------------------------------------------------------------------------------------

  /** r0 has two entries of view 0, and goes to view 1 with them. */
  private static Play onTheWay() {
    return Play.ofThree()
        .stands(0, Status.NORMAL, 0, 0, 0, ONE, TWO)
        .writes(0, true)
        .stands(0, Status.VIEW_CHANGE, 1, 0, 0, ONE, TWO)
        .writes(0, true);
  }

  @Test
  void backupTakesOverTheLogOfAStartView() {
    assertThat(
            of(onTheWay().arrives(0, startView(1, 1, ONE)).stands(0, Status.NORMAL, 1, 1, 0, ONE)))
        .isEmpty();
    assertThat(
            of(
                onTheWay()
                    .arrives(0, startView(1, 1, ONE, OTHER_TWO))
                    .stands(0, Status.NORMAL, 1, 1, 0, ONE, OTHER_TWO)))
        .isEmpty();
  }

  @Test
  void backupThatKeepsItsOwnEntriesBeyondTheEndIsWrong() {
    assertThat(
            of(
                onTheWay()
                    .arrives(0, startView(1, 1, ONE))
                    .stands(0, Status.NORMAL, 1, 1, 0, ONE, TWO)))
        .singleElement()
        .asString()
        .contains(
            "takes over view 1 by the StartView of r1, whose log ends at op 1, but keeps its own up to"
                + " op 2");
  }

  @Test
  void backupThatKeepsItsOwnEntryInsteadOfAnotherIsWrong() {
    assertThat(
            of(
                onTheWay()
                    .arrives(0, startView(1, 1, ONE, OTHER_TWO))
                    .stands(0, Status.NORMAL, 1, 1, 0, ONE, TWO)))
        .singleElement()
        .asString()
        .contains(
            "which has %s at op 2, but keeps its own %s there"
                .formatted(Origins.entry(OTHER_TWO.checksum()), Origins.entry(TWO.checksum())));
  }

  @Test
  void backupThatTakesAViewOverWithoutItsLogIsWrong() {
    assertThat(
            of(
                onTheWay()
                    .arrives(0, new Message.Commit(1, 1, 0, 0))
                    .stands(0, Status.NORMAL, 1, 1, 0, ONE, TWO)))
        .singleElement()
        .asString()
        .contains(
            "takes its log, up to op 2, for that of view 1 on Commit (view 1, commit-number 0) from r1,"
                + " though no StartView of this view has reached it");
  }

  @Test
  void backupThatBelievesAStartViewOfAnybodyIsWrong() {
    assertThat(
            of(onTheWay().arrives(0, startView(2, 1, ONE)).stands(0, Status.NORMAL, 1, 1, 0, ONE)))
        .singleElement()
        .asString()
        .contains("from r2, which is neither its primary, r1, nor was asked");
    assertThat(
            of(
                onTheWay()
                    .isSent(2, new Message.GetView(0, 1, 7))
                    .arrives(0, startView(2, 1, ONE))
                    .stands(0, Status.NORMAL, 1, 1, 0, ONE)))
        .isEmpty();
  }

  /** r1, which has one entry, is to become the primary of view 1. */
  private static Play elect() {
    return Play.ofThree()
        .arrives(1, prepare(0, 0, ONE))
        .stands(1, Status.NORMAL, 0, 0, 0, ONE)
        .writes(1, true)
        .stands(1, Status.VIEW_CHANGE, 1, 0, 0, ONE)
        .writes(1, true);
  }

  @Test
  void primaryStartsItsViewWithTheNewestLogOfAQuorum() {
    assertThat(
            of(
                elect()
                    .arrives(1, shown(2, 1, 0, ONE, TWO))
                    .stands(1, Status.NORMAL, 1, 1, 0, ONE, TWO)))
        .isEmpty();
  }

  @Test
  void primaryThatStartsItsViewWithoutAQuorumIsWrong() {
    assertThat(of(elect().stands(1, Status.NORMAL, 1, 1, 0, ONE)))
        .singleElement()
        .asString()
        .contains(
            "starts view 1, but no other replica has shown it its log for this view", "it takes 2");
    assertThat(of(elect().arrives(1, shown(2, 4, 0, ONE)).stands(1, Status.NORMAL, 1, 1, 0, ONE)))
        .singleElement()
        .asString()
        .contains("others came from r2 (view 4)");
  }

  @Test
  void logThatComesAfterTheChoiceDoesNotCount() {
    Play chosen = elect().stands(1, Status.VIEW_CHANGE, 1, 1, 0, ONE).writes(1, true);

    assertThat(of(chosen.arrives(1, shown(2, 1, 0, ONE)).stands(1, Status.NORMAL, 1, 1, 0, ONE)))
        .singleElement()
        .asString()
        .contains("starts view 1, but no other replica has shown it its log for this view");
    assertThat(
            of(
                elect()
                    .arrives(1, shown(2, 1, 0, ONE))
                    .stands(1, Status.VIEW_CHANGE, 1, 1, 0, ONE)
                    .writes(1, true)
                    .arrives(1, shown(0, 1, 0, ONE, TWO))
                    .stands(1, Status.NORMAL, 1, 1, 0, ONE)))
        .isEmpty();
  }

  private static Play heldTwo() {
    return Play.ofThree()
        .arrives(1, prepare(0, 0, ONE, TWO))
        .stands(1, Status.NORMAL, 0, 0, 0, ONE, TWO)
        .writes(1, true);
  }

  private static Play startsWithOne(Play play) {
    return play.stands(1, Status.VIEW_CHANGE, 1, 0, 0, ONE, TWO)
        .writes(1, true)
        .arrives(1, shown(2, 1, 0, ONE))
        .stands(1, Status.NORMAL, 1, 1, 0, ONE);
  }

  @Test
  void primaryThatCutsAnEntryWhichItHadAcknowledgedIsWrong() {
    assertThat(of(startsWithOne(heldTwo().isSent(0, ok(1, 0, TWO)))))
        .singleElement()
        .asString()
        .contains(
            "starts view 1 without op 2, " + Origins.entry(TWO.checksum()),
            "of those that it knows only that of r2 lacks it, and it takes 2");
    assertThat(of(startsWithOne(heldTwo()))).as("it may never have had all of the entry").isEmpty();
  }

  @Test
  void primaryThatCutsAnEntryWithoutEnoughNacksIsWrong() {
    assertThat(
            of(elect().arrives(1, shown(2, 1, 0, ONE, TWO)).stands(1, Status.NORMAL, 1, 1, 0, ONE)))
        .singleElement()
        .asString()
        .contains(
            "starts view 1 without op 2, " + Origins.entry(TWO.checksum()),
            "of those that it knows only its own lacks it, and it takes 2");
    assertThat(
            of(
                elect()
                    .arrives(1, shown(2, 1, 0, ONE, TWO))
                    .arrives(1, shown(0, 1, 0, ONE))
                    .stands(1, Status.NORMAL, 1, 1, 0, ONE)))
        .isEmpty();
  }

  @Test
  void primaryThatChoosesAnOlderLogIsWrong() {
    Play play =
        Play.ofThree()
            .arrives(1, prepare(0, 0, ONE, TWO, THREE))
            .stands(1, Status.NORMAL, 0, 0, 0, ONE, TWO, THREE)
            .stands(1, Status.VIEW_CHANGE, 4, 0, 0, ONE, TWO, THREE)
            .writes(1, true)
            .arrives(1, shown(2, 4, 1, ONE, OTHER_TWO));

    assertThat(of(play.stands(1, Status.NORMAL, 4, 4, 0, ONE, TWO, THREE)))
        .singleElement()
        .asString()
        .contains(
            ("starts view 4 with %s at op 2, but the newest log that it knows, that of view 1 shown by"
                    + " r2, has %s there")
                .formatted(Origins.entry(TWO.checksum()), Origins.entry(OTHER_TWO.checksum())));
  }

  // ---- promises
  // ----------------------------------------------------------------------------------

  /** r0 has put an entry into its log, which r1 has on its disk already. */
  private static Play backedUp() {
    return Play.ofThree()
        .stands(0, Status.NORMAL, 0, 0, 0, ONE)
        .arrives(1, prepare(0, 0, ONE))
        .stands(1, Status.NORMAL, 0, 0, 0, ONE)
        .writes(1, true);
  }

  @Test
  void primaryCommitsWithAQuorumOfDisks() {
    Play play = backedUp();

    assertThat(
            of(
                play.writes(0, true)
                    .arrives(0, ok(1, 0, ONE))
                    .stands(0, Status.NORMAL, 0, 0, 1, ONE)))
        .isEmpty();
  }

  @Test
  void primaryThatCommitsBeforeItsOwnCopyIsWrittenIsWrong() {
    Play play = backedUp().writes(0, false);

    assertThat(of(play.arrives(0, ok(1, 0, ONE)).stands(0, Status.NORMAL, 0, 0, 1, ONE)))
        .singleElement()
        .asString()
        .contains(
            "commits op 1 in view 0 with PrepareOks for it of r1 only; its own write failed at 2.000 ms;"
                + " it takes 2 replicas");
  }

  @Test
  void acknowledgementBeforeTheWriteIsWrong() {
    Play play =
        Play.ofThree().arrives(1, prepare(0, 0, ONE)).stands(1, Status.NORMAL, 0, 0, 0, ONE);

    assertThat(of(play.isSent(0, ok(1, 0, ONE))))
        .singleElement()
        .asString()
        .contains(
            "acknowledges op 1 of view 0 to r0, but none of its writes is done that began since it took it");
  }

  @Test
  void acknowledgementOfWhatIsNotThereOrNotOfThisViewIsWrong() {
    assertThat(of(Play.ofThree().isSent(0, ok(1, 0, ONE))))
        .singleElement()
        .asString()
        .contains("acknowledges op 1 of view 0 to r0, though its log ends at op 0");
    assertThat(of(elect().isSent(0, ok(1, 0, ONE))))
        .singleElement()
        .asString()
        .contains("though it is on its way to view 1");
  }

  @Test
  void logThatIsShownBeforeTheViewIsWrittenIsWrong() {
    Play play = Play.ofThree().stands(2, Status.VIEW_CHANGE, 1, 0, 0);

    assertThat(of(play.isSent(1, shown(2, 1, 0))))
        .singleElement()
        .asString()
        .contains("shows r1 its log for view 1, though nothing is written yet");
  }

  @Test
  void logThatIsShownDoesNotBecomeShorter() {
    Play play = elect().isSent(1, shown(1, 1, 0, ONE)).after(4);

    assertThat(of(play.isSent(1, shown(1, 1, 0, ONE, TWO)))).isEmpty();
    assertThat(of(play.isSent(1, shown(1, 1, 0, ONE))))
        .singleElement()
        .asString()
        .contains("shows r1 another log for view 1 than at 6.000 ms: up to op 2, now up to op 1");
  }

  @Test
  void logThatACheckpointContradictsMayBecomeShorter() {
    Message.DoViewChange shorter =
        new Message.DoViewChange(1, 1, 0, LogTail.whole(1, OTHER_TWO.checksum(), List.of()), 1);
    Play play =
        Play.ofThree()
            .arrives(1, prepare(0, 0, ONE, TWO))
            .stands(1, Status.NORMAL, 0, 0, 0, ONE, TWO)
            .writes(1, true)
            .isSent(0, ok(1, 0, TWO))
            .stands(1, Status.VIEW_CHANGE, 1, 0, 0, ONE, TWO)
            .writes(1, true)
            .isSent(2, shown(1, 1, 0, ONE, TWO));

    assertThat(
            of(
                play.arrives(1, new Message.NewState(2, 1, 0, 1, 0, Bytes.of("x"), 0))
                    .takesCheckpoint(1, 1)
                    .isSent(2, shorter)))
        .isEmpty();
  }

  /** r1 has written what it acknowledged to the primary, and is down. */
  private static Play acknowledgedAndDown() {
    return Play.ofThree()
        .arrives(1, prepare(0, 0, ONE))
        .stands(1, Status.NORMAL, 0, 0, 0, ONE)
        .writes(1, true)
        .isSent(0, ok(1, 0, ONE))
        .crashes(1);
  }

  @Test
  void diskThatBringsBackLessThanWasAcknowledgedIsNotTrusted() {
    Play forgets =
        acknowledgedAndDown().isStruck(1, FaultKind.CORRUPT_SLOT).starts(1, NodeChange.RESTARTED);

    assertThat(of(forgets)).isEmpty();
    assertThat(of(forgets.stands(1, Status.NORMAL, 0, 0, 0)))
        .singleElement()
        .asString()
        .contains(
            "trusts its disk, which brings back the log of view 0 up to op 0, but it had acknowledged"
                + " op 1 of view 0 to r0 at 1.000 ms; what has struck its disk since: corrupt-slot");
  }

  @Test
  void replicaThatRecoversDoesNotTrustItsDisk() {
    Play play = acknowledgedAndDown().starts(1, NodeChange.RESTARTED);

    assertThat(of(play.stands(1, Status.RECOVERING, 0, 0, 0))).isEmpty();
  }

  @Test
  void viewForWhichALogWasShownIsNotForgotten() {
    Play play = elect().isSent(0, shown(1, 1, 0, ONE)).crashes(1).starts(1, NodeChange.RESTARTED);

    assertThat(of(play.stands(1, Status.NORMAL, 0, 0, 0, ONE)))
        .singleElement()
        .asString()
        .contains("starts again in view 0, but it had shown r0 its log for view 1");
  }

  @Test
  void requestIsCommittedOnce() {
    Entry again =
        Entry.sealed(
            0, 2, ONE.checksum(), ONE.client(), ONE.session(), ONE.request(), ONE.operation(), 9);
    Play play =
        Play.ofThree()
            .arrives(1, prepare(0, 0, ONE, again))
            .stands(1, Status.NORMAL, 0, 0, 1, ONE, again)
            .arrives(1, new Message.Commit(0, 0, 2, again.checksum()));

    assertThat(of(play)).isEmpty();
    assertThat(of(play.stands(1, Status.NORMAL, 0, 0, 2, ONE, again)))
        .singleElement()
        .asString()
        .contains("commits request 1 of session 1 of c0 as op 2, and had committed it as op 1");
    assertThat(of(play, 0)).as("a liar may have put it into the log twice").isEmpty();
  }

  @Test
  void requestOfAnEntryThatACheckpointReplacesIsNotCommitted() {
    Entry again =
        Entry.sealed(
            0, 2, ONE.checksum(), ONE.client(), ONE.session(), ONE.request(), ONE.operation(), 9);
    Play play =
        Play.ofThree()
            .arrives(1, prepare(0, 0, ONE, again))
            .stands(1, Status.NORMAL, 0, 0, 1, ONE, again)
            .arrives(1, new Message.NewState(0, 2, 0, 1, 0, Bytes.of("x"), 0));

    assertThat(of(play.takesCheckpoint(1, 2))).isEmpty();
  }

  // ---- where entries came from, and how states came about
  // ----------------------------------------

  @Test
  void entriesThatConflictAreToldByWhoMadeThemAndHowTheyCame() {
    Play play =
        Play.ofThree()
            .stands(0, Status.NORMAL, 0, 0, 0, ONE)
            .after(1)
            .stands(0, Status.NORMAL, 0, 0, 0, ONE, TWO)
            .after(1)
            .stands(1, Status.VIEW_CHANGE, 1, 0, 0)
            .stands(1, Status.NORMAL, 1, 1, 0, ONE)
            .after(1)
            .stands(1, Status.NORMAL, 1, 1, 0, ONE, OTHER_TWO)
            .after(1)
            .arrives(2, prepare(1, 0, OTHER_TWO))
            .stands(2, Status.NORMAL, 1, 1, 0, ONE, OTHER_TWO)
            .violates("agreement", 2, 0, 2);

    List<String> sentences = told(play, Finding.Topic.ENTRIES);

    assertThat(sentences).hasSize(2);
    assertThat(sentences.get(0))
        .contains("put into the log by r0, the primary of view 0, at 1.000 ms");
    assertThat(sentences.get(1))
        .contains(
            "put into the log by r1, the primary of view 1, at 3.000 ms",
            "r2 has it by the Prepare of r1 at 4.000 ms");
    assertThat(told(Play.ofThree().violates("agreement", 2, 0, 2), Finding.Topic.ENTRIES))
        .isEmpty();
    assertThat(told(play.violates("reply", 2, 0, 2), Finding.Topic.ENTRIES))
        .as("an answer is wrong for another reason")
        .isEmpty();
  }

  @Test
  void statesThatDifferAreToldByHowTheyCame() {
    Play play =
        Play.ofThree()
            .stands(0, Status.NORMAL, 0, 0, 1, ONE, TWO)
            .after(1)
            .stands(1, Status.NORMAL, 0, 0, 1, ONE);

    assertThat(told(play.violates("state", 1, 0, 1), Finding.Topic.EXECUTED))
        .containsExactly(
            "r0 executes op 1 at 0.000 ms, when its log reaches op 2; r1 executes op 1 at 1.000 ms, when"
                + " its log reaches op 1");
    assertThat(told(play.violates("agreement", 1, 0, 1), Finding.Topic.EXECUTED)).isEmpty();
  }

  private static List<String> told(Play play, Finding.Topic topic) {
    return Evidence.of(play.trace()).causes().stream()
        .filter(cause -> cause.topic() == topic)
        .map(Finding::sentence)
        .toList();
  }
}
