package dev.vopr.sim;

import akka.actor.Cancellable;

/** One entry of the {@link SimScheduler}'s heap. */
final class SimTimer implements Cancellable {
  static final long ONCE = 0;

  private final SimScheduler scheduler;
  final long intervalNanos;
  final Runnable runnable;

  long dueNanos;
  long sequence;
  boolean isPending;
  private boolean isCancelled;

  SimTimer(
      SimScheduler scheduler, long dueNanos, long sequence, long intervalNanos, Runnable runnable) {
    this.scheduler = scheduler;
    this.dueNanos = dueNanos;
    this.sequence = sequence;
    this.intervalNanos = intervalNanos;
    this.runnable = runnable;
  }

  boolean isBefore(SimTimer other) {
    return dueNanos != other.dueNanos ? dueNanos < other.dueNanos : sequence < other.sequence;
  }

  @Override
  public boolean cancel() {
    if (!isPending || scheduler.refusesForeign("a cancelled timer")) {
      return false;
    }
    isPending = false;
    isCancelled = true;
    scheduler.onCancelled();
    return true;
  }

  @Override
  public boolean isCancelled() {
    return isCancelled;
  }
}
