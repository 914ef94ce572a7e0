package dev.vopr.vsr;

import static dev.vopr.vsr.Hardening.CHAINED;
import static dev.vopr.vsr.Hardening.PLAIN;
import static dev.vopr.vsr.Hardening.SIGNED;
import static dev.vopr.vsr.Hardening.VALIDATED;

/**
 * The named rules by which a message, or a part of it, is not followed, each with the level from
 * which on it is in force.
 *
 * <p>{@link Hardening#PLAIN} are the rules of the protocol for crashes, and those without which no
 * code behind could survive any input; {@link Hardening#VALIDATED} what a message shows to be wrong
 * by itself and by the numbers known here; {@link Hardening#CHAINED} what only checksums show, of
 * entries, logs and checkpoints.
 *
 * <p>{@link #isSuspicious} tells rules that no honest and correct node ever trips from those that
 * an ordinary network (late, doubled, reordered messages) trips all the time.
 */
public enum RejectionRule {
  FRAME_TOO_SHORT(PLAIN, true, "fewer bytes than a frame header"),
  FRAME_MAGIC(PLAIN, true, "the first bytes are not those of a frame"),
  FRAME_VERSION(PLAIN, true, "a wire version that this replica does not speak"),
  FRAME_RESERVED(PLAIN, true, "bytes that must be zero are not"),
  FRAME_LENGTH(PLAIN, true, "the declared length is not the frame's, or above the limit"),
  FRAME_CHECKSUM(PLAIN, true, "the bytes do not match their checksum"),
  FRAME_SIGNATURE(SIGNED, true, "the named sender did not sign it"),
  FRAME_KIND(PLAIN, true, "no such kind of message"),
  MALFORMED_BODY(PLAIN, true, "the body does not decode"),
  WRONG_CLUSTER(PLAIN, true, "the frame belongs to another cluster"),
  SENDER_NOT_ON_LINK(
      VALIDATED, true, "the named sender is not the one at the other end of the link"),
  SENDER_NOT_A_CLIENT(VALIDATED, true, "only clients send this kind"),
  SENDER_NOT_A_REPLICA(PLAIN, true, "only members of the configuration send this kind"),
  SENDER_IS_STANDBY(
      PLAIN, true, "a standby has no vote, acknowledges nothing and vouches for nothing"),
  SENDER_NOT_PRIMARY(VALIDATED, true, "only the primary of the view sends this kind"),
  NOT_FOR_A_REPLICA(PLAIN, true, "this kind is for clients"),
  NOT_FOR_A_CLIENT(PLAIN, true, "this kind is for replicas"),
  OLD_VIEW(PLAIN, false, "the view has passed"),
  FUTURE_VIEW(PLAIN, false, "the view has not been reached here"),
  NOT_PRIMARY(PLAIN, false, "only the primary handles it"),
  REQUEST_NUMBER(VALIDATED, true, "no possible request-number or session"),
  REQUEST_DUPLICATE(PLAIN, false, "the request is in progress or was executed"),
  REQUEST_QUEUE_FULL(PLAIN, false, "the primary's queue of waiting requests is full"),
  CLOCK_NOT_SYNCHRONISED(PLAIN, false, "the primary has not agreed with a quorum on the time"),
  OPERATION_TOO_LARGE(PLAIN, true, "an operation above the size limit"),
  BATCH_EMPTY(PLAIN, true, "no entry where one is needed"),
  BATCH_TOO_LARGE(PLAIN, true, "more entries than the limit"),
  ENTRY_CHECKSUM(VALIDATED, true, "an entry's content does not match its checksum"),
  ENTRY_OP_ORDER(VALIDATED, true, "the entries' op-numbers are not consecutive, or below 1"),
  ENTRY_VIEW(VALIDATED, true, "an entry names another view than a primary could have given it"),
  ENTRY_CLIENT(VALIDATED, true, "an entry names no possible client or request-number"),
  ENTRY_TIMESTAMP(
      VALIDATED, true, "an entry's timestamp does not rise over the log, or is no possible one"),
  ENTRY_PARENT(CHAINED, true, "an entry does not continue the log that is here"),
  ENTRY_CONFLICT(CHAINED, true, "another entry than the one held for this op-number and view"),
  ENTRY_DUPLICATE(PLAIN, false, "all entries are held already"),
  ENTRY_GAP(PLAIN, false, "entries before these are missing"),
  ACK_BEYOND_OP(VALIDATED, true, "acknowledges an op-number that the primary never gave"),
  ACK_CHECKSUM(CHAINED, true, "acknowledges another entry than the primary's"),
  ACK_DUPLICATE(PLAIN, false, "was acknowledged already"),
  COMMIT_BEYOND_OP(
      VALIDATED, false, "commit-number above the log that is here: kept as a hint only"),
  COMMIT_CHECKSUM(CHAINED, true, "the committed entry is not the one held here"),
  COMMIT_NEGATIVE(VALIDATED, true, "a commit-number below 0"),
  COMMIT_OLD(PLAIN, false, "a commit-number below the one known"),
  RANGE_INVALID(PLAIN, true, "a range of op-numbers that is empty, reversed, below 1 or too long"),
  RANGE_NOT_HELD(PLAIN, false, "none of the entries asked for is held"),
  ENTRIES_NOT_ASKED_FOR(PLAIN, false, "entries that nobody waits for"),
  LOG_INCOMPLETE(PLAIN, false, "entries below are missing and are being repaired"),
  LOG_FULL(PLAIN, false, "the log has no room until a checkpoint frees some"),
  NOT_NORMAL(PLAIN, false, "this replica is not in status normal"),
  NOT_A_MEMBER(PLAIN, false, "this is a standby, which has no part in it"),
  NOT_IN_VIEW_CHANGE(PLAIN, false, "no such view change is under way"),
  TAIL_TOO_LONG(PLAIN, true, "a log tail above the limit"),
  TAIL_RANGE(PLAIN, true, "a log tail that begins below 0, or where no log ever gets"),
  TAIL_BROKEN(PLAIN, true, "headers or entries of a log tail are not in their places"),
  TAIL_CHAIN(CHAINED, true, "a log tail is no chain, or its entries are not those of its headers"),
  TAIL_INCOMPLETE(VALIDATED, true, "a log tail lacks entries that it must hold"),
  TAIL_CONTRADICTS_COMMIT(VALIDATED, true, "a log tail rewrites what is committed here"),
  VIEW_BEYOND(PLAIN, true, "a view-number that no cluster ever reaches"),
  VIEW_CLAIM(VALIDATED, true, "a last normal view that is not below the view"),
  COMMIT_BEYOND_TAIL(VALIDATED, true, "a commit-number above the log that is shown"),
  VIEW_CHANGE_CONFLICT(
      CHAINED, true, "two logs of the same last normal view contradict each other"),
  ANSWER_NOT_ASKED_FOR(PLAIN, false, "answers a question when none is open"),
  NONCE_UNKNOWN(PLAIN, false, "answers an older question, or one that another was asked"),
  STATE_PART(PLAIN, true, "a checkpoint, or a part of one, that does not fit"),
  STATE_DIGEST(CHAINED, true, "a checkpoint that does not match its digest"),
  STATE_NOT_HELD(PLAIN, false, "the checkpoint asked for is not held"),
  CLOCK_CLAIM(VALIDATED, true, "a sign of life with an impossible clock, or from the future"),
  SESSION_UNKNOWN(PLAIN, false, "the client has no such session"),
  REQUEST_SIGNATURE(SIGNED, true, "an operation that its client did not ask for"),
  ENTRY_SIGNATURE(SIGNED, true, "an entry that the primary of its view did not propose"),
  VOTE_SIGNATURE(SIGNED, true, "a claim that its sender did not sign"),
  COMMIT_UNPROVEN(SIGNED, true, "a commit-number without the acknowledgements of a quorum"),
  COMMIT_CONFLICT(SIGNED, true, "a quorum committed another entry than the one held or shown"),
  VIEW_UNPROVEN(SIGNED, true, "a view without the proof that it began"),
  LOG_UNFOUNDED(
      SIGNED,
      true,
      "a log that is not the one with which its view began, or not continued by its primary"),
  CHECKPOINT_UNPROVEN(SIGNED, true, "a checkpoint that no quorum vouches for"),
  EVIDENCE_UNPROVEN(SIGNED, true, "an accusation without a contradiction"),
  REPLY_AWAITS_OTHERS(SIGNED, false, "too few replicas have given this answer so far"),
  REPLY_STALE(PLAIN, false, "answers a request that is not outstanding");

  private final Hardening since;
  private final boolean isSuspicious;
  private final String meaning;

  RejectionRule(Hardening since, boolean isSuspicious, String meaning) {
    this.since = since;
    this.isSuspicious = isSuspicious;
    this.meaning = meaning;
  }

  /** Returns the lowest level at which the rule is in force. */
  public Hardening since() {
    return since;
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
