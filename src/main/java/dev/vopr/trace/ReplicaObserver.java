package dev.vopr.trace;

import dev.vopr.vsr.Output;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.List;

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

  /**
   * Called when something has reached a replica, readable or not, before the step that handles it.
   *
   * @param from node at the other end of the link
   */
  default void onHeard(int replica, int from, long nanos) {}

  /** Returns whether it wants to be told of a message of a kind that reaches a replica now. */
  default boolean looksInto(ReplicaView replica, MessageKind kind) {
    return false;
  }

  /**
   * Called when a message that it wants to be told of has reached a replica, before the step that
   * handles it, if the replica can read it.
   *
   * @param link node at the other end of the link
   */
  default void onReceive(ReplicaView replica, int link, Message message, long nanos) {}

  /**
   * Called when a message leaves a replica, after the step that made it was shown, and before
   * anybody can change or lose it.
   *
   * @param packet number of the first packet that carries it
   */
  default void onSend(ReplicaView replica, Output.Send send, long packet, long nanos) {}

  /**
   * Called when a disk tells its replica that all of this is durable, before the replica's step.
   * Whether the disk tells the truth is another matter.
   */
  default void onDurable(int replica, DiskOperation.Write write, long nanos) {}

  /**
   * Called when a disk shows a replica that starts all that is on it, before the replica's step.
   */
  default void onOpened(int replica, List<DiskOperation.Block> blocks, long nanos) {}

  /** Called when a replica has crashed or stopped: from now on it does nothing. */
  default void onDown(int replica) {}

  /** Called when a replica is started again after a crash, before its first step. */
  default void onRestart(ReplicaView replica) {}
}
