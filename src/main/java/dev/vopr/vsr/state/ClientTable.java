package dev.vopr.vsr.state;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Hash64;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * For each client its session, the last request that was executed, and its result (VRR §4.1). It
 * changes when an operation is executed, never when it is merely prepared (rule C2), so that it is
 * the same on every replica that executed the same log, evictions included (rule C1).
 */
public final class ClientTable {

  /**
   * The session of one client.
   *
   * @param session op-number of its registration
   * @param token what the client registered with, by which a repeated registration is known
   * @param lastOp op-number of its last executed request
   * @param request number of that request, 0 for the registration
   * @param result what the state machine returned; for the registration the token
   */
  public record Row(long session, Bytes token, long lastOp, long request, Bytes result) {}

  /**
   * A session that is no more.
   *
   * @param session op-number of its registration
   * @param token what the client had registered with
   * @param isOver whether the client has registered anew since: then it never wants this one back
   */
  private record Past(int client, long session, Bytes token, boolean isOver) {
    boolean isOf(int other, Bytes otherToken) {
      return client == other && token.equals(otherToken);
    }

    Past ended() {
      return new Past(client, session, token, true);
    }
  }

  private static final long SEED = 0x726F77L;
  private static final long PAST_SEED = 0x70617374L;

  /** Looked up for each entry; where their order matters, they are put in that of the clients. */
  private final Map<Integer, Row> rows = new LinkedHashMap<>();

  /**
   * The sessions that ended last, at most as many as there may be open ones, oldest first. A late
   * registration of an earlier life of a client is known by them.
   */
  private final List<Past> past = new ArrayList<>();

  private final int capacity;
  private long digest;

  /** Creates an empty table for at most {@code capacity} sessions. */
  public ClientTable(int capacity) {
    this.capacity = capacity;
  }

  /** Returns the row of a client, if it has a session. */
  public Optional<Row> row(int client) {
    return Optional.ofNullable(rows.get(client));
  }

  /**
   * Opens a session, at the cost of the one that was idle the longest if the table is full. A
   * registration that is repeated changes nothing, and so does one that comes after a later one of
   * the same client.
   *
   * @return whether another client's session was evicted
   */
  public boolean register(int client, long op, Bytes token) {
    if (isRegistered(client, token) || isOver(client, token)) {
      return false;
    }
    endEarlierSessions(client, token);
    boolean evicts = !rows.containsKey(client) && rows.size() >= capacity;
    if (evicts) {
      evictIdlest();
    }
    put(client, new Row(op, token, op, 0, token));
    return evicts;
  }

  /** Returns whether the client's session is the one registered with {@code token}. */
  public boolean isRegistered(int client, Bytes token) {
    Row row = rows.get(client);
    return row != null && row.token().equals(token);
  }

  /** Returns whether the client has registered anew since it registered with {@code token}. */
  public boolean isOver(int client, Bytes token) {
    return past.stream().anyMatch(each -> each.isOver() && each.isOf(client, token));
  }

  /**
   * Returns the client's row; if its session was evicted, the one that its registration made, as
   * long as that is remembered. Whoever asks for a registration that is over learns by it of the
   * later one.
   */
  public Optional<Row> lastRegistration(int client) {
    Optional<Row> row = row(client);
    for (Past each : past) {
      if (row.isEmpty() && each.client() == client && !each.isOver()) {
        row = Optional.of(new Row(each.session(), each.token(), each.session(), 0, each.token()));
      }
    }
    return row;
  }

  private void endEarlierSessions(int client, Bytes token) {
    past.removeIf(each -> !each.isOver() && each.isOf(client, token));
    past.replaceAll(each -> each.client() == client ? each.ended() : each);
    row(client).ifPresent(row -> addPast(new Past(client, row.session(), row.token(), true)));
  }

  private void addPast(Past ended) {
    if (past.size() >= capacity) {
      past.remove(0);
    }
    past.add(ended);
  }

  private void evictIdlest() {
    int idlest = -1;
    long lastOp = Long.MAX_VALUE;
    for (Map.Entry<Integer, Row> row : new TreeMap<>(rows).entrySet()) {
      if (idlest < 0 || row.getValue().lastOp() < lastOp) {
        idlest = row.getKey();
        lastOp = row.getValue().lastOp();
      }
    }
    Row evicted = rows.remove(idlest);
    digest -= hash(idlest, evicted);
    addPast(new Past(idlest, evicted.session(), evicted.token(), false));
  }

  /** Takes down that a request of an open session was executed. */
  public void record(int client, long op, long request, Bytes result) {
    Row row = rows.get(client);
    put(client, new Row(row.session(), row.token(), op, request, result));
  }

  private void put(int client, Row row) {
    Row old = rows.put(client, row);
    if (old != null) {
      digest -= hash(client, old);
    }
    digest += hash(client, row);
  }

  /** Returns a hash of all rows and of the sessions that ended last, mostly in constant time. */
  public long digest() {
    long all = digest;
    for (Past each : past) {
      long hash = Hash64.combine(PAST_SEED + (each.isOver() ? 1 : 0), each.client());
      all += each.token().hash(Hash64.combine(hash, each.session()));
    }
    return all;
  }

  private static long hash(int client, Row row) {
    long hash = row.token().hash(Hash64.combine(Hash64.combine(SEED, client), row.session()));
    return row.result().hash(Hash64.combine(Hash64.combine(hash, row.lastOp()), row.request()));
  }

  /** Returns all rows and what is known of the past; equal tables give equal bytes. */
  public Bytes snapshot() {
    int size = 2 * Integer.BYTES;
    for (Row row : rows.values()) {
      size += 3 * Integer.BYTES + 3 * Long.BYTES;
      size += row.token().length() + row.result().length();
    }
    for (Past each : past) {
      size += 2 * Integer.BYTES + Long.BYTES + 1 + each.token().length();
    }
    ByteBuffer out = ByteBuffer.allocate(size).putInt(rows.size());
    new TreeMap<>(rows)
        .forEach(
            (client, row) -> {
              out.putInt(client)
                  .putLong(row.session())
                  .putLong(row.lastOp())
                  .putLong(row.request());
              out.putInt(row.token().length()).putInt(row.result().length());
              row.token().writeTo(out);
              row.result().writeTo(out);
            });
    out.putInt(past.size());
    for (Past each : past) {
      out.putInt(each.client()).putLong(each.session());
      out.put((byte) (each.isOver() ? 1 : 0)).putInt(each.token().length());
      each.token().writeTo(out);
    }
    return Bytes.wrap(out.array());
  }

  /**
   * Replaces all rows by those of a {@link #snapshot}.
   *
   * @param largest bytes that a token or result has at most
   * @return whether the bytes were a snapshot that fits; if not, the table is empty
   */
  public boolean restore(Bytes snapshot, int largest) {
    clear();
    boolean isRead = read(snapshot.asBuffer(), largest);
    if (!isRead) {
      clear();
    }
    return isRead;
  }

  private void clear() {
    rows.clear();
    past.clear();
    digest = 0;
  }

  private boolean read(ByteBuffer in, int largest) {
    try {
      int count = in.getInt();
      if (count < 0 || count > capacity) {
        return false;
      }
      for (int i = 0; i < count; i++) {
        int client = in.getInt();
        long session = in.getLong();
        long lastOp = in.getLong();
        long request = in.getLong();
        int tokenBytes = in.getInt();
        int resultBytes = in.getInt();
        if (!isLength(tokenBytes, largest) || !isLength(resultBytes, largest)) {
          return false;
        }
        Bytes token = Bytes.read(in, tokenBytes);
        put(client, new Row(session, token, lastOp, request, Bytes.read(in, resultBytes)));
      }
      return readPast(in, largest) && !in.hasRemaining();
    } catch (BufferUnderflowException e) {
      return false;
    }
  }

  private boolean readPast(ByteBuffer in, int largest) {
    int count = in.getInt();
    if (count < 0 || count > capacity) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      int client = in.getInt();
      long session = in.getLong();
      boolean isOver = in.get() != 0;
      int tokenBytes = in.getInt();
      if (!isLength(tokenBytes, largest)) {
        return false;
      }
      past.add(new Past(client, session, Bytes.read(in, tokenBytes), isOver));
    }
    return true;
  }

  private static boolean isLength(int length, int largest) {
    return length >= 0 && length <= largest;
  }
}
