package dev.vopr.vsr.disk;

/** The parts of a replica's disk. Each consists of numbered slots of its own size. */
public enum Zone {
  /** Four copies of the view record (rule D1). */
  VIEW_RECORD,
  /** The ring of redundant headers: slot = op-number mod the number of slots. */
  HEADERS,
  /** The ring of entries: slot = op-number mod the number of slots. */
  ENTRIES,
  /** Two places for checkpoints, used in turn. */
  CHECKPOINT
}
