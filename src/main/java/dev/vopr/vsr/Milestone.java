package dev.vopr.vsr;

/**
 * What a replica may reach in its life; counted, so that a run can prove what it has been through.
 */
public enum Milestone {
  /** It started a view as its new primary. */
  VIEW_STARTED,
  /** It took over the log of a view from another primary. */
  VIEW_JOINED,
  /** It left a view because a quorum wanted to. */
  VIEW_LEFT,
  /** It suspected a primary that it heard, but that left a client without an answer. */
  CLIENT_NEGLECTED,
  /** It did not hear the primary as the others did, and asked another backup for news. */
  NEWS_ASKED_FOR,
  /** It found on its disk that it may not vouch for its log, or not even for its views. */
  RECOVERY_BEGUN,
  /** It has its log back from the others. */
  RECOVERY_COMPLETED,
  /** It found a corrupt entry, and got it back from another replica. */
  ENTRY_REPAIRED,
  /** It took over a checkpoint from another replica. */
  STATE_TRANSFERRED,
  /** It made a checkpoint durable. */
  CHECKPOINT_MADE,
  /** It fell silent as primary, because it heard from no quorum, or had no agreed time. */
  PRIMARY_SILENT,
  /** It stopped itself, because its disk failed. */
  DISK_FAILED,
  /** A session was evicted to make room for another. */
  SESSION_EVICTED,
  /** It has read all of its disk again, slot by slot. */
  SCRUB_TOUR,
  /** It found a slot of its disk wrong, and wrote it again. */
  SCRUB_REPAIRED,
  /** It agreed with a quorum on the time, which it had not before. */
  CLOCK_SYNCHRONISED,
  /** Its agreement on the time expired before there was a new one. */
  CLOCK_LOST,
  /** A backup was sent an entry whose timestamp is far from its own cluster time. */
  TIMESTAMP_DOUBTED,
  /** It caught another replica contradicting itself. */
  EVIDENCE_RECORDED
}
