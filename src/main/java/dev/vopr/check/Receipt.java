package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.message.Message;

/**
 * A message that has reached a correct replica, as it is before it handles it.
 *
 * @param replica who receives it
 * @param link node at the other end of the link
 * @param message the message, as the replica reads it
 * @param nanos virtual time in nanoseconds
 */
public record Receipt(ReplicaView replica, int link, Message message, long nanos) {
  int to() {
    return replica.number();
  }
}
