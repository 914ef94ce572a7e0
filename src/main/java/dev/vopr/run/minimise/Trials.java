package dev.vopr.run.minimise;

import dev.vopr.fault.Decision;
import dev.vopr.run.RunResult;
import dev.vopr.scenario.MinimizeSettings;
import dev.vopr.trace.TraceSink;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes the runs, and keeps the smallest one so far that fails in the same way.
 *
 * <p>That a cluster settles is seen at once, but that it stands still only when all its time is
 * over. So candidates for a stalled run get a share of that time: who settles within it would have
 * settled anyway, and of the others it is assumed that they do not. When a step has ended, what is
 * left gets all its time; if it does settle then, candidates get more time, and the step begins
 * again.
 */
final class Trials {
  /** A run that takes so many times the events of the original is given up. */
  private static final long MOST_TIMES_THE_EVENTS = 2;

  private static final long FEW_EVENTS = 2_000;

  /** Candidates get this share of the time to settle at first. */
  private static final long SHARE_OF_TIME = 32;

  /** Those that settled after all get so many times the time that they took. */
  private static final long MORE_TIME = 2;

  private final Reproducer reproducer;
  private final long seed;
  private final MinimizeSettings limits;
  private final MinimiseListener listener;
  private final AtomicBoolean isStopped;
  private final long beganNanos = System.nanoTime();
  private final Set<Long> tried = new HashSet<>();

  /** Those in {@link #tried} of which it is assumed that they fail. */
  private final Set<Long> assumed = new HashSet<>();

  private final Failure wanted;
  private final long maxEvents;
  private Variant best;
  private RunResult bestRun;

  /** The smallest one that is known to fail. */
  private Variant sure;

  private RunResult sureRun;

  /** Whether the best one is that one. */
  private boolean isSure = true;

  private long patienceNanos;
  private Step step = Step.ORIGINAL;
  private long runs;

  /**
   * Begins with a run that failed.
   *
   * @param isStopped may be set by another thread, and then no run begins
   * @param original how to make it
   * @param run what came out of it
   */
  Trials(
      Reproducer reproducer,
      long seed,
      MinimizeSettings limits,
      MinimiseListener listener,
      AtomicBoolean isStopped,
      Failure wanted,
      Variant original,
      RunResult run) {
    this.reproducer = reproducer;
    this.seed = seed;
    this.limits = limits;
    this.listener = listener;
    this.isStopped = isStopped;
    this.wanted = wanted;
    best = original;
    bestRun = run;
    sure = original;
    sureRun = run;
    patienceNanos =
        wanted.what().equals(Failure.IDLE)
            ? original.settleBoundNanos() / SHARE_OF_TIME
            : Long.MAX_VALUE;
    long ofSettings = original.base().simulation().maxEvents();
    // A run that was stalled because of its limit is judged by the same limit.
    maxEvents =
        wanted.what().equals(Failure.BUSY)
            ? ofSettings
            : Math.min(ofSettings, MOST_TIMES_THE_EVENTS * run.events() + FEW_EVENTS);
  }

  /** Makes a smaller run; if it fails in the same way, it is the best one from now on. */
  boolean attempt(Variant candidate) {
    if (isOver() || !tried.add(candidate.fingerprint())) {
      return false;
    }
    RunResult run = tryOut(candidate);
    boolean isSame = isSame(run);
    if (isSame) {
      best = candidate;
      bestRun = run;
      if (isGivenLess(candidate)) {
        assumed.add(candidate.fingerprint());
        isSure = false;
      } else {
        makeSure();
      }
    }
    listener.onRun(step, runs, best.decisions().size());
    if (isSame && !run.faults().unused().isEmpty()) {
      // Faults without an occasion may still have set timers, so this has to be tried as well.
      attempt(candidate.with(run.faults().plan().decisions()));
    }
    return isSame;
  }

  boolean attempt(Optional<Variant> candidate) {
    return candidate.isPresent() && attempt(candidate.get());
  }

  /** As {@link DeltaDebugging.Test}, for faults. */
  Optional<List<Decision>> failing(List<Decision> part) {
    return attempt(best.with(part)) ? Optional.of(best.decisions()) : Optional.empty();
  }

  /** Takes a step, until what is left after it fails if it gets all its time. */
  void take(Runnable step) {
    do {
      step.run();
    } while (!confirm() && !isOver());
  }

  private boolean confirm() {
    if (isSure) {
      return true;
    }
    RunResult whole = run(best, TraceSink.OFF);
    onRun();
    if (!isSame(whole)) {
      giveMore(whole, best);
      tried.removeAll(assumed);
      assumed.clear();
      best = sure;
      bestRun = sureRun;
      isSure = true;
      return false;
    }
    bestRun = whole;
    makeSure();
    boolean isFewer =
        !whole.faults().unused().isEmpty() && attempt(best.with(whole.faults().plan().decisions()));
    return !isFewer || confirm();
  }

  private void makeSure() {
    sure = best;
    sureRun = bestRun;
    isSure = true;
    assumed.clear();
  }

  /** Returns whether a run with all its time fails; if not, candidates get more from now on. */
  boolean failsSurely(Variant variant) {
    RunResult whole = run(variant, TraceSink.OFF);
    boolean isSame = isSame(whole);
    if (!isSame) {
      giveMore(whole, variant);
    }
    return isSame;
  }

  private void giveMore(RunResult whole, Variant variant) {
    long took = whole.nanos() - variant.base().simulation().faultNanos();
    patienceNanos = MORE_TIME * Math.max(patienceNanos, took);
  }

  /** Returns whether a run seems to fail, as far as the time goes that it gets. */
  boolean seemsToFail(Variant variant) {
    return isSame(tryOut(variant));
  }

  private RunResult tryOut(Variant variant) {
    runs++;
    long settleNanos = Math.min(variant.settleBoundNanos(), patienceNanos);
    return reproducer.run(variant.scenario(maxEvents, settleNanos), seed, TraceSink.OFF);
  }

  private boolean isGivenLess(Variant variant) {
    return patienceNanos < variant.settleBoundNanos();
  }

  /** Makes a run that is not to be kept, whatever the limits are, and gives it all its time. */
  RunResult run(Variant variant, TraceSink trace) {
    runs++;
    return reproducer.run(variant.scenario(maxEvents, variant.settleBoundNanos()), seed, trace);
  }

  /** Returns whether a run fails in the way that is wanted. */
  boolean isSame(RunResult run) {
    return Failure.of(run, maxEvents).filter(wanted::equals).isPresent();
  }

  void begin(Step next) {
    step = next;
  }

  /** Returns whether a limit was reached. */
  boolean isOver() {
    long limitNanos = limits.forMillis() * 1_000_000;
    return isStopped.get()
        || runs >= limits.runs()
        || (limitNanos > 0 && System.nanoTime() - beganNanos >= limitNanos);
  }

  /** Returns whether it was told to stop. */
  boolean isStopped() {
    return isStopped.get();
  }

  void onRun() {
    listener.onRun(step, runs, best.decisions().size());
  }

  Variant best() {
    return best;
  }

  RunResult bestRun() {
    return bestRun;
  }

  Failure wanted() {
    return wanted;
  }

  long seed() {
    return seed;
  }

  long runs() {
    return runs;
  }

  long wallNanos() {
    return System.nanoTime() - beganNanos;
  }
}
