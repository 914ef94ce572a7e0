package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import java.util.List;
import java.util.Optional;

/** Whom a correct replica has evidence against is compromised: nobody else contradicts himself. */
public final class EvidenceInvariant implements Invariant {
  private final boolean[] isCompromised;
  private boolean isRecorded;

  /** Creates the invariant for a cluster of so many replicas. */
  public EvidenceInvariant(int replicas, List<Integer> compromised) {
    isCompromised = new boolean[replicas];
    for (int i = 0; i < replicas; i++) {
      isCompromised[i] = compromised.contains(i);
    }
  }

  @Override
  public String name() {
    return "evidence";
  }

  @Override
  public String source() {
    return "VSR, table of lies: what is evidence at level signed, no correct replica signs";
  }

  /** Returns whether a correct replica ever recorded evidence against a compromised one. */
  public boolean isRecorded() {
    return isRecorded;
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    for (int accused = 0; accused < isCompromised.length; accused++) {
      if (!replica.hasEvidenceAgainst(accused)) {
        continue;
      }
      if (!isCompromised[accused]) {
        String sentence = "r%d accuses r%d, which is correct".formatted(replica.number(), accused);
        return Optional.of(
            new Violation(name(), sentence, List.of(replica.number(), accused), 0, nanos));
      }
      isRecorded = true;
    }
    return Optional.empty();
  }

  @Override
  public void onRestart(int replica) {
    // What a replica forgot was recorded all the same.
  }
}
