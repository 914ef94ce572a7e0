package dev.vopr.net;

/** Numbers the packets of a run, from 1. */
public final class PacketIds {
  private long last;

  /** Returns the next number. */
  public long next() {
    return ++last;
  }
}
