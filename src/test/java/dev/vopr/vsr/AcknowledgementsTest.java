package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Certificate.Vote;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.sign.KeyRing;
import dev.vopr.vsr.sign.Signatures;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From which signatures the primary of five replicas makes certificates, at level signed. */
class AcknowledgementsTest {
  private static final KeyRing KEYS = KeyRing.of(Signatures.IDEAL, 1);
  private static final int REPLICAS = 5;
  private static final int SLOTS = 8;

  private final ReplicaSettings settings =
      TestCluster.at(Hardening.SIGNED, TestCluster.settings(REPLICAS));

  private final ReplicaState state =
      new ReplicaState(settings, 0, new RecordingMachine(), notary(0));

  private final Acknowledgements acknowledgements =
      new Acknowledgements(state, settings, notary(0), SLOTS);

  private static Notary notary(int node) {
    return new Notary(7, node, KEYS.signer(node), KEYS.verifier());
  }

  /** The primary holds so many entries, all of them durable. */
  private void hold(int entries) {
    for (long op = state.log.op() + 1; op <= entries; op++) {
      state.log.append(TestCluster.entry(op, state.log.headChecksum(), "op" + op));
    }
    state.acknowledged[0] = state.log.op();
  }

  private Claim claim(long op) {
    return Claim.held(state.view, op, state.log.checksumAt(op));
  }

  /** A backup acknowledges an op-number, and with it some below. */
  private void acknowledge(int backup, long op, long... below) {
    List<Certificate> certificates = new ArrayList<>();
    for (long each : below) {
      Vote vote = new Vote(backup, notary(backup).sign(claim(each)));
      certificates.add(new Certificate(claim(each), List.of(vote)));
    }
    acknowledgements.onPrepareOk(
        new Message.PrepareOk(backup, state.view, op, state.log.checksumAt(op)),
        Proof.of(certificates).signed(notary(backup).sign(claim(op))));
  }

  @Test
  void signaturesOfAQuorumAreACertificate() {
    hold(3);
    acknowledge(1, 3);
    assertThat(acknowledgements.certify(3)).isEqualTo(Certificate.NONE);

    acknowledge(2, 3);
    Certificate certificate = acknowledgements.certify(3);

    assertThat(certificate.claim()).isEqualTo(claim(3));
    assertThat(certificate.votes()).extracting(Vote::replica).containsExactly(0, 1, 2);
    assertThat(certificate.isValid(notary(4), settings.quorum(), REPLICAS)).isTrue();
  }

  /** Backups that are ahead of others vouch for the same entries. */
  @Test
  void whatWasSignedBelowTheLastEntryCounts() {
    hold(3);
    acknowledge(1, 2);
    acknowledge(2, 3, 1, 2);

    Certificate certificate = acknowledgements.certify(3);

    assertThat(certificate.claim()).isEqualTo(claim(2));
    assertThat(certificate.isValid(notary(4), settings.quorum(), REPLICAS)).isTrue();
  }

  @Test
  void signatureUnderAnotherEntryBelowDoesNotCount() {
    hold(3);
    acknowledge(1, 2);
    Claim other = Claim.held(0, 2, state.log.checksumAt(2) + 1);
    Certificate lie = new Certificate(other, List.of(new Vote(2, notary(2).sign(other))));
    acknowledgements.onPrepareOk(
        new Message.PrepareOk(2, 0, 3, state.log.checksumAt(3)),
        Proof.of(List.of(lie)).signed(notary(2).sign(claim(3))));

    assertThat(acknowledgements.certify(3)).isEqualTo(Certificate.NONE);
  }

  /** The primary of view 0 is that of view 5 too. */
  @Test
  void signatureOfAnOlderViewDoesNotCount() {
    hold(3);
    acknowledge(1, 3);
    state.view = REPLICAS;
    acknowledge(2, 3);

    assertThat(acknowledgements.certify(3)).isEqualTo(Certificate.NONE);
  }

  @Test
  void signatureUnderAnOlderEntryInTheSameSlotDoesNotCount() {
    hold(3 + SLOTS);
    acknowledge(1, 3);
    acknowledge(2, 3 + SLOTS);

    assertThat(acknowledgements.certify(3 + SLOTS)).isEqualTo(Certificate.NONE);
  }

  @Test
  void ownEntryCountsOnceItIsDurable() {
    hold(3);
    state.acknowledged[0] = 2;
    acknowledge(1, 3);
    acknowledge(2, 3);

    assertThat(acknowledgements.certify(3)).isEqualTo(Certificate.NONE);
  }

  @Test
  void whatIsCommittedIsNotCertifiedAgain() {
    hold(3);
    acknowledge(1, 3);
    acknowledge(2, 3);
    state.commit = 3;

    assertThat(acknowledgements.certify(3)).isEqualTo(Certificate.NONE);
  }
}
