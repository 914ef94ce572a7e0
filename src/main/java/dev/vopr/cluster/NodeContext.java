package dev.vopr.cluster;

import akka.actor.typed.ActorRef;
import dev.vopr.net.SimNetwork;
import dev.vopr.net.World;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.codec.MessageCodec;
import java.util.function.Supplier;

/**
 * What all nodes of one run share.
 *
 * @param world what all actors of the run share
 * @param replicas number of replicas, standbys included
 * @param members number of those that have a vote
 * @param codec makes frames; there is one thread, so one codec is enough
 * @param wire where packets go: the mutator, and behind it the network
 * @param counters what the nodes do
 */
record NodeContext(
    World world,
    int replicas,
    int members,
    MessageCodec codec,
    ActorRef<SimNetwork.Command> wire,
    RunCounters counters) {

  /** Returns the same, whose packets go elsewhere. */
  NodeContext through(ActorRef<SimNetwork.Command> otherWire) {
    return new NodeContext(world, replicas, members, codec, otherWire, counters);
  }

  long now() {
    return world.sim().nowNanos();
  }

  /** Adds an event to the trace, if it is on; else the event is not even made. */
  void trace(Supplier<TraceEvent> event) {
    if (world.trace().isOn()) {
      world.trace().add(event.get());
    }
  }
}
