package dev.vopr.cluster;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import java.util.Optional;

/** Counts the named points that replicas come to, and decides whether one crashes there. */
final class CrashPoints {

  /** Who can make a replica crash. */
  interface Executor {
    /** Returns whether the replica may crash now. */
    boolean mayCrash(int replica);

    /** Makes the replica crash before anything else happens. */
    void crash(int replica, Decision decision);
  }

  private final Faults faults;
  private final ProcessSettings settings;
  private final long[][] reached;
  private final long[] struck = new long[ProcessPoint.values().length];
  private Optional<Executor> executor = Optional.empty();

  CrashPoints(Faults faults, ProcessSettings settings, int replicas) {
    this.faults = faults;
    this.settings = settings;
    this.reached = new long[replicas][ProcessPoint.values().length];
  }

  void carriedOutBy(Executor newExecutor) {
    executor = Optional.of(newExecutor);
  }

  /** Returns whether a replica can crash at any point; if not, nobody need look for them. */
  boolean isPossible() {
    double most = 0;
    for (ProcessPoint point : ProcessPoint.values()) {
      most = Math.max(most, settings.at(point));
    }
    return executor.isPresent() && faults.isPossible(FaultKind.CRASH_AT_POINT, most);
  }

  /** A replica has come to a point; returns whether it crashes there, and has to stop at once. */
  boolean crashes(int replica, ProcessPoint point) {
    long number = ++reached[replica][point.ordinal()];
    if (!executor.orElseThrow().mayCrash(replica)) {
      return false;
    }
    Optional<Decision> decision =
        faults.strike(
            FaultKind.CRASH_AT_POINT,
            Decision.point(replica, point.ordinal()),
            number,
            settings.at(point),
            settings::downNanos);
    decision.ifPresent(
        it -> {
          struck[point.ordinal()]++;
          executor.get().crash(replica, it);
        });
    return decision.isPresent();
  }

  /** Returns how often replicas crashed at a point. */
  long struck(ProcessPoint point) {
    return struck[point.ordinal()];
  }
}
