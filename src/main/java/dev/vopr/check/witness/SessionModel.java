package dev.vopr.check.witness;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which entries of the log take effect: those of an open session, each number once, in rising order
 * (rules C1 and C2). A simple stand-in for the client-table: sessions are kept in the order of
 * their last use, so that the one to evict is the first.
 */
final class SessionModel {
  private record Session(long session, Bytes token, long lastRequest) {}

  private final Map<Integer, Session> sessions = new LinkedHashMap<>();
  private final int capacity;

  SessionModel(int capacity) {
    this.capacity = capacity;
  }

  /** Takes an entry that registers a session; returns whether it begins a new one. */
  boolean register(Entry entry) {
    Session old = sessions.get(entry.client());
    if (old != null && old.token().equals(entry.operation())) {
      return false;
    }
    if (old == null && sessions.size() >= capacity) {
      Iterator<Integer> idlest = sessions.keySet().iterator();
      idlest.next();
      idlest.remove();
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

  private void use(int client, Session session) {
    sessions.remove(client);
    sessions.put(client, session);
  }
}
