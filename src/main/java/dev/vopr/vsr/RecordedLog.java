package dev.vopr.vsr;

import dev.vopr.vsr.message.Header;
import java.util.ArrayList;
import java.util.List;

/**
 * Which entries a view record names (rules V2 and D2): those that a crash might otherwise take back
 * without a trace, or make look like what another log left behind.
 */
final class RecordedLog {
  private final ReplicaState state;

  /** Highest op-number that the disk is known to show the log to reach, by a record or a header. */
  private long certainOp;

  RecordedLog(ReplicaState state) {
    this.state = state;
  }

  /** The log is what was found on the disk. */
  void open() {
    certainOp = state.log.op();
  }

  /** The log was changed from {@code first} on, other than by appending. */
  void onReplaced(long first) {
    certainOp = Math.min(certainOp, first - 1);
  }

  /** The disk shows that the log reaches {@code op} at least. */
  void onDurable(long op) {
    certainOp = Math.max(certainOp, op);
  }

  /** Returns whether entries have come that a record must name before they are written. */
  boolean isBehind() {
    return lastInherited() > certainOp;
  }

  /**
   * Returns the headers that a record names.
   *
   * @param commit the commit-number that it shows
   * @param durableOp op-number up to which the log is durable
   * @param isSameLog whether the record before was of the same last normal view
   */
  List<Header> headers(long commit, long durableOp, boolean isSameLog) {
    // What is committed but not durable is named too: its slots may still hold other entries.
    long below = Math.max(state.log.base(), Math.min(commit, durableOp));
    long last = Math.max(commit, last(isSameLog));
    List<Header> headers = new ArrayList<>();
    for (long op = below + 1; op <= last; op++) {
      headers.add(state.log.headerAt(op));
    }
    return headers;
  }

  /**
   * A log that was taken over from another view is recorded to its end. What was only appended
   * since is not, before it is durable: a crash may take it back, and nobody has been told of it.
   * But what waits for a missing entry below is not written before that is found, and is shown to
   * the primary of the next view all the same: the record names it (rule V2).
   */
  private long last(boolean isSameLog) {
    boolean isShownUnwritten = state.status == Status.VIEW_CHANGE && !state.log.isWhole();
    return isSameLog && !isShownUnwritten
        ? Math.max(Math.min(certainOp, state.log.op()), lastInherited())
        : state.log.op();
  }

  /**
   * Returns the highest op-number of an entry that is older than the last normal view, if it is not
   * certain on disk yet. A replica that recovers in the view in which it was, or repairs what a
   * checkpoint from another replica cut off, appends such entries. Without a record that names them
   * they look like what another log left behind.
   */
  private long lastInherited() {
    long op = Math.max(Math.min(certainOp, state.log.op()), state.log.base());
    while (op < state.log.op() && state.log.headerAt(op + 1).view() < state.lastNormalView) {
      op++;
    }
    return op;
  }
}
