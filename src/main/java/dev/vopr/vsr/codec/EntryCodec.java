package dev.vopr.vsr.codec;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Entries and headers as bytes, the same on the wire and on the disk. */
public final class EntryCodec {
  /** Bytes of a header. */
  public static final int HEADER_BYTES = 4 * Long.BYTES;

  /** Bytes of an entry without its operation. */
  public static final int ENTRY_MIN_BYTES = 7 * Long.BYTES + 2 * Integer.BYTES;

  static final int SIGNATURE_SHIFT = 24;
  private static final int LENGTHS_AT = ENTRY_MIN_BYTES - Integer.BYTES;

  private EntryCodec() {}

  /** Appends a header. */
  public static void write(Header header, ByteBuffer out) {
    out.putLong(header.view()).putLong(header.op());
    out.putLong(header.parent()).putLong(header.checksum());
  }

  /** Reads a header; the buffer holds {@link #HEADER_BYTES} more. */
  public static Header readHeader(ByteBuffer in) {
    return new Header(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }

  /** Returns the header of an entry that begins at the buffer's position, which moves. */
  public static Header readHeaderOfEntry(ByteBuffer in) {
    long view = in.getLong();
    long op = in.getLong();
    long parent = in.getLong();
    int between = Integer.BYTES + 3 * Long.BYTES;
    return new Header(view, op, parent, in.getLong(in.position() + between));
  }

  /** Appends an entry. */
  public static void write(Entry entry, ByteBuffer out) {
    out.putLong(entry.view()).putLong(entry.op()).putLong(entry.parent());
    out.putInt(entry.client()).putLong(entry.session()).putLong(entry.request());
    out.putLong(entry.timestamp()).putLong(entry.checksum());
    // The top byte of the length is that of the signatures, 0 below level signed.
    int signatureBytes = entry.clientSignature().length();
    out.putInt(entry.operation().length() | signatureBytes << SIGNATURE_SHIFT);
    entry.operation().writeTo(out);
    if (signatureBytes > 0) {
      entry.clientSignature().writeTo(out);
      writePadded(entry.primarySignature(), signatureBytes, out);
    }
  }

  /** An entry that no primary has signed gets a signature that is none. */
  private static void writePadded(Bytes signature, int length, ByteBuffer out) {
    if (signature.length() == length) {
      signature.writeTo(out);
    } else {
      out.put(new byte[length]);
    }
  }

  /** Returns the bytes that {@link #write(Entry, ByteBuffer)} appends. */
  public static int bytesOf(Entry entry) {
    return ENTRY_MIN_BYTES + entry.operation().length() + 2 * entry.clientSignature().length();
  }

  /** Reads the entry that takes up all that is left of the buffer, if it does. */
  public static Optional<Entry> readEntry(ByteBuffer in) {
    int size = in.remaining();
    if (size < ENTRY_MIN_BYTES) {
      return Optional.empty();
    }
    // What is on the own disk may be signed or not.
    int signatureBytes = in.getInt(in.position() + LENGTHS_AT) >>> SIGNATURE_SHIFT;
    BodyReader body = new BodyReader(in, new Limits(size, 1, 1, size), signatureBytes);
    Entry entry = readEntry(body);
    return body.broken().isEmpty() ? Optional.of(entry) : Optional.empty();
  }

  static Entry readEntry(BodyReader body) {
    long view = body.number();
    long op = body.number();
    long parent = body.number();
    int client = body.int32();
    long session = body.number();
    long request = body.number();
    long timestamp = body.number();
    long checksum = body.number();
    int lengths = body.int32();
    Bytes operation = body.bytes(body.operationLength(lengths));
    int signatureBytes = lengths >>> SIGNATURE_SHIFT;
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
        body.signature(signatureBytes),
        body.signature(signatureBytes));
  }
}
