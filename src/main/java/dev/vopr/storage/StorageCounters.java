package dev.vopr.storage;

/** Counts what the disks of one run do. */
public final class StorageCounters {
  private long writes;
  private long torn;
  private long writeErrors;
  private long corruptions;
  private long lostDisks;
  private long rotten;

  void countWrite() {
    writes++;
  }

  void countTorn() {
    torn++;
  }

  void countWriteError() {
    writeErrors++;
  }

  void countCorruption() {
    corruptions++;
  }

  void countRotten() {
    rotten++;
  }

  void countLostDisk() {
    lostDisks++;
  }

  /** Returns the bits that flipped in slots while their disk was in use. */
  public long rotten() {
    return rotten;
  }

  /** Returns the writes that were done. */
  public long writes() {
    return writes;
  }

  /** Returns the writes that a power loss tore. */
  public long torn() {
    return torn;
  }

  /** Returns the attempts to write that failed. */
  public long writeErrors() {
    return writeErrors;
  }

  /** Returns the slots that became corrupt. */
  public long corruptions() {
    return corruptions;
  }

  /** Returns the disks that were lost. */
  public long lostDisks() {
    return lostDisks;
  }
}
