package dev.vopr.storage;

/** Counts what the disks of one run do, as far as the decisions about their faults do not tell. */
public final class StorageCounters {
  private long writes;
  private long corruptions;

  void countWrite() {
    writes++;
  }

  void countCorruption() {
    corruptions++;
  }

  /** Returns the writes that were done. */
  public long writes() {
    return writes;
  }

  /** Returns the slots that became corrupt while their replica was down. */
  public long corruptions() {
    return corruptions;
  }
}
