package dev.vopr.check;

import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.ReplicaSettings;
import java.util.List;

/**
 * What the invariants know of the cluster that they look at.
 *
 * @param settings those of its replicas
 * @param compromised replicas that may do anything
 * @param tenants number of tenants of the workload, from 1
 * @param isAudited whether messages are audited when they leave, against what is durable
 */
public record CheckedCluster(
    ReplicaSettings settings, List<Integer> compromised, int tenants, boolean isAudited) {
  /** Copies the list. */
  public CheckedCluster {
    compromised = List.copyOf(compromised);
  }

  boolean isCorrect(int replica) {
    return compromised.isEmpty() || !compromised.contains(replica);
  }

  /**
   * Returns whether quorums mean anything: a liar that can lie about commit-numbers and logs
   * without being noticed makes commits of which no quorum knows.
   */
  boolean areQuorumsBinding() {
    return compromised.isEmpty() || settings.hardening().isAtLeast(Hardening.SIGNED);
  }
}
