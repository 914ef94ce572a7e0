package dev.vopr.vsr.codec;

import java.nio.ByteBuffer;

/**
 * An encoded message: bytes that nobody changes any more, so that several packets may share them.
 */
public final class Frame {
  private final byte[] bytes;

  /** Whether the checksum was made of these very bytes, so that nobody need compare them. */
  private final boolean isIntact;

  /** Whether a signature was verified that speaks for all of the bytes: they never change. */
  private boolean isVerified;

  private Frame(byte[] bytes, boolean isIntact) {
    this.bytes = bytes;
    this.isIntact = isIntact;
  }

  /** Returns a frame of bytes that have just got the checksum that fits. */
  static Frame intact(byte[] bytes) {
    return new Frame(bytes, true);
  }

  /** Returns a frame with a copy of {@code bytes}, well-formed or not. */
  public static Frame copyOf(byte[] bytes) {
    return new Frame(bytes.clone(), false);
  }

  /** Returns the number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** Returns the bytes for reading. */
  public ByteBuffer asBuffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** Returns a copy of the bytes, to be tampered with. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /**
   * Returns the checksum in the header, by which a frame is known in traces; 0 if it is cut off.
   */
  public long checksum() {
    return bytes.length < MessageCodec.HEADER_BYTES
        ? 0
        : ByteBuffer.wrap(bytes).getLong(MessageCodec.CHECKSUM_AT);
  }

  /** Returns the code of the message's kind in the header; 0 if it is cut off. */
  public int kindCode() {
    return bytes.length <= MessageCodec.KIND_AT ? 0 : bytes[MessageCodec.KIND_AT] & 0xFF;
  }

  boolean isIntact() {
    return isIntact;
  }

  boolean isVerified() {
    return isVerified;
  }

  void setVerified() {
    isVerified = true;
  }

  byte[] bytes() {
    return bytes;
  }
}
