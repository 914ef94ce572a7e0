package dev.vopr.vsr.sign;

/**
 * The keys of all nodes of one run, which follow from its run key. Only who sets the cluster up
 * holds it: from it each node gets its own signer, and all get the verifier.
 */
public interface KeyRing {

  /** Returns the key ring of a run. */
  static KeyRing of(Signatures kind, long runKey) {
    return switch (kind) {
      case IDEAL -> new IdealKeys(runKey);
      case ED25519 -> new Ed25519Keys(runKey);
    };
  }

  /** Returns the signer of one node, to be handed to that node alone. */
  Signer signer(int node);

  /** Returns what everybody may hold. */
  Verifier verifier();
}
