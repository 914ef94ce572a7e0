package dev.vopr.vsr.state;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Hash64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * For each client the last request that was executed, and its result (VRR §4.1). It changes when an
 * operation is executed, never when it is merely prepared (rule C2), so that it is the same on
 * every replica that executed the same log.
 */
public final class ClientTable {

  /**
   * The last executed request of one client.
   *
   * @param request request-number
   * @param result what the state machine returned
   */
  public record Row(long request, Bytes result) {}

  private static final long SEED = 0x726F77L;

  private final Map<Integer, Row> rows = new LinkedHashMap<>();
  private long digest;

  /** Returns the row of a client, if one of its requests was executed. */
  public Optional<Row> row(int client) {
    return Optional.ofNullable(rows.get(client));
  }

  /** Returns the number of the client's last executed request, 0 if there is none. */
  public long lastRequest(int client) {
    Row row = rows.get(client);
    return row == null ? 0 : row.request();
  }

  /** Takes down that a request was executed. */
  public void record(int client, long request, Bytes result) {
    Row row = new Row(request, result);
    Row old = rows.put(client, row);
    if (old != null) {
      digest -= hash(client, old);
    }
    digest += hash(client, row);
  }

  /** Returns a hash of all rows, in constant time. */
  public long digest() {
    return digest;
  }

  private static long hash(int client, Row row) {
    return row.result().hash(Hash64.combine(Hash64.combine(SEED, client), row.request()));
  }
}
