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
import dev.vopr.vsr.Replica;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.DiskOperation.Block;
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

  /** The replica is about to be started again: what is corrupt or lost meanwhile, shows. */
  public enum Age implements Command {
    INSTANCE
  }

  /** The replica ends in good order: what is under way gets onto the medium. */
  public enum Flush implements Command {
    INSTANCE
  }

  /** An operator formats the disk by mistake: nothing is on it any more. */
  public enum Reformat implements Command {
    INSTANCE
  }

  /** From now on all writes fail, or no longer do. */
  public record ReadOnly(boolean isReadOnly) implements Command {}

  /** From now on nothing fails any more. */
  public enum Heal implements Command {
    INSTANCE
  }

  /** A timer of the disk itself. */
  private enum Alarm implements Command {
    /** The write under way is done. */
    FLUSHED,
    /** What lies on the medium has aged by an interval. */
    REST,
    /** The disk may turn slow. */
    SLOW
  }

  /** The answer to {@link Submit}. */
  public record Done(DiskCompletion completion) implements NodeMessage {}

  /** A write under way, with the instants at which its stages are done. */
  private record UnderWay(
      DiskOperation.Write write,
      ActorRef<NodeMessage> replyTo,
      boolean isLie,
      List<Long> doneAt,
      Cancellable timer) {}

  private final World world;
  private final StorageSettings settings;
  private final StorageCounters counters;
  private final Medium medium = new Medium();
  private final DiskFaults faults;
  private final DiskLatency latency;
  private final WriteFaults writeFaults;
  private final ReadFaults readFaults;
  private final RestFaults restFaults;
  private Optional<UnderWay> underWay = Optional.empty();
  private long powerLosses;

  private SimStorage(
      ActorContext<Command> context,
      World world,
      StorageSettings settings,
      int replica,
      FaultAtlas atlas,
      StorageCounters counters) {
    super(context);
    this.world = world;
    this.settings = settings;
    this.counters = counters;
    faults = new DiskFaults(world.faults(), atlas, replica);
    latency = new DiskLatency(faults, settings, world.rng().fork("storage", replica));
    Sectors sectors = new Sectors(settings.sectorBytes());
    Tearing tearing = new Tearing(sectors, medium);
    writeFaults = new WriteFaults(faults, settings.writes(), medium, tearing);
    readFaults = new ReadFaults(faults, settings.reads(), medium, sectors);
    restFaults = new RestFaults(faults, settings.rest(), medium, sectors, counters);
    Replica.format().forEach(medium::write);
    if (restFaults.isPossible()) {
      alarmAfter(settings.rest().intervalNanos(), Alarm.REST);
    }
    if (latency.isPossible()) {
      alarmAfter(settings.slow().intervalNanos(), Alarm.SLOW);
    }
  }

  /**
   * Creates an empty disk.
   *
   * @param replica whose disk it is
   * @param atlas where it may be damaged
   */
  public static Behavior<Command> create(
      World world,
      StorageSettings settings,
      int replica,
      FaultAtlas atlas,
      StorageCounters counters) {
    return Behaviors.setup(
        context -> new SimStorage(context, world, settings, replica, atlas, counters));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Submit.class, this::onSubmit)
        .onMessage(Alarm.class, this::onAlarm)
        .onMessageEquals(PowerLoss.INSTANCE, this::onPowerLoss)
        .onMessageEquals(Age.INSTANCE, this::onAge)
        .onMessageEquals(Flush.INSTANCE, this::onFlush)
        .onMessageEquals(Reformat.INSTANCE, this::onReformat)
        .onMessage(ReadOnly.class, this::onReadOnly)
        .onMessageEquals(Heal.INSTANCE, this::onHeal)
        .build();
  }

  private Cancellable alarmAfter(long nanos, Alarm alarm) {
    return world.sim().scheduler().scheduleOnce(nanos, () -> getContext().getSelf().tell(alarm));
  }

  private Behavior<Command> onAlarm(Alarm alarm) {
    switch (alarm) {
      case FLUSHED -> onFlushed();
      case REST -> {
        if (!faults.isHealed()) {
          restFaults.onInterval();
          alarmAfter(settings.rest().intervalNanos(), Alarm.REST);
        }
      }
      case SLOW -> {
        if (!faults.isHealed()) {
          latency.onInterval(now());
          alarmAfter(settings.slow().intervalNanos(), Alarm.SLOW);
        }
      }
    }
    return this;
  }

  private long now() {
    return world.sim().nowNanos();
  }

  private Behavior<Command> onSubmit(Submit submit) {
    latency.onOperation();
    if (submit.operation() instanceof DiskOperation.Write write) {
      begin(submit, write);
    } else if (submit.operation() instanceof DiskOperation.ReadZones read) {
      answerRead(submit, medium.all(read.zones()));
    } else if (submit.operation() instanceof DiskOperation.ReadSlot read) {
      Block block = new Block(read.zone(), read.slot(), medium.read(read.zone(), read.slot()));
      answerRead(submit, List.of(block));
    }
    return this;
  }

  // ---- reads ------------------------------------------------------------------------------------

  private void answerRead(Submit submit, List<Block> blocks) {
    if (readFaults.fails()) {
      answer(submit, false, List.of());
    } else {
      List<Block> read = new ArrayList<>(blocks.size());
      for (Block block : blocks) {
        read.add(readFaults.read(block));
      }
      answer(submit, true, read);
    }
  }

  private void answer(Submit submit, boolean isDone, List<Block> blocks) {
    DiskCompletion completion = new DiskCompletion(submit.operation().id(), isDone, blocks);
    long delay = latency.nanos(now(), 0);
    world.sim().scheduler().scheduleOnce(delay, () -> submit.replyTo().tell(new Done(completion)));
  }

  // ---- writes -----------------------------------------------------------------------------------

  private void begin(Submit submit, DiskOperation.Write write) {
    if (writeFaults.fails(write)) {
      answer(submit, false, List.of());
      return;
    }
    List<Long> doneAt = new ArrayList<>();
    long at = now();
    for (int stage = 0; stage < write.stages().size(); stage++) {
      at += latency.nanos(now(), stage);
      doneAt.add(at);
    }
    boolean isLie = writeFaults.isLie(write);
    Cancellable timer = alarmAfter(at - now(), Alarm.FLUSHED);
    underWay = Optional.of(new UnderWay(write, submit.replyTo(), isLie, doneAt, timer));
  }

  private void onFlushed() {
    if (underWay.isEmpty()) {
      return;
    }
    UnderWay done = underWay.get();
    underWay = Optional.empty();
    for (List<Block> stage : done.write().stages()) {
      put(stage, done.isLie());
    }
    counters.countWrite();
    done.replyTo().tell(new Done(new DiskCompletion(done.write().id(), true, List.of())));
  }

  private void put(List<Block> stage, boolean isLie) {
    for (Block block : stage) {
      writeFaults.put(block, isLie);
    }
  }

  private Behavior<Command> onPowerLoss() {
    powerLosses++;
    writeFaults.forgetLie();
    if (underWay.isEmpty()) {
      return this;
    }
    UnderWay torn = underWay.get();
    underWay = Optional.empty();
    torn.timer().cancel();
    List<List<Block>> stages = torn.write().stages();
    for (int i = 0; i < stages.size(); i++) {
      if (torn.doneAt().get(i) > now()) {
        writeFaults.tear(stages.get(i), powerLosses);
        break;
      }
      put(stages.get(i), torn.isLie());
    }
    return this;
  }

  private Behavior<Command> onAge() {
    restFaults.onStart();
    return this;
  }

  private Behavior<Command> onFlush() {
    underWay.ifPresent(write -> write.timer().cancel());
    onFlushed();
    writeFaults.forgetLie();
    return this;
  }

  private Behavior<Command> onReformat() {
    medium.wipe();
    return this;
  }

  private Behavior<Command> onReadOnly(ReadOnly command) {
    writeFaults.setReadOnly(command.isReadOnly());
    return this;
  }

  private Behavior<Command> onHeal() {
    faults.heal();
    writeFaults.forgetLie();
    return this;
  }
}
