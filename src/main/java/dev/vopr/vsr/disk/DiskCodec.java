package dev.vopr.vsr.disk;

import dev.vopr.vsr.codec.EntryCodec;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Hash64;
import dev.vopr.vsr.message.Header;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is written to the disk, and back. Each block starts with its length and a checksum over all
 * that follows, so that no byte goes unchecked; a block that does not check reads as empty.
 */
public final class DiskCodec {
  private static final int FRAMING_BYTES = Integer.BYTES + Long.BYTES;
  private static final long SEED = 0x6469736BL;

  private DiskCodec() {}

  /** Returns the view record of a replica that was never started, in all its copies. */
  public static List<Block> format() {
    List<Block> copies = new ArrayList<>();
    Bytes encoded = encode(ViewRecord.INITIAL);
    for (int copy = 0; copy < ViewRecord.COPIES; copy++) {
      copies.add(new Block(Zone.VIEW_RECORD, copy, encoded));
    }
    return copies;
  }

  /** Returns a header as a block. */
  public static Bytes encode(Header header) {
    byte[] block = new byte[FRAMING_BYTES + EntryCodec.HEADER_BYTES];
    EntryCodec.write(header, content(block));
    return seal(block);
  }

  /** Returns an entry as a block. */
  public static Bytes encode(Entry entry) {
    byte[] block = new byte[FRAMING_BYTES + EntryCodec.bytesOf(entry)];
    EntryCodec.write(entry, content(block));
    return seal(block);
  }

  /** Returns a view record as a block. */
  public static Bytes encode(ViewRecord record) {
    int size = 6 * Long.BYTES + 1 + Integer.BYTES + record.tail().size() * EntryCodec.HEADER_BYTES;
    size += record.proof().length() == 0 ? 0 : Integer.BYTES + record.proof().length();
    byte[] block = new byte[FRAMING_BYTES + size];
    ByteBuffer out = content(block);
    out.putLong(record.sequence()).putLong(record.view()).putLong(record.lastNormalView());
    out.put((byte) record.doubt().ordinal());
    out.putLong(record.checkpoint()).putLong(record.checkpointDigest());
    out.putLong(record.commit()).putInt(record.tail().size());
    for (Header header : record.tail()) {
      EntryCodec.write(header, out);
    }
    if (record.proof().length() > 0) {
      out.putInt(record.proof().length());
      record.proof().writeTo(out);
    }
    return seal(block);
  }

  /** Returns the header in a block, if it is intact. */
  public static Optional<Header> header(Bytes block) {
    return open(block)
        .filter(in -> in.remaining() == EntryCodec.HEADER_BYTES)
        .map(EntryCodec::readHeader);
  }

  /** Returns the header of the entry in a block that is known to be intact, without the entry. */
  public static Header headerOfEntry(Bytes block) {
    ByteBuffer in = block.asBuffer();
    return EntryCodec.readHeaderOfEntry(in.position(in.position() + FRAMING_BYTES));
  }

  /** Returns the entry in a block, if it is intact. */
  public static Optional<Entry> entry(Bytes block) {
    return open(block).flatMap(EntryCodec::readEntry).filter(Entry::isIntact);
  }

  /** Returns the view record in a block, if it is intact. */
  public static Optional<ViewRecord> viewRecord(Bytes block) {
    try {
      return open(block).flatMap(DiskCodec::readRecord);
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static Optional<ViewRecord> readRecord(ByteBuffer in) {
    long sequence = in.getLong();
    long view = in.getLong();
    long lastNormalView = in.getLong();
    int doubt = in.get();
    long checkpoint = in.getLong();
    long checkpointDigest = in.getLong();
    long commit = in.getLong();
    int count = in.getInt();
    boolean isRecord =
        doubt >= 0
            && doubt < ViewRecord.Doubt.values().length
            && count >= 0
            && isTailAndProof((long) count * EntryCodec.HEADER_BYTES, in);
    if (!isRecord) {
      return Optional.empty();
    }
    List<Header> tail = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tail.add(EntryCodec.readHeader(in));
    }
    return Optional.of(
        new ViewRecord(
            sequence,
            view,
            lastNormalView,
            ViewRecord.Doubt.values()[doubt],
            checkpoint,
            checkpointDigest,
            commit,
            tail,
            in.hasRemaining() ? Bytes.read(in, in.getInt()) : Bytes.EMPTY));
  }

  /** The proof is there at level signed only, with its length before it. */
  private static boolean isTailAndProof(long tailBytes, ByteBuffer in) {
    long left = in.remaining() - tailBytes;
    return left == 0
        || (left > Integer.BYTES
            && left - Integer.BYTES == in.getInt((int) (in.position() + tailBytes)));
  }

  private static ByteBuffer content(byte[] block) {
    return ByteBuffer.wrap(block).position(FRAMING_BYTES);
  }

  private static Bytes seal(byte[] block) {
    int length = block.length - FRAMING_BYTES;
    long checksum = Hash64.of(block, FRAMING_BYTES, length, SEED + length);
    ByteBuffer.wrap(block).putInt(length).putLong(checksum);
    return Bytes.wrap(block);
  }

  private static Optional<ByteBuffer> open(Bytes block) {
    if (block.length() < FRAMING_BYTES) {
      return Optional.empty();
    }
    ByteBuffer in = block.asBuffer();
    int length = in.getInt();
    long checksum = in.getLong();
    if (length < 0 || length > in.remaining()) {
      return Optional.empty();
    }
    boolean isIntact = checksum == block.hash(FRAMING_BYTES, length, SEED + length);
    return isIntact ? Optional.of(in.limit(FRAMING_BYTES + length)) : Optional.empty();
  }
}
