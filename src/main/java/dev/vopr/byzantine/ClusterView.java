package dev.vopr.byzantine;

import dev.vopr.vsr.Status;

/** The cluster as the mutator sees it, which only looks: liars choose their moment by it. */
public interface ClusterView {
  /** Returns the largest commit-number of the correct replicas. */
  long committed();

  /** Returns what a replica is doing, or was doing when it went down. */
  Status status(int replica);

  /** Returns the view-number of a replica. */
  long view(int replica);
}
