package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.message.Message;

/**
 * A message that is about to leave a correct replica.
 *
 * @param replica who sends it
 * @param to node number, or one of the receivers in {@link dev.vopr.vsr.Output}
 * @param message the message
 * @param packet number of the first packet that carries it
 * @param nanos virtual time in nanoseconds
 */
public record Sending(ReplicaView replica, int to, Message message, long packet, long nanos) {
  int from() {
    return replica.number();
  }

  String kind() {
    return message.kind().paperName();
  }

  Violation.Fact fact(String label, String value) {
    return new Violation.Fact(label, value, from(), nanos, packet);
  }
}
