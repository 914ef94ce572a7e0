package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Message.DoViewChange;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Certificate.Vote;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Evidence;
import dev.vopr.vsr.proof.Evidence.Contradiction;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.proof.Shown;
import dev.vopr.vsr.proof.ViewProof;
import dev.vopr.vsr.proof.ViewStart;
import dev.vopr.vsr.sign.KeyRing;
import dev.vopr.vsr.sign.Signatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which proofs bear a message out at level {@code signed}, rule by rule. */
class ProofChecksTest {
  private static final KeyRing KEYS = KeyRing.of(Signatures.IDEAL, 1);
  private static final int CLIENT = Nodes.client(0);
  private static final int LIAR = 2;
  private static final Header FIRST = new Header(0, 1, 0, 11);
  private static final Header SECOND = new Header(0, 2, 11, 22);
  private static final Header LATER = new Header(1, 3, 22, 33);

  private final ProofChecks checks =
      new ProofChecks(TestCluster.at(Hardening.SIGNED, TestCluster.settings(3)), notary(1));

  private static Notary notary(int node) {
    return new Notary(7, node, KEYS.signer(node), KEYS.verifier());
  }

  private static Certificate certificate(Claim claim, int... replicas) {
    List<Vote> votes = new ArrayList<>();
    for (int replica : replicas) {
      votes.add(new Vote(replica, notary(replica).sign(claim)));
    }
    return new Certificate(claim, votes);
  }

  /** The liar has signed in the name of another replica. */
  private static Certificate forged(Claim claim) {
    Vote own = new Vote(LIAR, notary(LIAR).sign(claim));
    return new Certificate(claim, List.of(new Vote(0, own.signature()), own));
  }

  private static Proof viewProof(ViewProof view, Certificate... certificates) {
    return new Proof(Bytes.EMPTY, List.of(certificates), view, List.of());
  }

  private void assertPasses(Message message, Proof proof) {
    assertThat(checks.check(message, proof)).isEmpty();
  }

  private void assertBreaks(RejectionRule rule, Message message, Proof proof) {
    assertThat(checks.check(message, proof)).isEqualTo(Optional.of(rule));
  }

  // ---- signatures -------------------------------------------------------------------------------

  @Test
  void requestNeedsTheSignatureOfItsClient() {
    Message.Request request = new Message.Request(CLIENT, 1, 1, Bytes.of("x"));

    assertPasses(notary(CLIENT).sign(request), Proof.NONE);
    assertBreaks(RejectionRule.REQUEST_SIGNATURE, request, Proof.NONE);
    assertBreaks(
        RejectionRule.REQUEST_SIGNATURE,
        request.signed(notary(LIAR).sign(request).signature()),
        Proof.NONE);
  }

  @Test
  void commitNumberNeedsSignaturesOfAQuorum() {
    Claim claim = Claim.held(0, 2, 22);
    Message commit = new Message.Commit(0, 0, 2, 22);

    assertPasses(commit, Proof.of(List.of(certificate(claim, 0, LIAR))));
    assertBreaks(
        RejectionRule.COMMIT_UNPROVEN, commit, Proof.of(List.of(certificate(claim, LIAR))));
    assertBreaks(RejectionRule.COMMIT_UNPROVEN, commit, Proof.of(List.of(forged(claim))));
  }

  /** It would be kept, and believed later. */
  @Test
  void certificateThatNothingNeedsMustBeOneAllTheSame() {
    Message ping = new Message.GetView(LIAR, 0, 5);

    assertBreaks(
        RejectionRule.COMMIT_UNPROVEN, ping, Proof.of(List.of(forged(Claim.held(0, 2, 22)))));
    assertBreaks(
        RejectionRule.VIEW_UNPROVEN,
        ping,
        viewProof(new ViewProof(List.of(), forged(Claim.held(1, 2, 22)))));
  }

  @Test
  void signOfLifeVouchesForCheckpointsOfItsSenderOnly() {
    Claim claim = new Claim(Claim.Kind.CHECKPOINT, 5, 2, 22);
    Message ping = new Message.Ping(LIAR, 0, 5, 2);
    Certificate theirs = certificate(claim, 0);

    assertPasses(ping, Proof.of(List.of(certificate(claim, LIAR))));
    assertBreaks(RejectionRule.VOTE_SIGNATURE, ping, Proof.of(List.of(theirs)));
    assertBreaks(
        RejectionRule.VOTE_SIGNATURE,
        ping,
        Proof.of(List.of(certificate(Claim.held(0, 2, 22), LIAR))));
  }

  @Test
  void whatClaimsNothingNeedsNoProof() {
    assertPasses(new Message.Reply(LIAR, 0, 1, 1, Bytes.of("x")), Proof.NONE);
    assertPasses(new Message.Evicted(LIAR, 0, 1), Proof.NONE);
    assertPasses(new Message.GetEntries(LIAR, 0, 1, 2), Proof.NONE);
    assertPasses(new Message.GetView(LIAR, 0, 5), Proof.NONE);
    assertPasses(new Message.GetState(LIAR, 1, 2, 3), Proof.NONE);
    assertPasses(new Message.Recovery(LIAR, 0, 5), Proof.NONE);
  }

  @Test
  void voteThatAccusesSomebodyNeedsTheContradiction() {
    Message vote = new Message.StartViewChange(LIAR, 0);
    Certificate one = certificate(new Claim(Claim.Kind.PROPOSED, 0, 2, 22), 0);
    Certificate other = certificate(new Claim(Claim.Kind.PROPOSED, 0, 2, 33), 0);

    assertPasses(vote, accusing(one, other));
    assertPasses(vote, Proof.NONE);
    assertBreaks(RejectionRule.EVIDENCE_UNPROVEN, vote, accusing(one, one));
  }

  private static Proof accusing(Certificate... claims) {
    Evidence evidence = new Evidence(Contradiction.TWO_ENTRIES, 0, List.of(claims), List.of());
    return new Proof(Bytes.EMPTY, List.of(), ViewProof.NONE, List.of(evidence));
  }

  // ---- logs -------------------------------------------------------------------------------------

  private static LogTail log(Header... headers) {
    return new LogTail(0, 0, List.of(headers), List.of());
  }

  private static Message shown(long lastNormalView, LogTail tail) {
    return new DoViewChange(LIAR, 5, lastNormalView, tail, tail.base());
  }

  @Test
  void logLeadsThroughWhatWasCommittedInItsView() {
    Message message = shown(1, log(FIRST, SECOND, LATER));

    assertPasses(message, basis(Claim.held(1, 3, 33)));
    assertBreaks(RejectionRule.LOG_UNFOUNDED, message, basis(Claim.held(1, 3, 44)));
  }

  private static Proof basis(Claim claim) {
    return viewProof(new ViewProof(List.of(), certificate(claim, 0, 1)));
  }

  /** What it acknowledged a crash cannot take; what it only heard of need not have come. */
  @Test
  void logThatIsShownMayEndBelowWhatItsReplicaKnowsToBeCommitted() {
    ViewProof view = new ViewProof(List.of(), certificate(Claim.held(1, 3, 33), 0, 1));
    Certificate below = certificate(Claim.held(0, 2, 22), 0, 1);

    assertPasses(shown(1, log(FIRST, SECOND)), viewProof(view, below));
    assertBreaks(
        RejectionRule.LOG_UNFOUNDED,
        new Message.StartView(LIAR, 1, log(FIRST, SECOND), 0, 0),
        viewProof(view, below));
  }

  @Test
  void entriesAboveWhatTheViewBeganWithAreOfThatView() {
    Header older = new Header(0, 3, 22, 33);

    assertBreaks(
        RejectionRule.LOG_UNFOUNDED,
        shown(1, log(FIRST, SECOND, older)),
        start(log(FIRST, SECOND)));
    assertPasses(shown(1, log(FIRST, SECOND, LATER)), start(log(FIRST, SECOND)));
  }

  @Test
  void logContinuesTheOneThatItsViewBeganWith() {
    Header other = new Header(1, 2, 11, 44);

    assertPasses(shown(1, log(FIRST, SECOND)), start(log(FIRST, SECOND)));
    assertBreaks(RejectionRule.LOG_UNFOUNDED, shown(1, log(FIRST)), start(log(FIRST, SECOND)));
    assertBreaks(
        RejectionRule.LOG_UNFOUNDED, shown(1, log(FIRST, other)), start(log(FIRST, SECOND)));
  }

  /** The view began from a committed entry: a log with another one in its place is another log. */
  @Test
  void logLeadsThroughTheEntryThatItsViewBeganFrom() {
    LogTail fromSecond = new LogTail(2, SECOND.checksum(), List.of(), List.of());
    LogTail fromAnother = new LogTail(2, 44, List.of(), List.of());

    assertPasses(shown(1, log(FIRST, SECOND)), start(fromSecond));
    assertBreaks(RejectionRule.LOG_UNFOUNDED, shown(1, log(FIRST, SECOND)), start(fromAnother));
  }

  /** Proves that view 1 began from this log, which two replicas showed. */
  private static Proof start(LogTail tail) {
    return start(tail, 0);
  }

  private static Proof start(LogTail headers, long lastNormalView) {
    List<Entry> entries = headers.headers().stream().map(Shown::hollow).toList();
    LogTail tail = new LogTail(headers.base(), headers.baseChecksum(), headers.headers(), entries);
    List<Shown> all = new ArrayList<>();
    for (int replica = 0; replica < 2; replica++) {
      DoViewChange each = new DoViewChange(replica, 1, lastNormalView, tail, tail.base());
      Bytes signature = notary(replica).signFrame(MessageKind.DO_VIEW_CHANGE, Shown.content(each));
      all.add(Shown.of(each, signature));
    }
    return viewProof(new ViewProof(List.of(new ViewStart(all)), Certificate.NONE));
  }

  @Test
  void logsOfTheViewItselfDoNotProveThatItBegan() {
    assertBreaks(
        RejectionRule.VIEW_UNPROVEN, shown(1, log(FIRST, SECOND)), start(log(FIRST, SECOND), 1));
  }
}
