package dev.vopr.vsr.proof;

import dev.vopr.vsr.message.Bytes;
import java.util.List;

/**
 * What travels beside a message at level {@code signed}, and bears out what the message claims. All
 * of it is signed by those whom it speaks for, so that its carrier need not be believed.
 *
 * @param signature the sender's signature of the message; filled in when a frame is made
 * @param certificates for what the message says is committed, in a checkpoint, or held
 * @param view proves the last normal view, or the view that has started
 * @param evidence contradictions that the sender knows of
 */
public record Proof(
    Bytes signature, List<Certificate> certificates, ViewProof view, List<Evidence> evidence) {
  /** Bears nothing out. */
  public static final Proof NONE = new Proof(Bytes.EMPTY, List.of(), ViewProof.NONE, List.of());

  /** Copies the lists. */
  public Proof {
    certificates = List.copyOf(certificates);
    evidence = List.copyOf(evidence);
  }

  /** Returns a proof by certificates alone. */
  public static Proof of(List<Certificate> certificates) {
    return new Proof(Bytes.EMPTY, certificates, ViewProof.NONE, List.of());
  }

  /** Returns the proof with the signature of the message that it goes with. */
  public Proof signed(Bytes newSignature) {
    return new Proof(newSignature, certificates, view, evidence);
  }
}
