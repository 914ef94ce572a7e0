package dev.vopr.sim;

/** The order in which actors with waiting messages take their turns. */
public enum Interleaving {
  /** First come, first served: what an idle machine would do. */
  FIFO,

  /** Each turn goes to one of the waiting actors, drawn uniformly from the seed. */
  RANDOM,

  /**
   * Probabilistic concurrency testing (Burckhardt et al., ASPLOS 2010): actors have random
   * priorities, the highest waiting one runs, and at a few random steps the running one falls
   * behind all others. A race of depth d is found with probability at least 1 / (n · k^(d−1)).
   */
  PCT
}
