package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Certificate.Vote;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.sign.KeyRing;
import dev.vopr.vsr.sign.Signatures;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much of what a replica knows to be committed it can prove, at level {@code signed}. */
class ProofsTest {
  private static final KeyRing KEYS = KeyRing.of(Signatures.IDEAL, 1);

  private final ReplicaState state =
      new ReplicaState(
          TestCluster.at(Hardening.SIGNED, TestCluster.settings(3)),
          1,
          new RecordingMachine(),
          new Notary(7, 1, KEYS.signer(1), KEYS.verifier()));

  /** So many entries are here, all of them committed. */
  private void commit(int entries) {
    for (long op = 1; op <= entries; op++) {
      state.log.append(TestCluster.entry(op, state.log.headChecksum(), "op" + op));
    }
    state.commit = entries;
  }

  private void hear(long op) {
    Claim claim = Claim.held(0, op, state.log.checksumAt(op));
    List<Vote> votes = List.of(new Vote(0, Bytes.EMPTY), new Vote(2, Bytes.EMPTY));
    state.proofs.receive(Proof.of(List.of(new Certificate(claim, votes))));
  }

  @Test
  void commitNumberIsProvenAsFarAsThereAreCertificates() {
    commit(5);
    assertThat(state.proofs.provenCommit()).isZero();

    hear(3);

    assertThat(state.proofs.provenCommit()).isEqualTo(3);
  }

  /** The receiver may have no room for all of them; not each entry has a certificate. */
  @Test
  void entriesComeWithTheNewestCertificateAndWithTheNewestBelowThem() {
    commit(9);
    hear(2);
    hear(9);

    Message answer =
        new Message.Entries(1, 0, List.of(state.log.at(7)), state.proofs.provenCommit(), 0);

    assertThat(state.proofs.of(answer).certificates())
        .extracting(Certificate::op)
        .containsExactly(9L, 2L);
  }
}
