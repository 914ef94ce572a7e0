package dev.vopr.net;

/** Numbers the packets of a run, from 1. */
public final class PacketIds {
  private long last;

  /** Returns the number that {@link #next} will give. */
  public long peek() {
    return last + 1;
  }

  /** Takes the next number. */
  public long next() {
    return ++last;
  }
}
