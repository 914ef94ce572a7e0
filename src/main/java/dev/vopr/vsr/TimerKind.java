package dev.vopr.vsr;

import java.util.List;

/** What a replica waits for. */
public enum TimerKind {
  /** Primary: nothing was prepared for a while. */
  HEARTBEAT,
  /** Primary: no quorum for what was prepared. */
  PREPARE_RETRY,
  /** Backup: nothing was heard from the primary. */
  SUSPICION,
  /** The view change does not end. */
  VIEW_CHANGE,
  /** Messages of a view change, of recovery, or a question for a view are due again. */
  RETRY,
  /** Something that was asked for did not come. */
  REPAIR,
  /** A sign of life of the others is due, and the own state is to be looked over. */
  PING,
  /** A slot of the disk is to be read again. */
  SCRUB;

  /** All kinds, in the order in which those that are due together are handled. */
  static final List<TimerKind> KINDS = List.of(values());
}
