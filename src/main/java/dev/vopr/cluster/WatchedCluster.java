package dev.vopr.cluster;

import dev.vopr.byzantine.ClusterView;
import dev.vopr.vsr.Status;
import java.util.List;

/** Shows the mutator what replicas do; nothing of it goes back to them. */
final class WatchedCluster implements ClusterView {
  private final List<ReplicaProcess> replicas;
  private final List<Integer> compromised;

  WatchedCluster(List<ReplicaProcess> replicas, List<Integer> compromised) {
    this.replicas = replicas;
    this.compromised = compromised;
  }

  @Override
  public long committed() {
    long committed = 0;
    for (int i = 0; i < replicas.size(); i++) {
      if (!compromised.contains(i)) {
        committed = Math.max(committed, replicas.get(i).view().commit());
      }
    }
    return committed;
  }

  @Override
  public Status status(int replica) {
    return replicas.get(replica).view().status();
  }

  @Override
  public long view(int replica) {
    return replicas.get(replica).view().view();
  }
}
