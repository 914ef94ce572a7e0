package dev.vopr.cluster;

import dev.vopr.byzantine.TwinSettings;
import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Decides, interval by interval, which of the two copies of a liar each other node talks to. Where
 * nothing strikes, that is the first one.
 */
final class TwinSwitch {
  /** Which of the two. */
  enum Copy {
    FIRST,
    SECOND
  }

  private record Turn(long interval, Copy copy) {}

  private final int liar;
  private final TwinSettings settings;
  private final Faults faults;
  private final LongSupplier now;
  private final Map<Integer, Turn> turns = new TreeMap<>();
  private boolean isOver;

  TwinSwitch(int liar, TwinSettings settings, Faults faults, LongSupplier now) {
    this.liar = liar;
    this.settings = settings;
    this.faults = faults;
    this.now = now;
  }

  int liar() {
    return liar;
  }

  /** From now on everybody talks to the first copy. */
  void end() {
    isOver = true;
  }

  /** Returns which copy a node hears, and is heard by, now. */
  Copy copyFor(int peer) {
    if (isOver) {
      return Copy.FIRST;
    }
    long interval = now.getAsLong() / settings.intervalNanos() + 1;
    Turn turn = turns.get(peer);
    if (turn == null || turn.interval() != interval) {
      boolean isTurned =
          faults.strikes(FaultKind.TWIN, Decision.link(liar, peer), interval, settings.share());
      turn = new Turn(interval, isTurned ? Copy.SECOND : Copy.FIRST);
      turns.put(peer, turn);
    }
    return turn.copy();
  }
}
