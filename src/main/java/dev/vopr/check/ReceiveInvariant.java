package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.message.MessageKind;

/**
 * An invariant that looks at messages as they reach correct replicas: what these may do follows
 * from what was really delivered to them, whatever their own code makes of it.
 */
interface ReceiveInvariant {
  /** Returns whether it matters what is in a message of a kind that reaches a replica now. */
  boolean looksInto(ReplicaView replica, MessageKind kind);

  /** Takes down a message before the step that handles it. */
  void onReceive(Receipt receipt);
}
