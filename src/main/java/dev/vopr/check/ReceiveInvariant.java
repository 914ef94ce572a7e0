package dev.vopr.check;

/**
 * An invariant that looks at messages as they reach correct replicas: what these may do follows
 * from what was really delivered to them, whatever their own code makes of it.
 */
interface ReceiveInvariant {
  /** Takes down a message before the step that handles it. */
  void onReceive(Receipt receipt);
}
