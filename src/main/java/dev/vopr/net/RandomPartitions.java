package dev.vopr.net;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimScheduler;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;

/**
 * Starts and ends partitions as decided: asks at the end of each interval in which none lasts.
 *
 * <p>The decision's amount is how long it lasts; kind, members, and whether it flaps or rolls
 * follow from its detail. One that rolls goes on as another in the instant at which it ends: so the
 * next primary is cut off while the one before it is only coming back.
 */
final class RandomPartitions {
  private static final int KIND = 1;
  private static final int MEMBERS = 2;
  private static final int FLAPPING = 3;
  private static final int ROLLING = 4;
  private static final int STAGES = 5;
  private static final int LENGTH = 6;
  private static final int NEXT = 7;
  private static final int MOST_MORE = 3;

  private final SimScheduler scheduler;
  private final Faults faults;
  private final PartitionSettings settings;
  private final PartitionShapes shapes;
  private final Partitions partitions;
  private final List<PartitionKind> kinds;
  private final IntSupplier primary;
  private long interval;
  private boolean isOn;
  private long quietUntilNanos;
  private boolean isStopped;

  RandomPartitions(
      World world,
      PartitionSettings settings,
      PartitionShapes shapes,
      Partitions partitions,
      IntSupplier primary) {
    this.scheduler = world.sim().scheduler();
    this.faults = world.faults();
    this.settings = settings;
    this.shapes = shapes;
    this.partitions = partitions;
    this.primary = primary;
    this.kinds = settings.kinds().stream().filter(shapes::isPossible).toList();
  }

  void start() {
    // A plan may be without partitions because none struck: its run had these timers as well.
    boolean isWanted =
        settings.probability() > 0
            || faults.isPossible(FaultKind.PARTITION, settings.probability());
    if (isWanted && !kinds.isEmpty()) {
      scheduler.scheduleOnce(settings.intervalNanos(), this::onInterval);
    }
  }

  /** No partition starts or ends any more. */
  void stop() {
    isStopped = true;
  }

  private void onInterval() {
    if (isStopped) {
      return;
    }
    interval++;
    if (!isOn && scheduler.nowNanos() >= quietUntilNanos) {
      faults
          .strike(FaultKind.PARTITION, 0, interval, settings.probability(), this::lengthNanos)
          .ifPresent(this::begin);
    }
    scheduler.scheduleOnce(settings.intervalNanos(), this::onInterval);
  }

  private long lengthNanos(long bits) {
    return settings.minNanos() + SimRng.scale(bits, settings.maxNanos() - settings.minNanos() + 1);
  }

  private void begin(Decision decision) {
    long detail = decision.detail();
    boolean isRolling = SimRng.toUnit(SimRng.mix(detail + ROLLING)) < settings.rolling();
    int more = isRolling ? 1 + (int) SimRng.scale(SimRng.mix(detail + STAGES), MOST_MORE) : 0;
    isOn = true;
    begin(detail, decision.amount(), more);
  }

  private void begin(long detail, long nanos, int more) {
    PartitionKind kind = kinds.get((int) SimRng.scale(SimRng.mix(detail + KIND), kinds.size()));
    String name = "random-" + interval + "-" + kind.name().toLowerCase(Locale.ROOT);
    List<DirectedLink> links = shapes.links(kind, SimRng.mix(detail + MEMBERS), primary.getAsInt());
    partitions.start(name, links);
    long endNanos = scheduler.nowNanos() + nanos;
    scheduler.scheduleOnce(nanos, () -> end(name, detail, more));
    if (SimRng.toUnit(SimRng.mix(detail + FLAPPING)) < settings.flapping()) {
      flap(name, links, endNanos, true);
    }
  }

  /** Mends or cuts the links after half a period, and so on until the partition ends. */
  private void flap(String name, List<DirectedLink> links, long endNanos, boolean isCut) {
    if (scheduler.nowNanos() + settings.flapNanos() >= endNanos) {
      return;
    }
    scheduler.scheduleOnce(
        settings.flapNanos(),
        () -> {
          if (isStopped) {
            return;
          }
          if (isCut) {
            partitions.end(name);
          } else {
            partitions.startAgain(name, links);
          }
          flap(name, links, endNanos, !isCut);
        });
  }

  private void end(String name, long detail, int more) {
    if (isStopped) {
      return;
    }
    partitions.end(name);
    if (more > 0) {
      long next = SimRng.mix(detail + NEXT);
      begin(next, lengthNanos(SimRng.mix(next + LENGTH)), more - 1);
    } else {
      isOn = false;
      quietUntilNanos = scheduler.nowNanos() + settings.stabilityNanos();
    }
  }
}
