package dev.vopr.storage;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.vopr.net.NodeMessage;
import dev.vopr.net.World;
import dev.vopr.sim.SimRng;
import dev.vopr.vsr.Replica;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The disk of one replica, which outlives it: asynchronous, and honest as long as no fault strikes.
 *
 * <p>A write passes through its stages one after the other; each is on the medium and flushed
 * before the next begins. When the power goes, the stages that were done are there, those that had
 * not begun are not, and of the one under way any part of any block may be.
 */
public final class SimStorage extends AbstractBehavior<SimStorage.Command> {

  /** What the disk can be told. */
  public sealed interface Command {}

  /** Carries out an operation and tells the replica. */
  public record Submit(DiskOperation operation, ActorRef<NodeMessage> replyTo) implements Command {}

  /** The power goes: what is under way is torn. */
  public enum PowerLoss implements Command {
    INSTANCE
  }

  /** The replica is about to be started again: what rots or is lost meanwhile, does. */
  public enum Age implements Command {
    INSTANCE
  }

  /** From now on nothing fails any more. */
  public enum Heal implements Command {
    INSTANCE
  }

  private record Flushed() implements Command {}

  /** An interval has passed: a bit may flip. */
  private enum Rot implements Command {
    INSTANCE
  }

  /** The answer to {@link Submit}. */
  public record Done(DiskCompletion completion) implements NodeMessage {}

  /** A write under way, with the instants at which its stages are done. */
  private record UnderWay(Submit submit, List<Long> doneAt, Cancellable timer) {}

  /** How often a bit may flip on a disk in use, in nanoseconds. */
  static final long ROT_INTERVAL_NANOS = 100_000_000L;

  private static final int SECTOR_BYTES = 512;

  private final World world;
  private final StorageSettings settings;
  private final SimRng rng;

  /** What reads single slots takes its time from here, so that it shifts nobody else's chance. */
  private final SimRng slotRng;

  private final SimRng rotRng;
  private final boolean isFaulty;
  private final StorageCounters counters;
  private final Medium medium = new Medium();
  private Optional<UnderWay> underWay = Optional.empty();
  private boolean isHealed;

  private SimStorage(
      ActorContext<Command> context,
      World world,
      StorageSettings settings,
      int replica,
      boolean isFaulty,
      StorageCounters counters) {
    super(context);
    this.world = world;
    this.settings = settings;
    this.rng = world.rng().fork("storage", replica);
    this.slotRng = rng.fork("slots");
    this.rotRng = rng.fork("rot");
    this.isFaulty = isFaulty;
    this.counters = counters;
    Replica.format().forEach(medium::write);
    if (isFaulty && settings.bitRot() > 0) {
      awaitRot();
    }
  }

  /**
   * Creates an empty disk.
   *
   * @param replica whose disk it is
   * @param isFaulty whether it may become corrupt or lost
   */
  public static Behavior<Command> create(
      World world,
      StorageSettings settings,
      int replica,
      boolean isFaulty,
      StorageCounters counters) {
    return Behaviors.setup(
        context -> new SimStorage(context, world, settings, replica, isFaulty, counters));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Submit.class, this::onSubmit)
        .onMessage(Flushed.class, this::onFlushed)
        .onMessageEquals(PowerLoss.INSTANCE, this::onPowerLoss)
        .onMessageEquals(Age.INSTANCE, this::onAge)
        .onMessageEquals(Heal.INSTANCE, this::onHeal)
        .onMessageEquals(Rot.INSTANCE, this::onRot)
        .build();
  }

  private Behavior<Command> onSubmit(Submit submit) {
    if (submit.operation() instanceof DiskOperation.Write write) {
      begin(submit, write);
    } else if (submit.operation() instanceof DiskOperation.ReadZones read) {
      answer(submit, latency(), true, medium.all(read.zones()));
    } else if (submit.operation() instanceof DiskOperation.ReadSlot read) {
      Bytes content = medium.read(read.zone(), read.slot());
      long delay = slotRng.between(settings.minNanos(), settings.maxNanos());
      answer(submit, delay, true, List.of(new Block(read.zone(), read.slot(), content)));
    }
    return this;
  }

  private long latency() {
    return rng.between(settings.minNanos(), settings.maxNanos());
  }

  private void answer(Submit submit, long delay, boolean isDone, List<Block> blocks) {
    DiskCompletion completion = new DiskCompletion(submit.operation().id(), isDone, blocks);
    world.sim().scheduler().scheduleOnce(delay, () -> submit.replyTo().tell(new Done(completion)));
  }

  private void begin(Submit submit, DiskOperation.Write write) {
    if (!isHealed && settings.writeError() > 0 && rng.chance(settings.writeError())) {
      counters.countWriteError();
      answer(submit, latency(), false, List.of());
      return;
    }
    List<Long> doneAt = new ArrayList<>();
    long at = world.sim().nowNanos();
    for (int i = 0; i < write.stages().size(); i++) {
      at += latency();
      doneAt.add(at);
    }
    Cancellable timer =
        world
            .sim()
            .scheduler()
            .scheduleOnce(
                at - world.sim().nowNanos(), () -> getContext().getSelf().tell(new Flushed()));
    underWay = Optional.of(new UnderWay(submit, doneAt, timer));
  }

  private Behavior<Command> onFlushed(Flushed flushed) {
    if (underWay.isEmpty()) {
      return this;
    }
    Submit submit = underWay.get().submit();
    underWay = Optional.empty();
    DiskOperation.Write write = (DiskOperation.Write) submit.operation();
    write.stages().forEach(stage -> stage.forEach(medium::write));
    counters.countWrite();
    submit.replyTo().tell(new Done(new DiskCompletion(write.id(), true, List.of())));
    return this;
  }

  private Behavior<Command> onPowerLoss() {
    if (underWay.isEmpty()) {
      return this;
    }
    UnderWay torn = underWay.get();
    underWay = Optional.empty();
    torn.timer().cancel();
    List<List<Block>> stages = ((DiskOperation.Write) torn.submit().operation()).stages();
    for (int i = 0; i < stages.size(); i++) {
      boolean isDone = torn.doneAt().get(i) <= world.sim().nowNanos();
      if (isDone) {
        stages.get(i).forEach(medium::write);
      } else {
        counters.countTorn();
        stages.get(i).forEach(this::tear);
        break;
      }
    }
    return this;
  }

  /** All of the block, nothing of it, or any of its sectors reached the medium. */
  private void tear(Block block) {
    int choice = rng.nextInt(3);
    if (choice == 0) {
      return;
    }
    if (choice == 1) {
      medium.write(block);
      return;
    }
    byte[] content = block.content().toArray();
    byte[] old = medium.read(block.zone(), block.slot()).toArray();
    for (int start = 0; start < content.length; start += SECTOR_BYTES) {
      if (rng.chance(0.5)) {
        for (int i = start; i < Math.min(content.length, start + SECTOR_BYTES); i++) {
          content[i] = i < old.length ? old[i] : 0;
        }
      }
    }
    medium.write(new Block(block.zone(), block.slot(), Bytes.wrap(content)));
  }

  private Behavior<Command> onAge() {
    if (!isFaulty || isHealed) {
      return this;
    }
    if (rng.chance(settings.lostDisk())) {
      counters.countLostDisk();
      medium.wipe();
      return this;
    }
    for (Block block : medium.all(List.of(Zone.values()))) {
      if (rng.chance(settings.corruption()) && block.content().length() > 0) {
        counters.countCorruption();
        flipBit(block, rng);
      }
    }
    return this;
  }

  private void flipBit(Block block, SimRng chance) {
    byte[] content = block.content().toArray();
    content[chance.nextInt(content.length)] ^= (byte) (1 << chance.nextInt(8));
    medium.write(new Block(block.zone(), block.slot(), Bytes.wrap(content)));
  }

  private void awaitRot() {
    world
        .sim()
        .scheduler()
        .scheduleOnce(ROT_INTERVAL_NANOS, () -> getContext().getSelf().tell(Rot.INSTANCE));
  }

  /** Bit rot at rest: a sector goes bad, and nobody knows before it is read (rule D2). */
  private Behavior<Command> onRot() {
    if (isHealed) {
      return this;
    }
    List<Block> written = new ArrayList<>(medium.all(List.of(Zone.values())));
    written.removeIf(block -> block.content().length() == 0);
    if (rotRng.chance(settings.bitRot()) && !written.isEmpty()) {
      counters.countRotten();
      flipBit(written.get(rotRng.nextInt(written.size())), rotRng);
    }
    awaitRot();
    return this;
  }

  private Behavior<Command> onHeal() {
    isHealed = true;
    return this;
  }
}
