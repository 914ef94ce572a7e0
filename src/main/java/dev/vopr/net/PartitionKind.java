package dev.vopr.net;

/** The shapes of random partitions. */
public enum PartitionKind {
  /** The replicas fall into two groups that do not hear each other; clients reach all of them. */
  SYMMETRIC,

  /** As {@link #SYMMETRIC}, but the second group still hears nothing while the first hears all. */
  ONE_WAY,

  /** One replica hears nobody and is heard by nobody, clients included. */
  ISOLATE_ONE,

  /** One client reaches no replica and is reached by none. */
  ISOLATE_CLIENT,

  /** Two groups that do not hear each other, and one replica that both hear and that hears both. */
  BRIDGE,

  /** Each pair of replicas is cut off from each other with an even chance, at least one pair. */
  PARTIAL_MESH,

  /**
   * The primary is cut off from the other replicas, and clients reach it still: so its log grows,
   * and nobody acknowledges it.
   */
  PRIMARY,

  /** As {@link #PRIMARY}, with one of the backups on its side. */
  PRIMARY_AND_ONE,

  /** The primary hears no other replica, but all hear it. */
  PRIMARY_DEAF,

  /** No other replica hears the primary, but it hears all. */
  PRIMARY_MUTE
}
