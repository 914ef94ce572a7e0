package dev.vopr.vsr.codec;

import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the fields of a body. After the first field that is not there or exceeds its limit, all
 * others read as zero or empty, and {@link #broken()} names the rule.
 */
final class BodyReader {
  private final ByteBuffer in;
  private final Limits limits;
  private final int signatureBytes;
  private Optional<RejectionRule> broken = Optional.empty();

  BodyReader(ByteBuffer in, Limits limits) {
    this(in, limits, 0);
  }

  /** All signatures of clients and primaries must have the given length. */
  BodyReader(ByteBuffer in, Limits limits, int signatureBytes) {
    this.in = in;
    this.limits = limits;
    this.signatureBytes = signatureBytes;
  }

  /** Reads the signature of a client or a primary, which has the length that all have. */
  Bytes signature(int length) {
    if (length != signatureBytes) {
      fail(RejectionRule.MALFORMED_BODY);
    }
    return raw(length);
  }

  /** Returns the rule that the body broke; bytes that no field claims break one too. */
  Optional<RejectionRule> broken() {
    if (broken.isEmpty() && in.hasRemaining()) {
      return Optional.of(RejectionRule.MALFORMED_BODY);
    }
    return broken;
  }

  long number() {
    return has(Long.BYTES) ? in.getLong() : 0;
  }

  Bytes bytes() {
    return bytes(count());
  }

  /** Reads an operation, a result or a part of a checkpoint, of a length that is known. */
  Bytes bytes(int length) {
    if (length > limits.operationBytes()) {
      fail(RejectionRule.OPERATION_TOO_LARGE);
    }
    return raw(length);
  }

  /** Returns the length of an operation from a number whose top byte is that of its signature. */
  int operationLength(int lengths) {
    int ofSignature = lengths >>> EntryCodec.SIGNATURE_SHIFT;
    return ofSignature == 0 || ofSignature == signatureBytes
        ? lengths & (1 << EntryCodec.SIGNATURE_SHIFT) - 1
        : Integer.MAX_VALUE;
  }

  /** Reads bytes to which only the length of the frame sets a limit. */
  Bytes raw(int length) {
    return has(length) ? Bytes.read(in, length) : Bytes.EMPTY;
  }

  /** Reads the number of items of at least {@code least} bytes each, 0 if they are not there. */
  int count(int most, int least) {
    int count = count();
    if (count > most) {
      fail(RejectionRule.MALFORMED_BODY);
    }
    return has((long) count * least) ? count : 0;
  }

  boolean isIntact() {
    return broken.isEmpty();
  }

  /** Reads a header; it need not make sense. */
  Header header() {
    return has(EntryCodec.HEADER_BYTES) ? EntryCodec.readHeader(in) : new Header(0, 0, 0, 0);
  }

  List<Entry> entries() {
    return entries(limits.batchEntries());
  }

  private List<Entry> entries(int limit) {
    int count = count();
    if (count > limit) {
      fail(RejectionRule.BATCH_TOO_LARGE);
    }
    if (!has((long) count * EntryCodec.ENTRY_MIN_BYTES)) {
      return List.of();
    }
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count && broken.isEmpty(); i++) {
      entries.add(EntryCodec.readEntry(this));
    }
    return entries;
  }

  LogTail tail() {
    long base = number();
    long baseChecksum = number();
    Headers shown = headers();
    List<Entry> entries = entries(limits.tailEntries());
    return new LogTail(base, baseChecksum, shown.headers(), entries, shown.nacks());
  }

  /** The headers of a tail, and which of their entries are nacked. */
  record Headers(List<Header> headers, List<Long> nacks) {}

  Headers headers() {
    int counts = count();
    int count = counts & (1 << BodyWriter.NACKS_SHIFT) - 1;
    int nacked = counts >>> BodyWriter.NACKS_SHIFT;
    if (count > limits.tailEntries() || nacked > count) {
      fail(RejectionRule.TAIL_TOO_LONG);
    }
    List<Header> headers = new ArrayList<>();
    List<Long> nacks = new ArrayList<>();
    if (has((long) count * EntryCodec.HEADER_BYTES + (long) nacked * Long.BYTES)) {
      for (int i = 0; i < count; i++) {
        headers.add(EntryCodec.readHeader(in));
      }
      for (int i = 0; i < nacked; i++) {
        nacks.add(in.getLong());
      }
    }
    return new Headers(headers, nacks);
  }

  /** A count below zero is a lie like any other: nothing can be that long. */
  private int count() {
    int count = int32();
    return count < 0 ? Integer.MAX_VALUE : count;
  }

  int int8() {
    return has(1) ? in.get() : 0;
  }

  int int32() {
    return has(Integer.BYTES) ? in.getInt() : 0;
  }

  private boolean has(long length) {
    if (broken.isEmpty() && length > in.remaining()) {
      fail(RejectionRule.MALFORMED_BODY);
    }
    return broken.isEmpty();
  }

  private void fail(RejectionRule rule) {
    if (broken.isEmpty()) {
      broken = Optional.of(rule);
    }
  }
}
