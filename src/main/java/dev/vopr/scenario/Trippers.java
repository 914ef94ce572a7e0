package dev.vopr.scenario;

import dev.vopr.cluster.SimulationSettings;
import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.RejectionRule;

/** Who can trip a rejection rule, and with that, whether it can be reached with given settings. */
enum Trippers {
  /** Honest nodes, over an ordinary network. */
  ANYBODY,
  /** Honest nodes, where timestamps are the time that a quorum agrees on. */
  CLOCKS,
  /** More clients than requests may wait. */
  CROWD,
  /** Honest members, where there is a standby. */
  STANDBY,
  /** A packet without its end, or a liar. */
  TRUNCATION,
  /** A packet with flipped bits or without its end, or a liar. */
  DAMAGE,
  /** A packet that came to another node than it was for, or a liar or a client that sends such. */
  WRONG_ADDRESS,
  /** A client that sends rubbish, or a liar. */
  CLIENT,
  /** A liar. */
  LIAR,
  /** Honest nodes at level signed, without any lie. */
  SIGNED;

  /** Returns who can trip a rule. */
  static Trippers of(RejectionRule rule) {
    return switch (rule) {
      case FRAME_TOO_SHORT -> TRUNCATION;
      case FRAME_MAGIC, FRAME_LENGTH, FRAME_CHECKSUM -> DAMAGE;
      case NOT_FOR_A_REPLICA, NOT_FOR_A_CLIENT -> WRONG_ADDRESS;
      case SENDER_NOT_ON_LINK,
          SENDER_NOT_A_REPLICA,
          REQUEST_NUMBER,
          OPERATION_TOO_LARGE,
          REQUEST_SIGNATURE,
          FRAME_SIGNATURE,
          MALFORMED_BODY ->
          CLIENT;
      case CLOCK_NOT_SYNCHRONISED -> CLOCKS;
      case REQUEST_QUEUE_FULL -> CROWD;
      case NOT_A_MEMBER -> STANDBY;
      case REPLY_AWAITS_OTHERS -> SIGNED;
      // What damage does there, the checksum shows before.
      case FRAME_VERSION,
          FRAME_RESERVED,
          FRAME_KIND,
          WRONG_CLUSTER,
          SENDER_IS_STANDBY,
          SENDER_NOT_A_CLIENT,
          BATCH_EMPTY,
          BATCH_TOO_LARGE,
          ENTRY_CHECKSUM,
          ENTRY_OP_ORDER,
          ENTRY_VIEW,
          ENTRY_CLIENT,
          ENTRY_TIMESTAMP,
          ENTRY_PARENT,
          ENTRY_CONFLICT,
          ACK_BEYOND_OP,
          ACK_CHECKSUM,
          COMMIT_CHECKSUM,
          COMMIT_NEGATIVE,
          RANGE_INVALID,
          TAIL_TOO_LONG,
          TAIL_RANGE,
          TAIL_BROKEN,
          TAIL_CHAIN,
          TAIL_INCOMPLETE,
          TAIL_CONTRADICTS_COMMIT,
          VIEW_BEYOND,
          VIEW_CLAIM,
          COMMIT_BEYOND_TAIL,
          VIEW_CHANGE_CONFLICT,
          STATE_PART,
          STATE_DIGEST,
          ENTRY_SIGNATURE,
          VOTE_SIGNATURE,
          COMMIT_UNPROVEN,
          COMMIT_CONFLICT,
          VIEW_UNPROVEN,
          LOG_UNFOUNDED,
          CHECKPOINT_UNPROVEN,
          EVIDENCE_UNPROVEN ->
          LIAR;
      case OLD_VIEW,
          FUTURE_VIEW,
          NOT_PRIMARY,
          REQUEST_DUPLICATE,
          SENDER_NOT_PRIMARY,
          CLOCK_CLAIM,
          ENTRY_DUPLICATE,
          ENTRY_GAP,
          ACK_DUPLICATE,
          COMMIT_BEYOND_OP,
          COMMIT_OLD,
          RANGE_NOT_HELD,
          ENTRIES_NOT_ASKED_FOR,
          LOG_INCOMPLETE,
          LOG_FULL,
          NOT_NORMAL,
          NOT_IN_VIEW_CHANGE,
          ANSWER_NOT_ASKED_FOR,
          NONCE_UNKNOWN,
          STATE_NOT_HELD,
          SESSION_UNKNOWN,
          REPLY_STALE ->
          ANYBODY;
    };
  }

  /** Returns whether there are such with the settings. */
  boolean are(SimulationSettings settings) {
    boolean isLied = Universe.hasLies(settings);
    boolean isBad = settings.clientFaults().badRequest() > 0;
    return switch (this) {
      case ANYBODY -> true;
      case CLOCKS -> settings.replica().clock().isSynchronised();
      case CROWD -> settings.workload().clients() > settings.replica().queueRequests();
      case STANDBY -> settings.replica().standbys() > 0;
      case TRUNCATION -> settings.network().packets().truncation() > 0 || isLied;
      case DAMAGE ->
          settings.network().packets().bitCorruption() > 0
              || settings.network().packets().truncation() > 0
              || isLied;
      case WRONG_ADDRESS -> settings.network().packets().misdelivery() > 0 || isBad || isLied;
      case CLIENT -> isBad || isLied;
      case LIAR -> isLied;
      case SIGNED -> settings.replica().hardening().isAtLeast(Hardening.SIGNED);
    };
  }
}
