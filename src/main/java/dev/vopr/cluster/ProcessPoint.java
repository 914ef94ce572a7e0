package dev.vopr.cluster;

import java.util.Locale;

/**
 * Points of the protocol at which a replica can be made to crash, as they are seen from outside.
 */
public enum ProcessPoint {
  /** A primary has prepared, and has not told the backups (VRR §4.1 step 3). */
  BEFORE_PREPARE(true),
  /** A primary has told the backups to prepare. */
  AFTER_PREPARE(false),
  /** An entry is durable at a backup, and the primary does not know it. */
  BEFORE_PREPARE_OK(true),
  /** A backup has acknowledged an entry. */
  AFTER_PREPARE_OK(false),
  /** The PrepareOk that makes a quorum has come, and no Reply has left (VRR §4.1 step 5). */
  ON_PREPARE_OK_QUORUM(true),
  /** A primary has answered a client. */
  AFTER_REPLY(false),
  /** A replica wants another view, and has told nobody (VRR §4.2 step 1). */
  BEFORE_START_VIEW_CHANGE(true),
  /** A replica has told that it wants another view. */
  AFTER_START_VIEW_CHANGE(false),
  /** A replica has left its view, and not shown its log to the new primary (VRR §4.2 step 2). */
  BEFORE_DO_VIEW_CHANGE(true),
  /** A replica has shown its log to the new primary. */
  AFTER_DO_VIEW_CHANGE(false),
  /** A new primary has taken up a DoViewChange, and waits for more of them. */
  ON_DO_VIEW_CHANGE(true),
  /** A new primary has the log of its view, and has told nobody (VRR §4.2 step 3). */
  BEFORE_START_VIEW(true),
  /** A new primary has told others that its view begins. */
  AFTER_START_VIEW(false),
  /** A replica has taken over the log of a view, which is not durable yet (VRR §4.2 step 5). */
  ON_START_VIEW(false),
  /** A replica that recovers has got an answer (VRR §4.3). */
  DURING_RECOVERY(true),
  /** A replica that lags behind has got a checkpoint, which is not durable yet. */
  DURING_STATE_TRANSFER(false),
  /** A view record is being written. */
  DURING_VIEW_RECORD(false),
  /** A checkpoint is being written. */
  DURING_CHECKPOINT(false),
  /** A replica that cannot vouch for its disk has asked the others (VRR §4.3). */
  AFTER_RECOVERY(false),
  /** A replica has heard of a newer view, and has asked for its log (rule N5). */
  AFTER_GET_VIEW(false);

  private final boolean isBefore;

  ProcessPoint(boolean isBefore) {
    this.isBefore = isBefore;
  }

  /** Returns whether who crashes here does nothing of what it was about to do. */
  public boolean isBefore() {
    return isBefore;
  }

  /** Returns the name in plans and settings, such as {@code before-prepare}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
