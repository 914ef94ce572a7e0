package dev.vopr.trace;

/** What a replica has its disk do. */
public enum DiskAction {
  /** To write some blocks. */
  WRITE,
  /** To read all slots of some zones. */
  READ_ALL,
  /** To read one slot. */
  READ_SLOT
}
