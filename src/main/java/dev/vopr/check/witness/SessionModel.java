package dev.vopr.check.witness;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which entries of the log take effect: those of an open session, each number once, in rising order
 * (rules C1 and C2). A simple stand-in for the client-table: sessions are kept in the order of
 * their last use, so that the one to evict is the first.
 */
final class SessionModel {
  private record Session(long session, Bytes token, long lastRequest) {}

  /** A registration that ended, and whether its client has begun another life since. */
  private record Ended(int client, Bytes token, boolean isOver) {}

  private final Map<Integer, Session> sessions = new LinkedHashMap<>();

  /** The sessions that ended last, oldest first: no more of them than may be open. */
  private final ArrayDeque<Ended> ended = new ArrayDeque<>();

  private final int capacity;

  SessionModel(int capacity) {
    this.capacity = capacity;
  }

  /** Takes an entry that registers a session; returns whether it begins a new one. */
  boolean register(Entry entry) {
    Session old = sessions.get(entry.client());
    boolean isRepeated = old != null && old.token().equals(entry.operation());
    boolean isLate = ended.contains(new Ended(entry.client(), entry.operation(), true));
    if (isRepeated || isLate) {
      return false;
    }
    beginAnotherLife(entry);
    if (old != null) {
      end(new Ended(entry.client(), old.token(), true));
    } else if (sessions.size() >= capacity) {
      int idlest = sessions.keySet().iterator().next();
      end(new Ended(idlest, sessions.remove(idlest).token(), false));
    }
    use(entry.client(), new Session(entry.op(), entry.operation(), 0));
    return true;
  }

  /** Takes an entry that asks for an operation; returns whether it takes effect. */
  boolean request(Entry entry) {
    Session open = sessions.get(entry.client());
    boolean isNew =
        open != null && open.session() == entry.session() && open.lastRequest() < entry.request();
    if (isNew) {
      use(entry.client(), new Session(open.session(), open.token(), entry.request()));
    }
    return isNew;
  }

  /** Returns whether the client's session is the one that began with that op-number. */
  boolean isOpen(int client, long session) {
    Session open = sessions.get(client);
    return open != null && open.session() == session;
  }

  /** What the client registered with before, it never wants back; unless it is the same again. */
  private void beginAnotherLife(Entry entry) {
    List<Ended> before = List.copyOf(ended);
    ended.clear();
    for (Ended each : before) {
      boolean isOwn = each.client() == entry.client();
      boolean isWantedBack = isOwn && !each.isOver() && each.token().equals(entry.operation());
      if (!isWantedBack) {
        ended.add(isOwn ? new Ended(each.client(), each.token(), true) : each);
      }
    }
  }

  private void end(Ended session) {
    if (ended.size() == capacity) {
      ended.removeFirst();
    }
    ended.addLast(session);
  }

  private void use(int client, Session session) {
    sessions.remove(client);
    sessions.put(client, session);
  }
}
