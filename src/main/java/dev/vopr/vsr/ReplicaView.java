package dev.vopr.vsr;

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

  /** Returns the commit-number. */
  long commit();

  /** Returns the op-number of the last executed entry. */
  long executed();

  /** Returns the checksum of the entry at {@code op}, from 1 to {@link #op}; 0 for 0. */
  long checksumAt(long op);

  /** Returns the checksum that the entry at {@code op} names as its parent's. */
  long parentAt(long op);

  /** Returns a hash of the state machine's state. */
  long stateDigest();

  /** Returns a hash of the client-table. */
  long clientTableDigest();
}
