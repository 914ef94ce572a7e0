package dev.vopr.storage;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.vopr.fault.Faults;
import dev.vopr.fault.Plan;
import dev.vopr.net.NodeMessage;
import dev.vopr.net.PacketIds;
import dev.vopr.net.World;
import dev.vopr.sim.Interleaving;
import dev.vopr.sim.SimOptions;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The disk of one replica, in front of somebody who writes down what it answers. */
final class StorageTestbed implements AutoCloseable {
  /** An answer, and when it came. */
  record Answer(long nanos, DiskCompletion completion) {}

  /** Each stage takes a thousand nanoseconds, and nothing fails. */
  static final StorageSettings HEALTHY = StorageSettings.healthy(1_000, 1_000);

  final SimSystem sim = SimSystem.create("storage-test");
  final StorageCounters counters = new StorageCounters();
  final List<Answer> answers = new ArrayList<>();
  final Faults faults;
  final FaultAtlas atlas;
  final ActorRef<SimStorage.Command> disk;
  private final ActorRef<NodeMessage> replica;
  private long lastId;

  /** Makes a disk whose faults are left to chance. */
  StorageTestbed(long seed, StorageSettings settings, boolean isFaulty) {
    this(seed, settings, isFaulty, Optional.empty());
  }

  /** Makes a disk that may be damaged or not, with faults by chance or by a plan. */
  StorageTestbed(long seed, StorageSettings settings, boolean isFaulty, Optional<Plan> plan) {
    sim.reset(SimOptions.of(seed, Interleaving.FIFO));
    SimRng rng = SimRng.of(seed);
    faults =
        plan.map(it -> Faults.byPlan(sim.hash(), rng, it))
            .orElseGet(() -> Faults.byChance(sim.hash(), rng));
    World world = new World(sim, rng, faults, new PacketIds(), TraceSink.OFF);
    atlas = FaultAtlas.of(rng, 1, settings.withFaultyDisks(isFaulty ? 1 : 0));
    disk = sim.spawn(SimStorage.create(world, settings, 0, atlas, counters), "disk");
    replica = sim.spawn(replica(), "replica");
    sim.runReady();
  }

  private Behavior<NodeMessage> replica() {
    return Behaviors.receiveMessage(
        message -> {
          if (message instanceof SimStorage.Done done) {
            answers.add(new Answer(sim.nowNanos(), done.completion()));
          }
          return Behaviors.same();
        });
  }

  void tell(SimStorage.Command command) {
    disk.tell(command);
    sim.runReady();
  }

  /** Begins a write and returns its number. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  final long write(List<Block>... stages) {
    long id = ++lastId;
    submit(new DiskOperation.Write(id, List.of(stages)));
    return id;
  }

  void submit(DiskOperation operation) {
    tell(new SimStorage.Submit(operation, replica));
  }

  /** Returns what the slots of the zones hold that were ever written. */
  List<Block> read(Zone... zones) {
    submit(new DiskOperation.ReadZones(++lastId, List.of(zones)));
    return answered();
  }

  /** Returns what one slot holds. */
  Bytes read(Zone zone, int slot) {
    submit(new DiskOperation.ReadSlot(++lastId, zone, slot));
    return answered().get(0).content();
  }

  private List<Block> answered() {
    sim.advance(1_000_000);
    DiskCompletion completion = answers.get(answers.size() - 1).completion();
    if (completion.id() != lastId) {
      throw new AssertionError("the read was not answered");
    }
    return completion.blocks();
  }

  static Block entry(int slot, Bytes content) {
    return new Block(Zone.ENTRIES, slot, content);
  }

  static Block header(int slot, Bytes content) {
    return new Block(Zone.HEADERS, slot, content);
  }

  /** Returns so many equal bytes. */
  static Bytes filled(int length, int value) {
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) value);
    return Bytes.copyOf(content);
  }

  @Override
  public void close() {
    sim.close();
  }
}
