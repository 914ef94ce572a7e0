package dev.vopr.vsr.codec;

import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * An encoded message: bytes that nobody changes any more, so that several packets may share them.
 */
public final class Frame {
  private final byte[] bytes;

  /** Whether a signature was verified that speaks for all of the bytes: they never change. */
  private boolean isVerified;

  /** Who has read the bytes last, and what came out of it; null before. */
  private MessageCodec reader;

  private Decoded decoded;

  Frame(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Returns a frame with a copy of {@code bytes}, well-formed or not. */
  public static Frame copyOf(byte[] bytes) {
    return new Frame(bytes.clone());
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

  /**
   * Returns what a codec makes of the bytes. They never change, so it reads them once: the same
   * frame goes to many, and those who look on read it as well.
   */
  Decoded decoded(MessageCodec codec, Function<Frame, Decoded> decoding) {
    if (reader != codec) {
      decoded = decoding.apply(this);
      reader = codec;
    }
    return decoded;
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
