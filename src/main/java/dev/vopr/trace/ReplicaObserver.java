package dev.vopr.trace;

import dev.vopr.vsr.ReplicaView;

/** Is shown each replica after each of its steps; must not call back into the simulation. */
public interface ReplicaObserver {
  /** Called after the replica handled an input. */
  void afterStep(ReplicaView replica, long nanos);

  /**
   * Called before a step for which a replica reads a wall clock that is not exact.
   *
   * @param errorNanos how far the wall clock is ahead of true time
   */
  default void onInexactClock(int replica, long errorNanos, long nanos) {}

  /** Called when a replica goes on after a pause, of which its monotonic clock knows nothing. */
  default void onResume(int replica, long nanos) {}

  /** Called when a replica is started again after a crash, before its first step. */
  default void onRestart(ReplicaView replica) {}
}
