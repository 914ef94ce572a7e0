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
 * @param checksum {@link Hash64} over all of the above, and over the client's signature if there is
 *     one
 * @param clientSignature the client's signature of its request; empty below level {@code signed}
 * @param primarySignature signature by which the primary of {@code view} gave this op-number to
 *     this checksum; empty below level {@code signed}
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
    long checksum,
    Bytes clientSignature,
    Bytes primarySignature) {

  private static final long SEED = 0x656E747279L;

  /** Makes an entry without signatures. */
  public Entry(
      long view,
      long op,
      long parent,
      int client,
      long session,
      long request,
      Bytes operation,
      long timestamp,
      long checksum) {
    this(
        view,
        op,
        parent,
        client,
        session,
        request,
        operation,
        timestamp,
        checksum,
        Bytes.EMPTY,
        Bytes.EMPTY);
  }

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
    return sealed(view, op, parent, client, session, request, operation, timestamp, Bytes.EMPTY);
  }

  /** Returns an entry with its client's signature and its checksum computed. */
  public static Entry sealed(
      long view,
      long op,
      long parent,
      int client,
      long session,
      long request,
      Bytes operation,
      long timestamp,
      Bytes clientSignature) {
    return new Entry(
            view,
            op,
            parent,
            client,
            session,
            request,
            operation,
            timestamp,
            0,
            clientSignature,
            Bytes.EMPTY)
        .sealed();
  }

  /** Returns the entry with its checksum computed, and not yet signed by a primary. */
  public Entry sealed() {
    return new Entry(
        view,
        op,
        parent,
        client,
        session,
        request,
        operation,
        timestamp,
        contentHash(),
        clientSignature,
        Bytes.EMPTY);
  }

  /** Returns the entry with the signature of the primary of its view. */
  public Entry signed(Bytes signature) {
    return new Entry(
        view,
        op,
        parent,
        client,
        session,
        request,
        operation,
        timestamp,
        checksum,
        clientSignature,
        signature);
  }

  /** Returns whether the checksum is that of the content. */
  public boolean isIntact() {
    return checksum == contentHash();
  }

  /** Returns the entry without its operation. */
  public Header header() {
    return new Header(view, op, parent, checksum);
  }

  private long contentHash() {
    long hash = Hash64.combine(SEED, view);
    hash = Hash64.combine(hash, op);
    hash = Hash64.combine(hash, parent);
    hash = Hash64.combine(hash, client);
    hash = Hash64.combine(hash, session);
    hash = Hash64.combine(hash, request);
    hash = Hash64.combine(hash, timestamp);
    long whole = operation.hash(hash);
    return clientSignature.length() == 0 ? whole : clientSignature.hash(whole);
  }
}
