package dev.vopr.vsr;

import dev.vopr.vsr.message.Entry;
import java.util.Optional;

/** A replica as those see it who only look: checkers and reports. */
public interface ReplicaView {
  /** Returns the replica's number, its index in the configuration. */
  int number();

  /** Returns what it is doing. */
  Status status();

  /** Returns the view-number. */
  long view();

  /** Returns whether it is the primary of its view. */
  boolean isPrimary();

  /** Returns the last view in which its status was normal. */
  long lastNormalView();

  /** Returns the op-number: the number of entries in its log. */
  long op();

  /** Returns the op-number up to which the log is in a checkpoint and no longer held as entries. */
  long logBase();

  /** Returns the op-number up to which the log is durable. */
  long durableOp();

  /** Returns the op-number of the last durable checkpoint. */
  long checkpoint();

  /** Returns the commit-number. */
  long commit();

  /** Returns the op-number of the last executed entry. */
  long executed();

  /** Returns the checksum of the entry at {@code op}, from {@link #logBase} to {@link #op}. */
  long checksumAt(long op);

  /** Returns the checksum that the entry at {@code op} names as its parent's. */
  long parentAt(long op);

  /**
   * Returns the entry at {@code op}, from 1 above {@link #logBase} to {@link #op}, unless it is
   * missing.
   */
  Optional<Entry> entryAt(long op);

  /**
   * Returns whether the entry at {@code op}, from 1 above {@link #logBase} to {@link #op}, is
   * missing and certainly was never here.
   */
  default boolean isNack(long op) {
    return false;
  }

  /** Returns what it made of the time. */
  ClockView clock();

  /** Returns a hash of the state machine's state. */
  long stateDigest();

  /** Returns how often it reached a milestone since it was started. */
  long reached(Milestone milestone);

  /** Returns how many op-numbers a row of the reload table decided when it was started. */
  default long reloaded(ReloadRow row) {
    return 0;
  }

  /** Returns all of this and more at once; made when it is asked for, and cheap only then. */
  ReplicaSnapshot snapshot();

  /** Returns how many requests wait for the pipeline here. */
  default int waiting() {
    return 0;
  }

  /** Returns whether it caught that replica contradicting itself, since it was started. */
  default boolean hasEvidenceAgainst(int replica) {
    return false;
  }

  /** Returns a hash of the client-table. */
  long clientTableDigest();
}
