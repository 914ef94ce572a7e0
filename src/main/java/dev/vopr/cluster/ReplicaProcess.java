package dev.vopr.cluster;

import akka.actor.typed.ActorRef;
import dev.vopr.byzantine.MutationLedger;
import dev.vopr.net.NodeMessage;
import dev.vopr.net.SimNetwork;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimSystem;
import dev.vopr.storage.SimStorage;
import dev.vopr.trace.ReplicaObserver;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.Replica;
import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.state.StateMachine;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One replica over its lives: each start makes a new actor and a new protocol state; the disk
 * stays.
 */
final class ReplicaProcess {
  private final NodeContext shared;
  private final ReplicaSettings settings;
  private final int number;
  private final int diskAttempts;
  private final ReplicaClock clock;
  private final ActorRef<SimNetwork.Command> network;
  private final ActorRef<SimStorage.Command> disk;
  private final Supplier<StateMachine> service;
  private final ReplicaObserver observer;
  private final MutationLedger ledger;
  private final Notary notary;
  private final SimRng entropy;
  private Replica replica;
  private Optional<ActorRef<NodeMessage>> actor = Optional.empty();
  private int lives;

  ReplicaProcess(
      NodeContext shared,
      ReplicaSettings settings,
      int number,
      ReplicaClock clock,
      int diskAttempts,
      ActorRef<SimNetwork.Command> network,
      ActorRef<SimStorage.Command> disk,
      Supplier<StateMachine> service,
      ReplicaObserver observer,
      MutationLedger ledger,
      Notary notary) {
    this.notary = notary;
    this.shared = shared;
    this.settings = settings;
    this.number = number;
    this.clock = clock;
    this.diskAttempts = diskAttempts;
    this.network = network;
    this.disk = disk;
    this.service = service;
    this.observer = observer;
    this.ledger = ledger;
    this.entropy = shared.world().rng().fork("entropy", number);
    this.replica = newReplica();
  }

  private Replica newReplica() {
    return new Replica(settings, number, service.get(), shared.codec(), notary);
  }

  boolean isMember() {
    return settings.isMember(number);
  }

  boolean isUp() {
    return actor.isPresent() && replica.status() != Status.STOPPED;
  }

  boolean isRunning() {
    return actor.isPresent();
  }

  /** Returns whether the replica has stopped itself, because its disk failed. */
  boolean hasStopped() {
    return actor.isPresent() && replica.status() == Status.STOPPED;
  }

  ReplicaView view() {
    return replica;
  }

  /** Starts the replica on its disk; it must not be running. */
  void start() {
    lives++;
    if (lives > 1) {
      replica = newReplica();
      observer.onRestart(replica);
      disk.tell(SimStorage.Age.INSTANCE);
    }
    SimSystem sim = shared.world().sim();
    String name = Nodes.name(number) + (lives == 1 ? "" : "-" + lives);
    ActorRef<NodeMessage> started =
        sim.spawn(
            sim.failing(
                ReplicaActor.create(
                    shared,
                    replica,
                    clock,
                    entropy.nextLong(),
                    new ReplicaActor.Disk(disk, diskAttempts),
                    observer,
                    ledger,
                    notary.signer()),
                NodeMessage.class),
            name);
    actor = Optional.of(started);
    network.tell(new SimNetwork.Attach(number, started));
    if (lives > 1) {
      changed("starts again");
    }
  }

  /** The power goes: the replica is gone, and what its disk was writing is torn. */
  void crash() {
    if (actor.isEmpty()) {
      return;
    }
    network.tell(new SimNetwork.Detach(number));
    shared.world().sim().stop(actor.get());
    actor = Optional.empty();
    shared.counters().addMilestones(replica);
    disk.tell(SimStorage.PowerLoss.INSTANCE);
    shared.counters().countCrash();
    changed("crashes");
  }

  private void changed(String what) {
    shared.trace(() -> new TraceEvent.WorldChanged(shared.now(), Nodes.name(number) + " " + what));
  }
}
