package dev.vopr.sim;

import akka.actor.Cancellable;
import akka.event.LoggingAdapter;
import akka.testkit.ExplicitlyTriggeredScheduler;
import com.typesafe.config.Config;
import java.util.Arrays;
import java.util.concurrent.ThreadFactory;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Akka's scheduler on virtual time: a binary heap ordered by (instant, sequence number).
 *
 * <p>It extends the testkit's manual scheduler, so that {@code ManualTime.get(system)} works, and
 * replaces all of it: nanoseconds instead of milliseconds, a defined order for timers that are due
 * together, no sleeping, and no timer that runs inside the call that sets it.
 */
public final class SimScheduler extends ExplicitlyTriggeredScheduler {
  private static final int COMPACT_FROM = 64;

  /** The instant that does not come: timers beyond the range of nanoseconds are due then. */
  static final long NEVER = Long.MAX_VALUE;

  private SimTimer[] heap = new SimTimer[256];
  private int size;
  private int cancelledInHeap;
  private long sequence;
  private long nowNanos;
  private SimSystem system;
  private SimDispatcher dispatcher;

  /** The signature that Akka looks for; see {@code akka.scheduler.implementation}. */
  public SimScheduler(Config config, LoggingAdapter log, ThreadFactory threadFactory) {
    super(config, log, threadFactory);
  }

  void attach(SimSystem newSystem, SimDispatcher newDispatcher) {
    system = newSystem;
    dispatcher = newDispatcher;
  }

  /** Returns virtual time in nanoseconds since the last reset. */
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public Cancellable scheduleOnce(
      FiniteDuration delay, Runnable runnable, ExecutionContext executor) {
    return schedule(delay.toNanos(), SimTimer.ONCE, runnable);
  }

  @Override
  public Cancellable schedule(
      FiniteDuration initialDelay,
      FiniteDuration interval,
      Runnable runnable,
      ExecutionContext executor) {
    return schedule(initialDelay.toNanos(), Math.max(1, interval.toNanos()), runnable);
  }

  /**
   * Runs {@code runnable} once, {@code delayNanos} from now; at or below 0 means later this
   * instant, after the turns of all actors that wait for one.
   */
  public Cancellable scheduleOnce(long delayNanos, Runnable runnable) {
    return schedule(delayNanos, SimTimer.ONCE, runnable);
  }

  private SimTimer schedule(long delayNanos, long intervalNanos, Runnable runnable) {
    long due = later(nowNanos, Math.max(0, delayNanos));
    if (refusesForeign("a timer")) {
      return new SimTimer(this, due, 0, intervalNanos, runnable);
    }
    SimTimer timer = new SimTimer(this, due, sequence++, intervalNanos, runnable);
    push(timer);
    return timer;
  }

  /** Reports a call from another thread, which would break the heap. */
  boolean refusesForeign(String what) {
    if (dispatcher == null || !dispatcher.isForeignThread()) {
      return false;
    }
    dispatcher.reportForeign("the scheduler", what);
    return true;
  }

  /** Adds up to {@link #NEVER} at most. */
  private static long later(long instant, long nanos) {
    return instant > NEVER - nanos ? NEVER : instant + nanos;
  }

  @Override
  public void timePasses(FiniteDuration amount) {
    system.advance(amount.toNanos());
  }

  @Override
  public long currentTimeMs() {
    return nowNanos / 1_000_000;
  }

  /** Returns the instant of the next timer, or {@link #NEVER}. */
  long nextDueNanos() {
    dropCancelledHead();
    return size == 0 ? NEVER : heap[0].dueNanos;
  }

  /** Moves time to {@code nanos}, which is not before now. */
  void moveTo(long nanos) {
    if (nanos < nowNanos) {
      throw new IllegalArgumentException("time must not go back");
    }
    nowNanos = nanos;
  }

  /** Moves time to the next timer's instant and runs it; there must be one. */
  void fireNext() {
    dropCancelledHead();
    SimTimer timer = pop();
    nowNanos = timer.dueNanos;
    timer.isPending = false;
    if (timer.intervalNanos != SimTimer.ONCE) {
      timer.dueNanos = later(timer.dueNanos, timer.intervalNanos);
      timer.sequence = sequence++;
      push(timer);
    }
    timer.runnable.run();
  }

  /** Drops all timers and starts at instant 0. */
  void reset() {
    for (int i = 0; i < size; i++) {
      heap[i].isPending = false;
      heap[i] = null;
    }
    size = 0;
    cancelledInHeap = 0;
    sequence = 0;
    nowNanos = 0;
  }

  int pendingTimers() {
    return size - cancelledInHeap;
  }

  /**
   * Returns the number of timers in memory: the pending ones, and cancelled ones not yet dropped.
   */
  int heapSize() {
    return size;
  }

  void onCancelled() {
    cancelledInHeap++;
    if (cancelledInHeap > COMPACT_FROM && cancelledInHeap > size / 2) {
      compact();
    }
  }

  private void dropCancelledHead() {
    while (size > 0 && !heap[0].isPending) {
      pop();
      cancelledInHeap--;
    }
  }

  private void compact() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      SimTimer timer = heap[i];
      heap[i] = null;
      if (timer.isPending) {
        heap[kept++] = timer;
      }
    }
    size = kept;
    cancelledInHeap = 0;
    for (int i = size / 2 - 1; i >= 0; i--) {
      siftDown(i, heap[i]);
    }
  }

  private void push(SimTimer timer) {
    timer.isPending = true;
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    int index = size++;
    while (index > 0) {
      int parent = (index - 1) >>> 1;
      if (!timer.isBefore(heap[parent])) {
        break;
      }
      heap[index] = heap[parent];
      index = parent;
    }
    heap[index] = timer;
  }

  private SimTimer pop() {
    SimTimer first = heap[0];
    SimTimer last = heap[--size];
    heap[size] = null;
    if (size > 0) {
      siftDown(0, last);
    }
    return first;
  }

  private void siftDown(int start, SimTimer timer) {
    int index = start;
    while (2 * index + 1 < size) {
      int child = 2 * index + 1;
      if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (!heap[child].isBefore(timer)) {
        break;
      }
      heap[index] = heap[child];
      index = child;
    }
    heap[index] = timer;
  }
}
