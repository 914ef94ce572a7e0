package dev.vopr.cluster;

/** What a faulty client sends, and why it does no harm. */
enum BadRequest {
  /** A frame with a right checksum around bytes that are no request. */
  GARBAGE,
  /** An operation that is longer than any may be. */
  OVERSIZED,
  /** Session and request-number that no client has. */
  IMPOSSIBLE_NUMBER,
  /** A registration in the name of another client. */
  FOREIGN_SENDER,
  /** What only replicas say. */
  REPLICA_MESSAGE,
  /** The true request, to everybody but the replica that the client takes for the primary. */
  BACKUPS_ONLY,
  /**
   * An operation that the service does not know, in place of the client's own: it is ordered and
   * answered like any other, for the protocol does not look into operations.
   */
  UNKNOWN_OPERATION
}
