package dev.vopr.vsr;

/**
 * The named rules by which a message, or a part of it, is not followed.
 *
 * <p>{@link #isSuspicious} tells rules that no honest and correct node ever trips from those that
 * an ordinary network (late, doubled, reordered messages) trips all the time.
 */
public enum RejectionRule {
  FRAME_TOO_SHORT(true, "fewer bytes than a frame header"),
  FRAME_MAGIC(true, "the first bytes are not those of a frame"),
  FRAME_VERSION(true, "a wire version that this replica does not speak"),
  FRAME_RESERVED(true, "bytes that must be zero are not"),
  FRAME_LENGTH(true, "the declared length is not the frame's, or above the limit"),
  FRAME_CHECKSUM(true, "the bytes do not match their checksum"),
  FRAME_KIND(true, "no such kind of message"),
  MALFORMED_BODY(true, "the body does not decode"),
  WRONG_CLUSTER(true, "the frame belongs to another cluster"),
  SENDER_NOT_ON_LINK(true, "the named sender is not the one at the other end of the link"),
  SENDER_NOT_A_CLIENT(true, "only clients send this kind"),
  SENDER_NOT_A_REPLICA(true, "only members of the configuration send this kind"),
  SENDER_IS_STANDBY(true, "a standby has no vote, acknowledges nothing and vouches for nothing"),
  SENDER_NOT_PRIMARY(true, "only the primary of the view sends this kind"),
  NOT_FOR_A_REPLICA(true, "this kind is for clients"),
  NOT_FOR_A_CLIENT(true, "this kind is for replicas"),
  OLD_VIEW(false, "the view has passed"),
  FUTURE_VIEW(false, "the view has not been reached here"),
  NOT_PRIMARY(false, "only the primary handles it"),
  REQUEST_NUMBER(true, "no possible request-number or session"),
  REQUEST_DUPLICATE(false, "the request is in progress or was executed"),
  REQUEST_QUEUE_FULL(false, "the primary's queue of waiting requests is full"),
  CLOCK_NOT_SYNCHRONISED(false, "the primary has not agreed with a quorum on the time"),
  OPERATION_TOO_LARGE(true, "an operation above the size limit"),
  BATCH_EMPTY(true, "no entry where one is needed"),
  BATCH_TOO_LARGE(true, "more entries than the limit"),
  ENTRY_CHECKSUM(true, "an entry's content does not match its checksum"),
  ENTRY_OP_ORDER(true, "the entries' op-numbers are not consecutive, or below 1"),
  ENTRY_VIEW(true, "an entry names another view than a primary could have given it"),
  ENTRY_CLIENT(true, "an entry names no possible client or request-number"),
  ENTRY_TIMESTAMP(true, "an entry's timestamp does not rise over the log, or is no possible one"),
  ENTRY_PARENT(true, "an entry does not continue the log that is here"),
  ENTRY_CONFLICT(true, "another entry than the one held for this op-number and view"),
  ENTRY_DUPLICATE(false, "all entries are held already"),
  ENTRY_GAP(false, "entries before these are missing"),
  ACK_BEYOND_OP(true, "acknowledges an op-number that the primary never gave"),
  ACK_CHECKSUM(true, "acknowledges another entry than the primary's"),
  ACK_DUPLICATE(false, "was acknowledged already"),
  COMMIT_BEYOND_OP(false, "commit-number above the log that is here: kept as a hint only"),
  COMMIT_CHECKSUM(true, "the committed entry is not the one held here"),
  COMMIT_NEGATIVE(true, "a commit-number below 0"),
  COMMIT_OLD(false, "a commit-number below the one known"),
  RANGE_INVALID(true, "a range of op-numbers that is empty, reversed, below 1 or too long"),
  RANGE_NOT_HELD(false, "none of the entries asked for is held"),
  ENTRIES_NOT_ASKED_FOR(false, "entries that nobody waits for"),
  LOG_INCOMPLETE(false, "entries below are missing and are being repaired"),
  LOG_FULL(false, "the log has no room until a checkpoint frees some"),
  NOT_NORMAL(false, "this replica is not in status normal"),
  NOT_A_MEMBER(false, "this is a standby, which has no part in it"),
  NOT_IN_VIEW_CHANGE(false, "no such view change is under way"),
  VIEW_NOT_DURABLE(false, "the view is not durable yet, so nothing is said in it"),
  TAIL_TOO_LONG(true, "a log tail above the limit"),
  TAIL_BROKEN(true, "headers or entries of a log tail do not fit together, or not into any log"),
  TAIL_INCOMPLETE(true, "a log tail lacks entries that it must hold"),
  TAIL_CONTRADICTS_COMMIT(true, "a log tail rewrites what is committed here"),
  VIEW_BEYOND(true, "a view-number that no cluster ever reaches"),
  VIEW_CLAIM(true, "a last normal view that is not below the view"),
  COMMIT_BEYOND_TAIL(true, "a commit-number above the log that is shown"),
  VIEW_CHANGE_CONFLICT(true, "two logs of the same last normal view contradict each other"),
  NONCE_UNKNOWN(false, "answers a question that nobody asked, or no longer asks"),
  STATE_PART(true, "a part of a checkpoint that does not fit"),
  STATE_DIGEST(true, "a checkpoint that does not match its digest"),
  STATE_NOT_HELD(false, "the checkpoint asked for is not held"),
  CLOCK_CLAIM(true, "a sign of life with an impossible clock, or from the future"),
  SESSION_UNKNOWN(false, "the client has no such session"),
  STOPPED(false, "the disk failed, and this replica has stopped itself"),
  REPLY_STALE(false, "answers a request that is not outstanding");

  private final boolean isSuspicious;
  private final String meaning;

  RejectionRule(boolean isSuspicious, String meaning) {
    this.isSuspicious = isSuspicious;
    this.meaning = meaning;
  }

  /** Returns whether no honest node on an intact link trips this rule. */
  public boolean isSuspicious() {
    return isSuspicious;
  }

  /** Returns what is wrong with the message, in a few words. */
  public String meaning() {
    return meaning;
  }
}
