package dev.vopr.vsr;

import dev.vopr.vsr.message.Message;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Backup: what clients, who send to all replicas when the primary does not answer, ask for in vain.
 *
 * <p>DEVIATION: in VRR a backup waits for signs of life of the primary only. A primary that the
 * backups hear, but that does not hear a client or is not heard by it, would then serve that client
 * never. Here such a primary is suspected, as in PBFT (Castro and Liskov, OSDI 1999, §4.4); each
 * time in vain, the patience doubles, so that a client that nobody can serve does not keep the
 * cluster from working.
 */
final class Neglect {
  private static final int MAX_DOUBLINGS = 6;

  private record Asked(Message.Request request, long since) {}

  private final ReplicaState state;

  /** By client; at most as many as there are sessions. */
  private final Map<Integer, Asked> waiting = new LinkedHashMap<>();

  private int viewsInVain;

  Neglect(ReplicaState state) {
    this.state = state;
  }

  /** A client sent this backup a request, most likely not for the first time. */
  void onAsked(Message.Request request) {
    boolean isCounted =
        state.status == Status.NORMAL && !state.isStandby() && state.executed == state.commit;
    if (!isCounted || !isNew(request)) {
      return;
    }
    Asked before = waiting.get(request.sender());
    boolean isOther = before == null || !isSame(before.request(), request);
    if (isOther && (before != null || waiting.size() < state.settings.sessions())) {
      waiting.put(request.sender(), new Asked(request, state.now));
    }
  }

  private static boolean isSame(Message.Request one, Message.Request other) {
    return one.session() == other.session() && one.request() == other.request();
  }

  /** Returns whether the request is one that its client may still wait for. */
  private boolean isNew(Message.Request request) {
    if (request.request() == 0) {
      return !state.clientTable.isRegistered(request.sender(), request.operation())
          && !state.clientTable.isOver(request.sender(), request.operation());
    }
    return state
        .clientTable
        .row(request.sender())
        .map(row -> row.session() == request.session() && row.request() < request.request())
        .orElse(false);
  }

  /** Returns whether a client has waited for too long. */
  boolean isOverdue() {
    if (waiting.isEmpty()) {
      return false;
    }
    long patience = state.timing().clientPatience() << Math.min(viewsInVain, MAX_DOUBLINGS);
    boolean isOverdue = false;
    Iterator<Asked> each = waiting.values().iterator();
    while (each.hasNext()) {
      Asked asked = each.next();
      if (!isNew(asked.request())) {
        each.remove();
        viewsInVain = 0;
      } else {
        isOverdue |= state.now - asked.since() >= patience;
      }
    }
    return isOverdue;
  }

  /** The view is left: its successor's primary gets its time. */
  void onViewLeft() {
    viewsInVain += isOverdue() ? 1 : 0;
    waiting.clear();
  }
}
