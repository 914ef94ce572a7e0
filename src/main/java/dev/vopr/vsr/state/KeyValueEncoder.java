package dev.vopr.vsr.state;

import dev.vopr.vsr.message.Bytes;
import java.nio.ByteBuffer;

/** Writes {@link KeyValueCommand}s. */
final class KeyValueEncoder implements KeyValueCommand.Visitor<Bytes> {
  static final byte GET = 1;
  static final byte PUT = 2;
  static final byte COMPARE_AND_SET = 3;
  static final byte DELETE = 4;

  private static final int MAX_TENANT = 0xFFFF;
  private static final int MAX_TEXT = 0xFFFF;

  @Override
  public Bytes onGet(KeyValueCommand.Get get) {
    return write(GET, get.tenant(), get.key());
  }

  @Override
  public Bytes onPut(KeyValueCommand.Put put) {
    return write(PUT, put.tenant(), put.key(), put.value());
  }

  @Override
  public Bytes onCompareAndSet(KeyValueCommand.CompareAndSet cas) {
    return write(COMPARE_AND_SET, cas.tenant(), cas.key(), cas.value(), cas.expected());
  }

  @Override
  public Bytes onDelete(KeyValueCommand.Delete delete) {
    return write(DELETE, delete.tenant(), delete.key());
  }

  private static Bytes write(byte kind, int tenant, Bytes... texts) {
    if (tenant < 0 || tenant > MAX_TENANT) {
      throw new IllegalArgumentException("tenants are numbered from 0 to 65,535");
    }
    int length = 3;
    for (Bytes text : texts) {
      if (text.length() > MAX_TEXT) {
        throw new IllegalArgumentException("keys and values have at most 65,535 bytes");
      }
      length += 2 + text.length();
    }
    ByteBuffer out = ByteBuffer.allocate(length).put(kind).putShort((short) tenant);
    for (Bytes text : texts) {
      out.putShort((short) text.length());
      text.writeTo(out);
    }
    return Bytes.read(out.flip(), length);
  }
}
