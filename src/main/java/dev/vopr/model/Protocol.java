package dev.vopr.model;

import java.util.Comparator;

/**
 * The rules on which the safety of the model rests. Tests replace them by wrong ones, to show that
 * the checkers notice.
 *
 * @param commitQuorum so many replicas must hold an entry before it is committed
 * @param viewQuorum so many must have left the view before, and show their logs
 * @param logOrder which of two shown logs a view starts with: the larger one
 */
record Protocol(int commitQuorum, int viewQuorum, Comparator<ModelMessage> logOrder) {
  /** VRR §4.2 step 3: the largest last normal view, and among these the largest op-number. */
  static final Comparator<ModelMessage> LATEST_VIEW_THEN_LONGEST =
      Comparator.comparingLong(ModelMessage::lastNormalView).thenComparingLong(ModelMessage::op);

  /** Returns the rules of the paper for so many replicas, 2f + 1. */
  static Protocol ofPaper(int replicas) {
    int quorum = replicas / 2 + 1;
    return new Protocol(quorum, quorum, LATEST_VIEW_THEN_LONGEST);
  }
}
