package dev.vopr.vsr.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.TestCluster;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Message.DoViewChange;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Certificate.Vote;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Evidence;
import dev.vopr.vsr.proof.Evidence.Contradiction;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.proof.Shown;
import dev.vopr.vsr.proof.ViewProof;
import dev.vopr.vsr.proof.ViewStart;
import dev.vopr.vsr.sign.KeyRing;
import dev.vopr.vsr.sign.Signatures;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames with a proof and a signature behind the body. */
class SignedFrameTest {
  private static final int CLUSTER = 7;
  private static final int SENDER = 1;
  private static final int REPLICAS = ProofCodec.MOST_REPLICAS;
  private static final int SEAL_AT = 20;
  private static final Bytes LARGEST = Bytes.wrap(new byte[TestCluster.OPERATION_BYTES]);
  private static final Message MESSAGE = new Message.Commit(SENDER, 0, 2, 3);

  private final KeyRing keys = KeyRing.of(Signatures.IDEAL, 1);
  private final MessageCodec codec = codec(keys, TestCluster.limits(), Signatures.IDEAL);

  private static MessageCodec codec(KeyRing keys, Limits limits, Signatures signatures) {
    long proofs = MessageCodec.largestProofBytes(limits, signatures.bytes(), REPLICAS);
    Limits larger =
        new Limits(
            (int) (MessageCodec.largestFrameBytes(limits) + proofs),
            limits.batchEntries(),
            limits.tailEntries(),
            limits.operationBytes());
    return new MessageCodec(CLUSTER, larger, keys.verifier());
  }

  private static Certificate certificate(long op, Bytes signature) {
    List<Vote> votes = new ArrayList<>();
    for (int replica = 0; replica < REPLICAS; replica++) {
      votes.add(new Vote(replica, signature));
    }
    return new Certificate(Claim.held(0, op, 5), votes);
  }

  private Frame frame(Proof proof) {
    return codec.encode(MESSAGE, proof, keys.signer(SENDER));
  }

  // ---- what is beside the body ------------------------------------------------------------------

  @Test
  void proofComesBackAsItWas() {
    Proof proof = Proof.of(List.of(certificate(2, Bytes.of("12345678"))));

    Decoded decoded = codec.decode(Frame.copyOf(frame(proof).toArray()));

    assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
    Proof read = ((Decoded.Accepted) decoded).proof();
    assertThat(read.certificates()).isEqualTo(proof.certificates());
  }

  /** The signature is about the body only: a proof that is none is not taken for one. */
  @Test
  void proofThatEndsTooEarlyIsMalformedAlthoughTheBodyIsSigned() {
    byte[] whole = frame(Proof.of(List.of(certificate(2, Bytes.of("12345678"))))).toArray();
    int proofBytes = ByteBuffer.wrap(whole).getInt(SEAL_AT) - Signatures.IDEAL.bytes();

    for (int missing = 1; missing <= proofBytes; missing++) {
      assertThat(codec.decode(resized(whole, -missing)))
          .as("%d bytes less", missing)
          .isEqualTo(new Decoded.Rejected(RejectionRule.MALFORMED_BODY));
    }
  }

  @Test
  void moreCertificatesThanAProofMayHaveAreMalformed() {
    Certificate one = certificate(2, Bytes.of("12345678"));
    Proof most = Proof.of(Collections.nCopies(ProofCodec.MOST_CERTIFICATES, one));
    Proof more = Proof.of(Collections.nCopies(ProofCodec.MOST_CERTIFICATES + 1, one));

    assertThat(codec.decode(frame(most))).isInstanceOf(Decoded.Accepted.class);
    assertThat(codec.decode(frame(more)))
        .isEqualTo(new Decoded.Rejected(RejectionRule.MALFORMED_BODY));
  }

  @Test
  void bytesBehindTheProofAreMalformed() {
    assertThat(codec.decode(resized(frame(Proof.NONE).toArray(), 1)))
        .isEqualTo(new Decoded.Rejected(RejectionRule.MALFORMED_BODY));
  }

  /** Returns a frame with a longer or shorter proof, and the same signature behind it. */
  private static Frame resized(byte[] whole, int more) {
    int signatureAt = whole.length - Signatures.IDEAL.bytes();
    byte[] changed = new byte[whole.length + more];
    System.arraycopy(whole, 0, changed, 0, signatureAt + Math.min(more, 0));
    System.arraycopy(whole, signatureAt, changed, signatureAt + more, Signatures.IDEAL.bytes());
    ByteBuffer header = ByteBuffer.wrap(changed);
    header.putInt(SEAL_AT, header.getInt(SEAL_AT) + more);
    return MessageCodec.resealed(changed, changed.length);
  }

  // ---- how large it can be ----------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(Signatures.class)
  void largestProofFitsIntoTheLargestFrame(Signatures signatures) {
    Limits limits = TestCluster.limits();
    KeyRing ring = KeyRing.of(signatures, 1);
    MessageCodec largest = codec(ring, limits, signatures);
    Bytes signature = Bytes.wrap(filled(signatures.bytes()));
    DoViewChange message = fullLog(limits.tailEntries(), signature);

    Frame frame = largest.encode(message, largestProof(message, signature), ring.signer(SENDER));

    long proofs = MessageCodec.largestProofBytes(limits, signatures.bytes(), REPLICAS);
    assertThat((long) frame.length())
        .isLessThanOrEqualTo(MessageCodec.largestFrameBytes(limits) + proofs);
    assertThat(largest.decode(Frame.copyOf(frame.toArray()))).isInstanceOf(Decoded.Accepted.class);
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 1);
    return bytes;
  }

  private static DoViewChange fullLog(int count, Bytes signature) {
    List<Entry> entries = new ArrayList<>();
    long parent = 0;
    for (long op = 1; op <= count; op++) {
      Entry entry =
          Entry.sealed(0, op, parent, 1_000, 1, op, LARGEST, op, signature).signed(signature);
      entries.add(entry);
      parent = entry.checksum();
    }
    return new DoViewChange(SENDER, 3, 0, LogTail.whole(0, 0, entries), 0);
  }

  private static Proof largestProof(DoViewChange log, Bytes signature) {
    List<Shown> all = Collections.nCopies(REPLICAS, Shown.of(log, signature));
    List<ViewStart> starts = Collections.nCopies(ProofCodec.MOST_STARTS, new ViewStart(all));
    Certificate certificate = certificate(2, signature);
    Evidence evidence =
        new Evidence(Contradiction.TWO_LOGS, 2, List.of(), List.of(all.get(0), all.get(1)));
    return new Proof(
        Bytes.EMPTY,
        Collections.nCopies(ProofCodec.MOST_CERTIFICATES - 1, certificate),
        new ViewProof(starts, certificate),
        List.of(evidence, evidence));
  }
}
