package dev.vopr.cluster;

import akka.actor.typed.ActorRef;
import dev.vopr.byzantine.MutationLedger;
import dev.vopr.net.NodeMessage;
import dev.vopr.net.SimNetwork;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimSystem;
import dev.vopr.storage.SimStorage;
import dev.vopr.trace.NodeChange;
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
  private final CrashPoints points;
  private final SimRng entropy;
  private Replica replica;
  private Optional<ActorRef<NodeMessage>> actor = Optional.empty();
  private int lives;
  private boolean isPaused;
  private boolean isImpaired;
  private boolean isDoomed;

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
      Notary notary,
      CrashPoints points) {
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
    this.points = points;
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
    return actor.isPresent() && !isDoomed && replica.status() != Status.STOPPED;
  }

  boolean isRunning() {
    return actor.isPresent();
  }

  /** Returns whether the replica has stopped itself, because its disk failed. */
  boolean hasStopped() {
    return actor.isPresent() && !isDoomed && replica.status() == Status.STOPPED;
  }

  /** Returns whether it is down, paused or impaired. */
  boolean isHurt() {
    return !isUp() || isPaused || isImpaired;
  }

  boolean isPaused() {
    return isPaused;
  }

  boolean isImpaired() {
    return isImpaired;
  }

  void setImpaired(boolean isImpaired) {
    this.isImpaired = isImpaired;
  }

  /** Returns whether it has come to its end, and only has to be cleared away. */
  boolean isDoomed() {
    return isDoomed;
  }

  /** It does nothing any more, and will be made to crash. */
  void doom() {
    isDoomed = true;
  }

  /** Returns how often it was started. */
  int lives() {
    return lives;
  }

  ReplicaView view() {
    return replica;
  }

  /** Starts the replica on its disk; it must not be running. */
  void start() {
    start(false);
  }

  /**
   * As above.
   *
   * @param isReformatted whether an operator makes the disk empty before
   */
  void start(boolean isReformatted) {
    lives++;
    if (lives > 1) {
      replica = newReplica();
      observer.onRestart(replica);
      disk.tell(SimStorage.Age.INSTANCE);
      if (isReformatted) {
        disk.tell(SimStorage.Reformat.INSTANCE);
        changed(NodeChange.REFORMATTED);
      }
    }
    spawn(Nodes.name(number) + (lives == 1 ? "" : "-" + lives));
    changed(lives == 1 ? NodeChange.STARTED : NodeChange.RESTARTED);
  }

  /** Starts an actor with the present state of the replica, by a name that no other actor has. */
  void spawn(String name) {
    SimSystem sim = shared.world().sim();
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
                    notary.signer(),
                    points)),
            name);
    actor = Optional.of(started);
    network.tell(new SimNetwork.Attach(number, started));
  }

  /** The power goes: the replica is gone, and what its disk was writing is torn. */
  void crash() {
    if (actor.isEmpty()) {
      return;
    }
    end(SimStorage.PowerLoss.INSTANCE);
    shared.counters().countCrash();
    changed(NodeChange.CRASHED);
  }

  /** The replica ends in good order: what its disk is writing gets there. */
  void stop() {
    end(SimStorage.Flush.INSTANCE);
    changed(NodeChange.STOPPED);
  }

  private void end(SimStorage.Command lastWord) {
    network.tell(new SimNetwork.Detach(number));
    shared.world().sim().stop(actor.orElseThrow());
    actor = Optional.empty();
    shared.counters().addMilestones(replica);
    observer.onDown(number);
    disk.tell(lastWord);
    isDoomed = false;
    if (isPaused) {
      isPaused = false;
      clock.resume(shared.now());
    }
  }

  /** The replica handles nothing, and no time passes for it, until {@link #resume}. */
  void pause() {
    isPaused = true;
    clock.pause(shared.now());
    actor.orElseThrow().tell(ReplicaActor.Pause.BEGIN);
    changed(NodeChange.PAUSED);
  }

  /** The replica goes on, if it is paused. */
  void resume() {
    if (isPaused) {
      isPaused = false;
      clock.resume(shared.now());
      observer.onResume(number, shared.now());
      actor.orElseThrow().tell(ReplicaActor.Pause.END);
      changed(NodeChange.RESUMED);
    }
  }

  void tellNetwork(SimNetwork.Command command) {
    network.tell(command);
  }

  void tellDisk(SimStorage.ReadOnly command) {
    disk.tell(command);
    changed(command.isReadOnly() ? NodeChange.READ_ONLY : NodeChange.WRITABLE);
  }

  private void changed(NodeChange change) {
    shared.trace(() -> new TraceEvent.NodeChanged(shared.now(), number, change));
  }
}
