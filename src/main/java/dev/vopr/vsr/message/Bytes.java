package dev.vopr.vsr.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An immutable string of bytes, compared by content. */
public final class Bytes implements Comparable<Bytes> {
  /** No bytes at all. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** Returns a copy of {@code content}. */
  public static Bytes copyOf(byte[] content) {
    return content.length == 0 ? EMPTY : new Bytes(content.clone());
  }

  /** Returns {@code content} itself, which nobody may write to any more. */
  public static Bytes wrap(byte[] content) {
    return content.length == 0 ? EMPTY : new Bytes(content);
  }

  /** Reads {@code length} bytes from {@code buffer}. */
  public static Bytes read(ByteBuffer buffer, int length) {
    if (length == 0) {
      return EMPTY;
    }
    byte[] content = new byte[length];
    buffer.get(content);
    return new Bytes(content);
  }

  /** Returns {@code text} in UTF-8. */
  public static Bytes of(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the number of bytes. */
  public int length() {
    return content.length;
  }

  /** Appends the bytes to {@code buffer}. */
  public void writeTo(ByteBuffer buffer) {
    buffer.put(content);
  }

  /** Returns a read-only view of the bytes, positioned at the first. */
  public ByteBuffer asBuffer() {
    return ByteBuffer.wrap(content).asReadOnlyBuffer();
  }

  /** Returns the eight bytes from {@code offset} as a number, big-endian. */
  public long int64At(int offset) {
    return ByteBuffer.wrap(content).getLong(offset);
  }

  /** Returns a copy of the bytes. */
  public byte[] toArray() {
    return content.clone();
  }

  /** Returns the {@link Hash64} of the bytes. */
  public long hash(long seed) {
    return Hash64.of(content, 0, content.length, seed);
  }

  /** Returns the {@link Hash64} of {@code length} bytes from {@code offset}. */
  public long hash(int offset, int length, long seed) {
    return Hash64.of(content, offset, length, seed);
  }

  /** Returns a copy of {@code length} bytes from {@code offset}. */
  public Bytes slice(int offset, int length) {
    return wrap(Arrays.copyOfRange(content, offset, offset + length));
  }

  /** Returns the bytes read as UTF-8. */
  public String text() {
    return new String(content, StandardCharsets.UTF_8);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(content, other.content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return text();
  }
}
