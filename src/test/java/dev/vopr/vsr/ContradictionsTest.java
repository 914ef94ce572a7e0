package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Message.DoViewChange;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Evidence.Contradiction;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.proof.Shown;
import dev.vopr.vsr.sign.KeyRing;
import dev.vopr.vsr.sign.Signatures;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which two signed statements of one replica a third one recognises as a contradiction. */
class ContradictionsTest {
  private static final KeyRing KEYS = KeyRing.of(Signatures.IDEAL, 1);
  private static final int PRIMARY = 0;
  private static final int SELF = 1;
  private static final int BACKUP = 2;

  private static final Entry FIRST = proposed(TestCluster.entry(1, 0, "first"));
  private static final Entry OTHER = proposed(TestCluster.entry(1, 0, "other"));
  private static final Entry SECOND = proposed(TestCluster.entry(2, FIRST.checksum(), "second"));

  private final ReplicaSettings settings =
      TestCluster.at(Hardening.SIGNED, TestCluster.settings(3));

  private final ReplicaState state =
      new ReplicaState(settings, SELF, new RecordingMachine(), notary(SELF));

  private final Contradictions contradictions =
      new Contradictions(state, new Effects(state.proofs));

  private static Notary notary(int node) {
    return new Notary(7, node, KEYS.signer(node), KEYS.verifier());
  }

  private static Entry proposed(Entry entry) {
    return entry.signed(notary(PRIMARY).sign(Claim.proposed(entry)));
  }

  private void seePrepare(Entry entry) {
    contradictions.see(new Message.Prepare(PRIMARY, 0, List.of(entry), 0), Proof.NONE);
  }

  private void seePrepareOk(int replica, Entry entry) {
    Claim claim = Claim.held(0, entry.op(), entry.checksum());
    contradictions.see(
        new Message.PrepareOk(replica, 0, entry.op(), entry.checksum()),
        Proof.NONE.signed(notary(replica).sign(claim)));
  }

  private void seeLog(long view, Entry... entries) {
    LogTail tail = LogTail.whole(0, 0, List.of(entries));
    DoViewChange shown = new DoViewChange(BACKUP, view, 0, tail, 0);
    contradictions.see(
        shown,
        Proof.NONE.signed(
            notary(BACKUP).signFrame(MessageKind.DO_VIEW_CHANGE, Shown.content(shown))));
  }

  private void assertNothingAgainst(int replica) {
    assertThat(state.evidence[replica]).isNull();
  }

  private void assertAgainst(int replica, Contradiction contradiction) {
    assertThat(state.evidence[replica]).isNotNull();
    assertThat(state.evidence[replica].contradiction()).isEqualTo(contradiction);
  }

  // ---- what a primary proposes ------------------------------------------------------------------

  @Test
  void primaryMayProposeAnEntryTwiceAndAcknowledgeIt() {
    seePrepare(FIRST);
    seePrepare(FIRST);
    seePrepareOk(PRIMARY, FIRST);
    seePrepare(SECOND);

    assertNothingAgainst(PRIMARY);
  }

  @Test
  void twoEntriesForOneOpNumberContradictEachOtherEvenIfTheLogHasNeither() {
    seePrepare(FIRST);
    assertNothingAgainst(PRIMARY);

    seePrepare(OTHER);

    assertAgainst(PRIMARY, Contradiction.TWO_ENTRIES);
  }

  @Test
  void entryContradictsTheOneThatTheLogHasInItsPlace() {
    state.log.append(FIRST);

    seePrepare(OTHER);

    assertAgainst(PRIMARY, Contradiction.TWO_ENTRIES);
  }

  @Test
  void acknowledgementOfAPrimaryContradictsWhatItProposedBefore() {
    seePrepare(FIRST);

    seePrepareOk(PRIMARY, OTHER);

    assertAgainst(PRIMARY, Contradiction.OTHER_ENTRY);
  }

  @Test
  void proposalOfAPrimaryContradictsWhatItAcknowledgedBefore() {
    seePrepareOk(PRIMARY, OTHER);

    seePrepare(FIRST);

    assertAgainst(PRIMARY, Contradiction.OTHER_ENTRY);
  }

  /** The entry came before the replica was started again: it has not seen it proposed. */
  @Test
  void acknowledgementOfAPrimaryContradictsWhatTheLogHasOfIt() {
    state.log.append(FIRST);

    seePrepareOk(PRIMARY, OTHER);

    assertAgainst(PRIMARY, Contradiction.OTHER_ENTRY);
  }

  @Test
  void backupThatAcknowledgesAnotherEntryWasMisledAndDoesNotContradictItself() {
    seePrepare(FIRST);

    seePrepareOk(BACKUP, OTHER);

    assertNothingAgainst(BACKUP);
  }

  // ---- what a replica shows ---------------------------------------------------------------------

  @Test
  void logWithAllThatWasAcknowledgedContradictsNothing() {
    seePrepareOk(BACKUP, FIRST);
    seePrepareOk(BACKUP, SECOND);

    seeLog(1, FIRST, SECOND);
    seeLog(1, FIRST, SECOND);
    seeLog(2, FIRST, SECOND);

    assertNothingAgainst(BACKUP);
  }

  @Test
  void logThatLacksTheLastAcknowledgedEntryIsAContradiction() {
    seePrepareOk(BACKUP, FIRST);
    seePrepareOk(BACKUP, SECOND);

    seeLog(1, FIRST);

    assertAgainst(BACKUP, Contradiction.FORGOTTEN_ENTRY);
  }

  @Test
  void acknowledgementThatComesLateDoesNotHideALaterOne() {
    seePrepareOk(BACKUP, SECOND);
    seePrepareOk(BACKUP, FIRST);

    seeLog(1, FIRST);

    assertAgainst(BACKUP, Contradiction.FORGOTTEN_ENTRY);
  }

  @Test
  void twoLogsForOneViewContradictEachOther() {
    seeLog(1, FIRST);

    seeLog(1, OTHER);

    assertAgainst(BACKUP, Contradiction.TWO_LOGS);
  }

  @Test
  void twoLogsForALaterViewContradictEachOtherAsWell() {
    seeLog(1, FIRST);
    seeLog(2, FIRST);
    assertNothingAgainst(BACKUP);

    seeLog(2, OTHER);

    assertAgainst(BACKUP, Contradiction.TWO_LOGS);
  }

  @Test
  void logThatComesLateDoesNotHideThatOfALaterView() {
    seeLog(2, FIRST);
    seeLog(1, FIRST);

    seeLog(2, OTHER);

    assertAgainst(BACKUP, Contradiction.TWO_LOGS);
  }
}
