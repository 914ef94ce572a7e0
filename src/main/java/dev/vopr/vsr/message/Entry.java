package dev.vopr.vsr.message;

/**
 * One entry of the replicated log.
 *
 * @param view view-number in which a primary made it, from 0
 * @param op op-number, from 1
 * @param parent checksum of the entry at {@code op} − 1, or 0 for the first
 * @param client node number of the client that asked
 * @param session op-number under which the client's session was registered, 0 for the registration
 * @param request request-number in that session, from 1, 0 for the registration
 * @param operation what the state machine shall execute; opaque to the protocol
 * @param timestamp nanoseconds of the primary's clock, strictly rising over the log (rule N6)
 * @param checksum {@link Hash64} over all of the above
 */
public record Entry(
    long view,
    long op,
    long parent,
    int client,
    long session,
    long request,
    Bytes operation,
    long timestamp,
    long checksum) {

  private static final long SEED = 0x656E747279L;

  /** Returns an entry with its checksum computed: what an honest primary makes. */
  public static Entry sealed(
      long view,
      long op,
      long parent,
      int client,
      long session,
      long request,
      Bytes operation,
      long timestamp) {
    long checksum = checksumOf(view, op, parent, client, session, request, operation, timestamp);
    return new Entry(view, op, parent, client, session, request, operation, timestamp, checksum);
  }

  /** Returns whether the checksum is that of the content. */
  public boolean isIntact() {
    return checksum == checksumOf(view, op, parent, client, session, request, operation, timestamp);
  }

  /** Returns the entry without its operation. */
  public Header header() {
    return new Header(view, op, parent, checksum);
  }

  private static long checksumOf(
      long view,
      long op,
      long parent,
      int client,
      long session,
      long request,
      Bytes operation,
      long timestamp) {
    long hash = Hash64.combine(SEED, view);
    hash = Hash64.combine(hash, op);
    hash = Hash64.combine(hash, parent);
    hash = Hash64.combine(hash, client);
    hash = Hash64.combine(hash, session);
    hash = Hash64.combine(hash, request);
    hash = Hash64.combine(hash, timestamp);
    return operation.hash(hash);
  }
}
