package dev.vopr.sim;

import akka.dispatch.Mailbox;
import java.util.Arrays;

/**
 * What waits for a turn: mailboxes with messages, each at most once, and tasks of futures.
 *
 * <p>FIFO reads a ring; the seeded orders read the same array as an unordered bag whose holes are
 * filled from the end, so that every pick costs the same whatever the order.
 */
final class RunQueue {
  private Runnable[] waiting = new Runnable[64];
  private int head;
  private int size;

  private Interleaving order = Interleaving.FIFO;
  private SimRng rng = SimRng.of(0);
  private long epoch;
  private long picks;
  private long[] changePoints = new long[0];
  private int nextChange;

  /** Empties the queue and starts a new run. */
  void reset(SimOptions options) {
    Arrays.fill(waiting, null);
    head = 0;
    size = 0;
    order = options.interleaving();
    rng = SimRng.of(options.seed()).fork("interleaving");
    epoch++;
    picks = 0;
    nextChange = 0;
    changePoints = new long[order == Interleaving.PCT ? options.pctDepth() - 1 : 0];
    for (int i = 0; i < changePoints.length; i++) {
      changePoints[i] = 1 + rng.nextLong(options.pctSteps());
    }
    Arrays.sort(changePoints);
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  void add(Runnable runnable) {
    if (size == waiting.length) {
      grow();
    }
    waiting[(head + size) & (waiting.length - 1)] = runnable;
    size++;
  }

  /** Removes and returns the one whose turn it is; the queue must not be empty. */
  Runnable next() {
    picks++;
    if (order == Interleaving.FIFO || (size == 1 && order == Interleaving.RANDOM)) {
      return takeFirst();
    }
    return takeAt(order == Interleaving.RANDOM ? rng.nextInt(size) : highestPriority());
  }

  private Runnable takeFirst() {
    Runnable first = waiting[head];
    waiting[head] = null;
    head = (head + 1) & (waiting.length - 1);
    size--;
    return first;
  }

  private Runnable takeAt(int offset) {
    int mask = waiting.length - 1;
    int index = (head + offset) & mask;
    int last = (head + size - 1) & mask;
    Runnable taken = waiting[index];
    waiting[index] = waiting[last];
    waiting[last] = null;
    size--;
    return taken;
  }

  private int highestPriority() {
    int best = 0;
    long bestPriority = Long.MIN_VALUE;
    for (int i = 0; i < size; i++) {
      long priority = priorityOf(waiting[(head + i) & (waiting.length - 1)]);
      if (priority > bestPriority) {
        best = i;
        bestPriority = priority;
      }
    }
    if (nextChange < changePoints.length && picks >= changePoints[nextChange]) {
      demote(waiting[(head + best) & (waiting.length - 1)]);
    }
    return best;
  }

  /** Tasks of futures go first: they are the second half of a turn that was already taken. */
  private long priorityOf(Runnable runnable) {
    if (!(runnable instanceof Mailbox mailbox)
        || !(mailbox.messageQueue() instanceof SimMailbox queue)) {
      return Long.MAX_VALUE;
    }
    if (queue.priorityEpoch != epoch) {
      queue.priorityEpoch = epoch;
      queue.priority = rng.keyed(queue.nameHash(), 0) >>> 2;
    }
    return queue.priority;
  }

  /**
   * Makes this the actor's last turn before all others. Later change points give lower priorities,
   * all of them below the initial ones; a future's task leaves the change point to the next actor.
   */
  private void demote(Runnable runnable) {
    if (runnable instanceof Mailbox mailbox && mailbox.messageQueue() instanceof SimMailbox queue) {
      nextChange++;
      queue.priority = -nextChange;
    }
  }

  private void grow() {
    Runnable[] larger = new Runnable[waiting.length * 2];
    for (int i = 0; i < size; i++) {
      larger[i] = waiting[(head + i) & (waiting.length - 1)];
    }
    waiting = larger;
    head = 0;
  }
}
