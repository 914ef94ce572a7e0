package dev.vopr.vsr.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message.DoViewChange;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.proof.Certificate.Vote;
import dev.vopr.vsr.proof.Evidence.Contradiction;
import dev.vopr.vsr.sign.KeyRing;
import dev.vopr.vsr.sign.Signatures;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What certificates, proofs of views and evidence are made of, in a cluster of three. */
class CertificateTest {
  private static final KeyRing KEYS = KeyRing.of(Signatures.IDEAL, 1);
  private static final Claim HELD = Claim.held(4, 9, 77);
  private static final Notary READER = notary(0);

  private static Notary notary(int node) {
    return new Notary(3, node, KEYS.signer(node), KEYS.verifier());
  }

  private static Certificate signedBy(Claim claim, int... replicas) {
    List<Vote> votes = new ArrayList<>();
    for (int replica : replicas) {
      votes.add(new Vote(replica, notary(replica).sign(claim)));
    }
    return new Certificate(claim, votes);
  }

  private static boolean isValid(Certificate certificate) {
    return certificate.isValid(READER, 2, 3);
  }

  // ---- certificates -----------------------------------------------------------------------------

  @Test
  void quorumOfSignaturesIsACertificate() {
    assertThat(isValid(signedBy(HELD, 0, 2))).isTrue();
    assertThat(isValid(signedBy(HELD, 0, 1, 2))).isTrue();
  }

  @Test
  void nobodyCountsTwice() {
    assertThat(isValid(signedBy(HELD, 1))).isFalse();
    assertThat(isValid(signedBy(HELD, 1, 1))).isFalse();
  }

  @Test
  void onlyMembersCount() {
    assertThat(isValid(signedBy(HELD, 1, 3))).isFalse();
    assertThat(isValid(signedBy(HELD, 1, 1_000))).isFalse();
  }

  @Test
  void signaturesUnderAnotherClaimDoNotCount() {
    List<Vote> votes = signedBy(Claim.held(4, 9, 78), 0, 1).votes();

    assertThat(isValid(new Certificate(HELD, votes))).isFalse();
    assertThat(isValid(new Certificate(Claim.held(5, 9, 78), votes))).isFalse();
    assertThat(isValid(new Certificate(Claim.held(4, 9, 78), votes))).isTrue();
  }

  @Test
  void signatureOfAPrepareOkFrameIsAVote() {
    ByteBuffer body = ByteBuffer.allocate(3 * Long.BYTES);
    body.putLong(4).putLong(9).putLong(77);

    Bytes signature = notary(1).signFrame(MessageKind.PREPARE_OK, body.array());

    assertThat(READER.isSigned(HELD, 1, signature)).isTrue();
  }

  // ---- views ------------------------------------------------------------------------------------

  private static Shown shown(int author, long view, long lastNormalView, Entry... entries) {
    LogTail tail = LogTail.whole(0, 0, List.of(entries));
    DoViewChange message = new DoViewChange(author, view, lastNormalView, tail, 0);
    return Shown.of(
        message, notary(author).signFrame(MessageKind.DO_VIEW_CHANGE, Shown.content(message)));
  }

  private static Entry entry(String operation) {
    return Entry.sealed(0, 1, 0, 1_000, 0, 0, Bytes.of(operation), 5);
  }

  private static boolean isProven(ViewProof proof, long view) {
    return proof.isProven(view, READER, 2, 3);
  }

  @Test
  void viewIsProvenByAQuorumOfSignedLogs() {
    ViewStart start = new ViewStart(List.of(shown(1, 2, 0), shown(2, 2, 0, entry("a"))));

    assertThat(isProven(new ViewProof(List.of(start), Certificate.NONE), 2)).isTrue();
    assertThat(isProven(new ViewProof(List.of(start), Certificate.NONE), 3)).isFalse();
    assertThat(isProven(ViewProof.NONE, 2)).isFalse();
    assertThat(isProven(ViewProof.NONE, 0)).isTrue();
  }

  @Test
  void lastNormalViewWithinAViewStartIsProvenTheSameWay() {
    ViewStart second = new ViewStart(List.of(shown(1, 2, 1), shown(2, 2, 0)));
    ViewStart first = new ViewStart(List.of(shown(0, 1, 0), shown(1, 1, 0)));
    Certificate committed = signedBy(Claim.held(1, 1, 6), 0, 1);

    assertThat(isProven(new ViewProof(List.of(second), Certificate.NONE), 2)).isFalse();
    assertThat(isProven(new ViewProof(List.of(second, first), Certificate.NONE), 2)).isTrue();
    assertThat(isProven(new ViewProof(List.of(second), committed), 2)).isTrue();
    assertThat(isProven(new ViewProof(List.of(second), signedBy(HELD, 0, 1)), 2)).isFalse();
  }

  /** Seed 389 of recovery-corrupt-log: crash after crash, and nothing is committed in between. */
  @Test
  void viewStartOfLogsThatAreAllAlikeProvesItself() {
    ViewStart alike =
        new ViewStart(List.of(shown(1, 9, 7, entry("a")), shown(2, 9, 7, entry("a"))));
    ViewStart others =
        new ViewStart(List.of(shown(1, 9, 7, entry("a")), shown(2, 9, 7, entry("b"))));
    ViewStart shorter = new ViewStart(List.of(shown(1, 9, 7, entry("a")), shown(2, 9, 7)));
    ViewStart older =
        new ViewStart(List.of(shown(1, 9, 7, entry("a")), shown(2, 9, 6, entry("a"))));
    ViewStart alone = new ViewStart(List.of(shown(1, 9, 7, entry("a"))));

    assertThat(isProven(new ViewProof(List.of(alike), Certificate.NONE), 9)).isTrue();
    for (ViewStart start : List.of(others, shorter, older, alone)) {
      assertThat(isProven(new ViewProof(List.of(start), Certificate.NONE), 9)).isFalse();
    }
  }

  @Test
  void viewStartOfOneReplicaAloneProvesNothing() {
    ViewStart alone = new ViewStart(List.of(shown(1, 2, 0)));
    ViewStart twice = new ViewStart(List.of(shown(1, 2, 0), shown(1, 2, 0)));

    assertThat(isProven(new ViewProof(List.of(alone), Certificate.NONE), 2)).isFalse();
    assertThat(isProven(new ViewProof(List.of(twice), Certificate.NONE), 2)).isFalse();
  }

  // ---- evidence ---------------------------------------------------------------------------------

  @Test
  void twoEntriesForOneOpNumberAreEvidence() {
    Certificate one = signedBy(Claim.proposed(entry("a")), 0);
    Certificate other = signedBy(Claim.proposed(entry("b")), 0);

    assertThat(evidence(Contradiction.TWO_ENTRIES, List.of(one, other)).isProven(READER)).isTrue();
    assertThat(evidence(Contradiction.TWO_ENTRIES, List.of(one, one)).isProven(READER)).isFalse();
    assertThat(evidence(Contradiction.OTHER_ENTRY, List.of(one, other)).isProven(READER)).isFalse();
  }

  @Test
  void statementsOfTwoReplicasAreNoEvidence() {
    Certificate one = signedBy(Claim.proposed(entry("a")), 0);
    Certificate other = signedBy(Claim.proposed(entry("b")), 1);

    assertThat(evidence(Contradiction.TWO_ENTRIES, List.of(one, other)).isProven(READER)).isFalse();
  }

  /** A liar that shows two histories would else get whomever it likes voted out. */
  @Test
  void contradictionOfOneReplicaIsNoEvidenceAgainstAnother() {
    List<Shown> logs = List.of(signed(2), signed(2, entry("a")));

    assertThat(new Evidence(Contradiction.TWO_LOGS, 2, List.of(), logs).isProven(READER)).isTrue();
    assertThat(new Evidence(Contradiction.TWO_LOGS, 0, List.of(), logs).isProven(READER)).isFalse();
  }

  private static Shown signed(int author, Entry... entries) {
    DoViewChange message = new DoViewChange(author, 2, 0, LogTail.whole(0, 0, List.of(entries)), 0);
    return Shown.of(
        message, notary(author).signFrame(MessageKind.DO_VIEW_CHANGE, Shown.content(message)));
  }

  /** Whoever could sign in another's name could have anybody voted out. */
  @Test
  void evidenceNeedsTheSignaturesOfTheAccused() {
    Claim one = Claim.proposed(entry("a"));
    Certificate other = signedBy(Claim.proposed(entry("b")), 0);
    Certificate forged = new Certificate(one, List.of(new Vote(0, notary(2).sign(one))));
    Shown log = new Shown(signed(0).message(), signed(2).signature());

    assertThat(evidence(Contradiction.TWO_ENTRIES, List.of(forged, other)).isProven(READER))
        .isFalse();
    assertThat(
            new Evidence(Contradiction.TWO_LOGS, 0, List.of(), List.of(log, signed(0, entry("a"))))
                .isProven(READER))
        .isFalse();
  }

  @Test
  void claimIsSignedByExactlyOneReplica() {
    Claim one = Claim.proposed(entry("a"));
    Certificate other = signedBy(Claim.proposed(entry("b")), 0);

    for (Certificate wrong : List.of(signedBy(one), signedBy(one, 0, 1), signedBy(one, 1))) {
      assertThat(evidence(Contradiction.TWO_ENTRIES, List.of(wrong, other)).isProven(READER))
          .isFalse();
    }
  }

  /** The same numbers, once of an entry that is present, and once of two that are nacked. */
  @Test
  void signatureTellsPresentEntriesFromNacks() {
    List<Header> headers = List.of(new Header(0, 1, 0, 2), new Header(0, 2, 2, 5));
    List<Entry> present = List.of(Shown.hollow(headers.get(0)));
    LogTail one = new LogTail(0, 0, headers, present);
    LogTail other = new LogTail(0, 0, headers, List.of(), List.of(1L, 2L));

    assertThat(Shown.content(new DoViewChange(1, 2, 0, one, 0)))
        .isNotEqualTo(Shown.content(new DoViewChange(1, 2, 0, other, 0)));
  }

  private static Evidence evidence(Contradiction contradiction, List<Certificate> claims) {
    return new Evidence(contradiction, 0, claims, List.of());
  }

  @Test
  void logWithoutAnAcknowledgedEntryOfTheSameViewIsEvidence() {
    Claim held = Claim.held(0, 1, entry("a").checksum());

    assertThat(Evidence.isForgotten(held, shown(1, 2, 0))).isTrue();
    assertThat(Evidence.isForgotten(held, shown(1, 2, 0, entry("b")))).isTrue();
    assertThat(Evidence.isForgotten(held, shown(1, 2, 0, entry("a")))).isFalse();
    assertThat(Evidence.isForgotten(held, shown(1, 2, 1))).as("of a later view").isFalse();
  }

  private static Shown nacking(Entry entry) {
    LogTail tail = new LogTail(0, 0, List.of(entry.header()), List.of(), List.of(entry.op()));
    DoViewChange message = new DoViewChange(1, 2, 0, tail, 0);
    return Shown.of(
        message, notary(1).signFrame(MessageKind.DO_VIEW_CHANGE, Shown.content(message)));
  }

  @Test
  void nackOfAnAcknowledgedEntryOfTheSameViewIsEvidence() {
    Certificate held = signedBy(Claim.held(0, 1, entry("a").checksum()), 1);

    assertThat(Evidence.isForgotten(held.claim(), nacking(entry("a")))).isTrue();
    assertThat(
            new Evidence(
                    Contradiction.FORGOTTEN_ENTRY, 1, List.of(held), List.of(nacking(entry("a"))))
                .isProven(READER))
        .isTrue();
  }

  @Test
  void nackCannotBeAddedToASignedLog() {
    Shown named = nacking(entry("a"));
    LogTail tail = named.message().tail();
    LogTail unmarked = new LogTail(0, 0, tail.headers(), tail.entries());
    DoViewChange other = new DoViewChange(1, 2, 0, unmarked, 0);

    assertThat(named.isSigned(READER)).isTrue();
    assertThat(new Shown(other, named.signature()).isSigned(READER)).isFalse();
  }

  @Test
  void differentLogsForOneViewAreEvidence() {
    assertThat(Evidence.areTwoLogs(shown(1, 2, 0), shown(1, 2, 0, entry("a")))).isTrue();
    assertThat(Evidence.areTwoLogs(shown(1, 2, 0, entry("b")), shown(1, 2, 0, entry("a"))))
        .isTrue();
    assertThat(Evidence.areTwoLogs(shown(1, 2, 0), shown(1, 3, 0, entry("a")))).isFalse();
    assertThat(Evidence.areTwoLogs(shown(1, 2, 0), shown(1, 2, 1, entry("a"))))
        .as("it has rejoined in a later view")
        .isFalse();
  }
}
