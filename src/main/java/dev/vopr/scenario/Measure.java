package dev.vopr.scenario;

/** What is counted in a run; a scenario's reach goals are lower bounds on these. */
public enum Measure {
  /** Operations committed by correct replicas. */
  COMMITTED("operations committed"),
  /** Requests that clients got an answer to. */
  ANSWERED("requests answered"),
  /** Requests that clients sent again, once for each time. */
  RETRIED("requests sent again"),
  /** Messages that reached a node. */
  DELIVERED("messages delivered"),
  /** Packets lost by the network, partitions included. */
  LOST("packets lost"),
  /** Packets delivered twice. */
  DUPLICATED("packets duplicated"),
  /** Packets that were held back so that later ones overtook them. */
  REORDERED("packets reordered"),
  /** Partitions that began. */
  PARTITIONED("partitions"),
  /** Messages that the compromised replica tampered with. */
  MUTATED("messages mutated"),
  /** Mutated messages that reached a node. */
  MUTATED_DELIVERED("mutated messages delivered"),
  /** Mutated messages that a node refused by a named rule. */
  MUTATED_REJECTED("mutated messages rejected"),
  /** Mutated messages that a node followed. */
  MUTATED_FOLLOWED("mutated messages followed"),
  /** Times that a backup found entries missing before those it received. */
  GAPS("gaps in the log found");

  private final String plural;

  Measure(String plural) {
    this.plural = plural;
  }

  /** Returns what is counted, as reports say it after a number. */
  public String plural() {
    return plural;
  }
}
