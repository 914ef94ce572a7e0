package dev.vopr.vsr;

import dev.vopr.vsr.codec.EntryCodec;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Header;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The state after an op-number: the state machine's, and the client-table inside (rule S3).
 *
 * @param last header of the last executed entry
 * @param timestamp timestamp of that entry
 * @param state snapshot of the state machine
 * @param clientTable snapshot of the client-table
 */
record Checkpoint(Header last, long timestamp, Bytes state, Bytes clientTable) {
  private static final long SEED = 0x636B7074L;

  long op() {
    return last.op();
  }

  /** Returns whether its numbers are such as a cluster can reach. */
  boolean isPossible() {
    return last.op() >= 1
        && last.op() <= EntryChecks.HIGHEST
        && last.view() >= 0
        && timestamp >= 0
        && timestamp <= EntryChecks.HIGHEST;
  }

  Bytes encode() {
    int size =
        EntryCodec.HEADER_BYTES
            + Long.BYTES
            + 2 * Integer.BYTES
            + state.length()
            + clientTable.length();
    ByteBuffer out = ByteBuffer.allocate(size);
    EntryCodec.write(last, out);
    out.putLong(timestamp).putInt(state.length()).putInt(clientTable.length());
    state.writeTo(out);
    clientTable.writeTo(out);
    return Bytes.wrap(out.array());
  }

  static long digestOf(Bytes encoded) {
    return encoded.hash(SEED);
  }

  /** Returns the checkpoint that {@code encoded} holds, if it holds one. */
  static Optional<Checkpoint> decode(Bytes encoded) {
    ByteBuffer in = encoded.asBuffer();
    if (in.remaining() < EntryCodec.HEADER_BYTES + Long.BYTES + 2 * Integer.BYTES) {
      return Optional.empty();
    }
    Header last = EntryCodec.readHeader(in);
    long timestamp = in.getLong();
    int stateBytes = in.getInt();
    int tableBytes = in.getInt();
    if (stateBytes < 0 || tableBytes < 0 || (long) stateBytes + tableBytes != in.remaining()) {
      return Optional.empty();
    }
    Bytes state = Bytes.read(in, stateBytes);
    return Optional.of(new Checkpoint(last, timestamp, state, Bytes.read(in, tableBytes)));
  }
}
