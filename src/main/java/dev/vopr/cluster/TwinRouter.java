package dev.vopr.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.vopr.cluster.TwinSwitch.Copy;
import dev.vopr.net.Packet;
import dev.vopr.net.SimNetwork;
import dev.vopr.net.World;
import dev.vopr.trace.LossReason;

/** Hands what comes for a liar with a twin to the copy that the sender talks to now. */
final class TwinRouter {
  private TwinRouter() {}

  static Behavior<Packet> create(
      World world,
      TwinSwitch turns,
      ActorRef<SimNetwork.Command> first,
      ActorRef<SimNetwork.Command> second) {
    return Behaviors.receiveMessage(
        packet -> {
          boolean isFirst = turns.copyFor(packet.from()) == Copy.FIRST;
          if (!isFirst && world.trace().isOn()) {
            world.trace().add(TwinFront.lost(world, packet, LossReason.TWIN));
          }
          (isFirst ? first : second).tell(packet);
          return Behaviors.same();
        });
  }
}
