package dev.vopr.check;

/**
 * For each op-number a hash, and which replica showed it first and when, from a floor on that only
 * rises: what is held does not grow with the run, but with the distance between the replicas.
 */
final class OpHistory {
  private static final int SMALLEST = 128;

  private long[] hashes = new long[SMALLEST];
  private int[] firsts = new int[SMALLEST];
  private long[] instants = new long[SMALLEST];
  private long floor;
  private long highest = -1;

  /** Returns whether the op-number is so low that nothing is known of it any more. */
  boolean isForgotten(long op) {
    return op < floor;
  }

  /** Returns the highest op-number that was ever put, −1 if none was. */
  long highest() {
    return highest;
  }

  /** Returns for how many op-numbers there is room. */
  int capacity() {
    return hashes.length;
  }

  /** Returns the hash that was put, 0 if none was. */
  long hashAt(long op) {
    return op > highest || op < floor ? 0 : hashes[index(op)];
  }

  /** Returns who put the hash, which must be there. */
  int firstAt(long op) {
    return firsts[index(op)];
  }

  /** Returns when the hash was put, in nanoseconds; it must be there. */
  long instantAt(long op) {
    return instants[index(op)];
  }

  /** Takes down a hash other than 0 for an op-number that is not forgotten. */
  void put(long op, long hash, int replica, long nanos) {
    while (op - floor >= hashes.length) {
      grow();
    }
    hashes[index(op)] = hash;
    firsts[index(op)] = replica;
    instants[index(op)] = nanos;
    highest = Math.max(highest, op);
  }

  /** Forgets all op-numbers below {@code newFloor}; each costs constant time, once. */
  void forgetBelow(long newFloor) {
    for (long op = floor; op < newFloor && op <= highest; op++) {
      hashes[index(op)] = 0;
    }
    floor = Math.max(floor, newFloor);
  }

  private int index(long op) {
    return (int) (op & (hashes.length - 1));
  }

  private void grow() {
    long[] oldHashes = hashes;
    int[] oldFirsts = firsts;
    long[] oldInstants = instants;
    hashes = new long[oldHashes.length * 2];
    firsts = new int[hashes.length];
    instants = new long[hashes.length];
    for (long op = floor; op <= highest; op++) {
      int from = (int) (op & (oldHashes.length - 1));
      hashes[index(op)] = oldHashes[from];
      firsts[index(op)] = oldFirsts[from];
      instants[index(op)] = oldInstants[from];
    }
  }
}
