package dev.vopr.net;

import dev.vopr.sim.SimRng;

/** The state of one directed link. */
final class Link {
  /** Above the bits of {@link #key}: node numbers stay below 2^16. */
  private static final int FAULT_SHIFT = 48;

  /** Names the link in draws, whatever the number of nodes. */
  final long key;

  /** Index of the receiving node. */
  final int receiver;

  /** Packets that entered it; the n-th of them has number n. */
  long sent;

  /** Packets on their way. */
  int inFlight;

  /** Partitions that cut it now. */
  int cuts;

  /** When the latest packet arrives that was not held back. */
  long lastArrivalNanos;

  Link(int from, int to, int receiver) {
    this.key = ((long) from << Integer.SIZE) | to;
    this.receiver = receiver;
  }

  boolean isCut() {
    return cuts > 0;
  }

  /** Returns the word by which a fault at the n-th packet goes into the trace hash. */
  long faultWord(int faultCode, long n) {
    return SimRng.mix(SimRng.mix(key ^ ((long) faultCode << FAULT_SHIFT)) + n);
  }
}
