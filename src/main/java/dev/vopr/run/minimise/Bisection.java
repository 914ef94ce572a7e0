package dev.vopr.run.minimise;

import dev.vopr.fault.Decision;
import dev.vopr.run.trace.TraceFiles;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import dev.vopr.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When a failure became inevitable, found with real runs.
 *
 * <p>First, how late all faults may end and all clients fall silent without averting it: the first
 * event after that is the point of no return. If healing at some instant averts it, it may still
 * come if the cluster is healed even sooner; what is found is one instant at which that changes.
 *
 * <p>Second, where the run parts from the same run without its last fault.
 *
 * @param events those of the run, up to a limit
 * @param inevitable index of the first event at which the failure can no longer be averted; the
 *     number of events if that is at the end
 * @param inevitableNanos its virtual time in nanoseconds
 * @param last the last fault of the run, if there is one
 * @param parting index of the first event that is not the same without it
 * @param instead what happens without it at that place, if anything
 */
public record Bisection(
    List<TraceEvent> events,
    int inevitable,
    long inevitableNanos,
    Optional<Decision> last,
    int parting,
    Optional<TraceEvent> instead) {
  private static final int MOST_EVENTS = 500_000;
  private static final long MILLISECOND = 1_000_000L;

  /** A number that no occasion has. */
  private static final long NEVER = Long.MAX_VALUE;

  static Bisection of(Trials trials) {
    trials.begin(Step.BISECTION);
    Variant best = trials.best();
    List<TraceEvent> events = events(trials, best);
    long inevitableNanos = inevitable(trials, best, events);
    int inevitable = 0;
    while (inevitable < events.size() && events.get(inevitable).nanos() < inevitableNanos) {
      inevitable++;
    }
    List<Decision> struck = trials.bestRun().faults().plan().decisions();
    if (struck.isEmpty()) {
      return new Bisection(
          events, inevitable, inevitableNanos, Optional.empty(), events.size(), Optional.empty());
    }
    Decision last = struck.get(struck.size() - 1);
    List<TraceEvent> without = events(trials, best.with(without(best.decisions(), last)));
    int parting = 0;
    int common = Math.min(events.size(), without.size());
    while (parting < common && isSame(events.get(parting), without.get(parting))) {
      parting++;
    }
    Optional<TraceEvent> instead =
        parting < without.size() ? Optional.of(without.get(parting)) : Optional.empty();
    return new Bisection(events, inevitable, inevitableNanos, Optional.of(last), parting, instead);
  }

  /**
   * Replaces a fault by one that never strikes, so that the timers of its kind are set as before.
   */
  private static List<Decision> without(List<Decision> decisions, Decision last) {
    List<Decision> rest = new ArrayList<>(decisions);
    rest.remove(last);
    rest.add(new Decision(last.kind(), last.place(), NEVER, last.amount(), last.detail()));
    return rest;
  }

  private static List<TraceEvent> events(Trials trials, Variant variant) {
    List<TraceEvent> events = new ArrayList<>();
    trials.run(
        variant,
        new TraceSink() {
          @Override
          public boolean isOn() {
            return events.size() < MOST_EVENTS;
          }

          @Override
          public void add(TraceEvent event) {
            if (isOn()) {
              events.add(event);
            }
          }
        });
    trials.onRun();
    return events;
  }

  /** Events are the same if their lines in a trace file are, frames included. */
  static boolean isSame(TraceEvent one, TraceEvent other) {
    return line(one).equals(line(other));
  }

  private static String line(TraceEvent event) {
    return TraceFiles.line(new TraceRecord(1, 0, 0, event), "");
  }

  /** Returns the first instant such that ending all faults right after it averts nothing. */
  private static long inevitable(Trials trials, Variant best, List<TraceEvent> events) {
    long never = Math.min(trials.bestRun().nanos(), best.base().simulation().faultNanos());
    long[] instants = instants(events, never);
    long found;
    boolean isSure;
    do {
      found = seemsInevitable(trials, best, instants, never);
      long nanos = Math.max(found, MILLISECOND);
      isSure =
          found >= never
              || trials.isStopped()
              || healedAt(best, nanos).map(trials::failsSurely).orElse(true);
      trials.onRun();
    } while (!isSure);
    return found;
  }

  /** Between two events nothing changes, so the instants right after each are enough. */
  private static long[] instants(List<TraceEvent> events, long never) {
    return events.stream()
        .mapToLong(event -> event.nanos() + 1)
        .filter(nanos -> nanos > MILLISECOND && nanos < never)
        .distinct()
        .toArray();
  }

  /** As above, as far as the time goes that candidates get. */
  private static long seemsInevitable(Trials trials, Variant best, long[] instants, long never) {
    if (never <= MILLISECOND || failsIfHealedAt(trials, best, MILLISECOND)) {
      return 0;
    }
    int averts = -1;
    int averted = instants.length;
    while (averts + 1 < averted && !trials.isStopped()) {
      int middle = averts + (averted - averts) / 2;
      if (failsIfHealedAt(trials, best, instants[middle])) {
        averted = middle;
      } else {
        averts = middle;
      }
    }
    return averted < instants.length ? instants[averted] : never;
  }

  private static boolean failsIfHealedAt(Trials trials, Variant best, long nanos) {
    boolean fails = healedAt(best, nanos).filter(trials::seemsToFail).isPresent();
    trials.onRun();
    return fails;
  }

  private static Optional<Variant> healedAt(Variant best, long nanos) {
    return best.with(best.settings().with("run.fault-time", nanos + " ns"));
  }
}
