package dev.vopr.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.vopr.byzantine.MutationLedger;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import dev.vopr.net.LatencyLaw;
import dev.vopr.net.Packet;
import dev.vopr.net.PacketIds;
import dev.vopr.net.SimNetwork;
import dev.vopr.net.World;
import dev.vopr.scenario.Jobs;
import dev.vopr.sim.Interleaving;
import dev.vopr.sim.SimOptions;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimSystem;
import dev.vopr.storage.FaultAtlas;
import dev.vopr.storage.SimStorage;
import dev.vopr.storage.StorageCounters;
import dev.vopr.storage.StorageSettings;
import dev.vopr.trace.ReplicaObserver;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.state.KeyValueStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One replica over its lives, alone with its disk; so there is nobody to agree with on the time.
 */
class ReplicaProcessTest {
  private static final long SEED = 17;
  private static final long MILLI = 1_000_000;
  private static final int CLIENT = Nodes.client(0);

  private final SimulationSettings settings =
      Jobs.scenario("vsr.clock-synchronised = false").simulation();
  private final MessageCodec codec = VsrSimulation.codec(settings);
  private final RunCounters counters = new RunCounters();
  private Faults faults;
  private final StorageCounters storageCounters = new StorageCounters();
  private final PacketIds ids = new PacketIds();
  private final List<SimNetwork.Command> network = new ArrayList<>();
  private final List<Packet> sent = new ArrayList<>();
  private final List<ReplicaView> restarted = new ArrayList<>();
  private SimSystem sim;
  private ActorRef<SimStorage.Command> disk;

  @BeforeEach
  void createSystem() {
    sim = SimSystem.create("replica-process-test");
    sim.reset(SimOptions.of(SEED, Interleaving.FIFO));
  }

  @AfterEach
  void closeSystem() {
    sim.close();
  }

  private ReplicaProcess process(StorageSettings storage) {
    faults = Faults.byChance(sim.hash(), SimRng.of(SEED));
    World world = new World(sim, SimRng.of(SEED), faults, ids, TraceSink.OFF);
    FaultAtlas atlas = FaultAtlas.of(SimRng.of(SEED), 1, storage);
    disk = sim.spawn(SimStorage.create(world, storage, 0, atlas, storageCounters), "disk");
    NodeContext shared = new NodeContext(world, 3, 3, codec, sim.spawn(wire(), "wire"), counters);
    return new ReplicaProcess(
        shared,
        settings.replica(),
        0,
        new ReplicaClock(0, 0, 0, 1),
        storage.attempts(),
        sim.spawn(recorder(), "network"),
        disk,
        KeyValueStore::new,
        observer(),
        MutationLedger.of(settings.byzantine()),
        Notary.NONE,
        new CrashPoints(faults, settings.process(), 1));
  }

  private Behavior<SimNetwork.Command> wire() {
    return Behaviors.receiveMessage(
        command -> {
          sent.add((Packet) command);
          return Behaviors.same();
        });
  }

  private Behavior<SimNetwork.Command> recorder() {
    return Behaviors.receiveMessage(
        command -> {
          network.add(command);
          return Behaviors.same();
        });
  }

  private ReplicaObserver observer() {
    return new ReplicaObserver() {
      @Override
      public void afterStep(ReplicaView replica, long nanos) {}

      @Override
      public void onRestart(ReplicaView replica) {
        restarted.add(replica);
      }
    };
  }

  private static StorageSettings disk(double writeError, double lostDisk) {
    StorageSettings once =
        new StorageSettings(
            new LatencyLaw.Constant(MILLI),
            1,
            512,
            StorageSettings.Writes.HEALTHY,
            StorageSettings.Reads.HEALTHY,
            StorageSettings.Rest.HEALTHY,
            StorageSettings.Slow.NEVER,
            1,
            false);
    return once.with(new StorageSettings.Writes(writeError, 0, 1, 1, 0, 0, 0))
        .with(new StorageSettings.Rest(MILLI, 0, 0, 0, lostDisk));
  }

  /** Returns the actor that the network was told of last. */
  private ActorRef<? super Packet> actor() {
    SimNetwork.Attach attached = null;
    for (SimNetwork.Command command : network) {
      attached = command instanceof SimNetwork.Attach attach ? attach : attached;
    }
    assertThat(attached).isNotNull();
    return attached.actor();
  }

  /** Opens a session, which puts an entry into the log of the primary, r0. */
  private void request() {
    Message request = new Message.Request(CLIENT, 0, 0, Bytes.of("token"));
    actor().tell(new Packet(ids.next(), CLIENT, 0, codec.encode(request), Packet.UNTOUCHED));
  }

  @Test
  void restartedReplicaHasWhatItsDiskHas() {
    ReplicaProcess process = process(disk(0, 0));
    process.start();
    sim.advance(10 * MILLI);
    request();
    sim.advance(10 * MILLI);
    long checksum = process.view().checksumAt(1);
    assertThat(process.view().durableOp()).isEqualTo(1);

    process.crash();
    sim.advance(10 * MILLI);
    process.start();
    sim.advance(10 * MILLI);

    assertThat(restarted).containsExactly(process.view());
    assertThat(process.view().op()).isEqualTo(1);
    assertThat(process.view().durableOp()).isEqualTo(1);
    assertThat(process.view().checksumAt(1)).isEqualTo(checksum);
    assertThat(process.view().view()).isZero();
  }

  @Test
  void restartedReplicaHasForgottenWhatItsDiskDoesNotHave() {
    ReplicaProcess process = process(disk(0, 0));
    process.start();
    sim.advance(10 * MILLI);
    request();
    sim.runReady();
    assertThat(process.view().op()).isEqualTo(1);
    assertThat(process.view().durableOp()).isZero();
    long writes = storageCounters.writes();

    process.crash();
    sim.runReady();
    // The entry's stage had just begun; its header, without which it proves nothing, had not.
    assertThat(faults.struck(FaultKind.TORN_WRITE)).isEqualTo(1);
    assertThat(storageCounters.writes()).isEqualTo(writes);
    process.start();
    sim.advance(10 * MILLI);

    assertThat(process.view().commit()).isZero();
    assertThat(sent).noneMatch(packet -> packet.to() == CLIENT);
  }

  @Test
  void networkIsToldOfEachLifeAndOfEachDeath() {
    ReplicaProcess process = process(disk(0, 0));
    process.start();
    sim.advance(10 * MILLI);
    ActorRef<? super Packet> first = actor();
    process.crash();
    process.start();
    sim.advance(10 * MILLI);

    assertThat(network).hasSize(3);
    assertThat(network.get(1)).isEqualTo(new SimNetwork.Detach(0));
    assertThat(actor()).isNotEqualTo(first);
    assertThat(counters.crashes()).isEqualTo(1);
  }

  @Test
  void deadReplicaSaysNothing() {
    ReplicaProcess process = process(disk(0, 0));
    process.start();
    sim.advance(10 * MILLI);
    request();
    process.crash();
    sim.runReady();
    sent.clear();

    request();
    sim.advance(1_000 * MILLI);

    assertThat(sent).isEmpty();
    assertThat(process.isUp()).isFalse();
    assertThat(process.isRunning()).isFalse();
  }

  @Test
  void crashOfADeadReplicaIsNone() {
    ReplicaProcess process = process(disk(0, 0));
    process.crash();
    process.start();
    process.crash();
    process.crash();
    sim.runReady();

    assertThat(counters.crashes()).isEqualTo(1);
  }

  @Test
  void replicaWhoseDiskFailsStopsItselfAndCanBeStartedAgain() {
    ReplicaProcess process = process(disk(1, 0));
    process.start();
    sim.advance(10 * MILLI);
    request();
    sim.advance(10 * MILLI);

    assertThat(process.hasStopped()).isTrue();
    assertThat(process.isUp()).isFalse();
    assertThat(process.isRunning()).isTrue();

    process.crash();
    disk.tell(SimStorage.Heal.INSTANCE);
    process.start();
    sim.advance(10 * MILLI);

    assertThat(process.hasStopped()).isFalse();
    assertThat(process.isUp()).isTrue();
  }

  @Test
  void replicaThatFindsAnEmptyDiskDoesNotVouchForIt() {
    ReplicaProcess process = process(disk(0, 1));
    process.start();
    sim.advance(10 * MILLI);
    request();
    sim.advance(10 * MILLI);
    process.crash();
    process.start();
    sim.advance(10 * MILLI);

    assertThat(faults.struck(FaultKind.LOST_DISK)).isEqualTo(1);
    assertThat(process.view().op()).isZero();
    assertThat(process.view().status()).isEqualTo(Status.RECOVERING);
  }
}
