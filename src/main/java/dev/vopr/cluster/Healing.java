package dev.vopr.cluster;

import akka.actor.typed.ActorRef;
import dev.vopr.net.SimNetwork;
import dev.vopr.storage.SimStorage;
import java.util.List;
import java.util.function.IntPredicate;

/** Ends the faults of a run: all of them, or those of a core. */
final class Healing {
  private final ActorRef<SimNetwork.Command> network;
  private final ActorRef<SimNetwork.Command> mutator;
  private final Twins twins;
  private final List<ActorRef<SimStorage.Command>> disks;
  private final ClockFaults clockFaults;
  private final ProcessFaults processFaults;

  Healing(
      ActorRef<SimNetwork.Command> network,
      ActorRef<SimNetwork.Command> mutator,
      Twins twins,
      List<ActorRef<SimStorage.Command>> disks,
      ClockFaults clockFaults,
      ProcessFaults processFaults) {
    this.network = network;
    this.mutator = mutator;
    this.twins = twins;
    this.disks = disks;
    this.clockFaults = clockFaults;
    this.processFaults = processFaults;
  }

  /** Heals all that there is, and silences liars. */
  void all() {
    network.tell(SimNetwork.Heal.INSTANCE);
    mutator.tell(SimNetwork.Heal.INSTANCE);
    twins.end();
    heal(replica -> true);
  }

  /** Heals the replicas of the core and the links between them; the others stay as they are. */
  void core(List<Integer> core) {
    network.tell(new SimNetwork.HealCore(core));
    heal(core::contains);
  }

  private void heal(IntPredicate core) {
    for (int i = 0; i < disks.size(); i++) {
      if (core.test(i)) {
        disks.get(i).tell(SimStorage.Heal.INSTANCE);
      }
    }
    clockFaults.heal(core);
    processFaults.heal(core);
  }
}
