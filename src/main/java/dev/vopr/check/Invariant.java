package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import java.util.Optional;

/**
 * What must hold over the correct replicas after every event. An invariant looks at what is new
 * since it last saw a replica, so that its cost does not grow with the log.
 */
public interface Invariant {
  /** Returns the name, as reports show it. */
  String name();

  /** Returns where the rule comes from. */
  String source();

  /** Looks at a replica after a step of its; returns what is wrong. */
  default Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    return Optional.empty();
  }

  /**
   * The logs of all correct replicas start at {@code op} or above: nothing below can be committed
   * anew, and the hash chain of the entries above speaks for it. What is kept of it can go.
   */
  default void forgetBelow(long op) {}

  /** A replica was started again: what it had not made durable it has forgotten, as it may. */
  default void onRestart(int replica) {}
}
