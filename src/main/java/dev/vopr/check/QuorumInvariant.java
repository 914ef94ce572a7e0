package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import java.util.List;
import java.util.Optional;

/**
 * Nothing is committed that no quorum has acknowledged: at least f + 1 distinct members sent a
 * PrepareOk for it in one view, or hold it durably as the primary of that view.
 */
public final class QuorumInvariant implements Invariant {
  private final QuorumHistory acknowledged;
  private final boolean isOn;

  /** A liar that equivocates may have acknowledged two entries at one op-number. */
  private final boolean isEntryCertain;

  private final long[] seen;

  QuorumInvariant(CheckedCluster cluster, QuorumHistory acknowledged) {
    this.acknowledged = acknowledged;
    isOn = cluster.areQuorumsBinding() && !acknowledged.isMeaningless();
    isEntryCertain = cluster.compromised().isEmpty();
    seen = new long[cluster.settings().nodes()];
  }

  @Override
  public String name() {
    return "commit-quorum";
  }

  @Override
  public String source() {
    return "VRR §4.1 step 5 and VSR rule N3: f + 1 replicas hold what is committed";
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    long commit = replica.commit();
    if (!isOn || commit == seen[number]) {
      return Optional.empty();
    }
    seen[number] = commit;
    if (commit > acknowledged.highest()) {
      String sentence = "r%d has commit-number %d, but a quorum has acknowledged op %d at most";
      String said = sentence.formatted(number, commit, acknowledged.highest());
      return Optional.of(
          violation(said, number, commit, nanos)
              .with(
                  new Violation.Fact("commit-number", Long.toString(commit), number, nanos, 0),
                  new Violation.Fact(
                      "acknowledged by a quorum",
                      Long.toString(acknowledged.highest()),
                      number,
                      nanos,
                      0)));
    }
    // Entries name their parents, so the last one speaks for all before it.
    long known = acknowledged.checksumAt(commit);
    long checksum = commit > replica.op() ? known : replica.checksumAt(commit);
    if (!isEntryCertain || known == 0 || known == checksum) {
      return Optional.empty();
    }
    String sentence = "r%d committed entry %s at op %d, but a quorum acknowledged entry %s there";
    return Optional.of(
        violation(
                sentence.formatted(number, Hex.of(checksum), commit, Hex.of(known)),
                number,
                commit,
                nanos)
            .with(
                new Violation.Fact("committed", Hex.of(checksum), number, nanos, 0),
                new Violation.Fact(
                    "acknowledged", Hex.of(known), number, acknowledged.instantAt(commit), 0)));
  }

  private Violation violation(String sentence, int replica, long op, long nanos) {
    return new Violation(name(), sentence, List.of(replica), op, nanos);
  }

  @Override
  public void onRestart(int replica) {
    seen[replica] = 0;
  }
}
