package dev.vopr.vsr.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 64-bit checksum of frames, entries and states: eight bytes a multiplication, the same value
 * on every JVM.
 *
 * <p>It detects accidents, not forgers: whoever writes bytes can also write their checksum. What a
 * liar must not be able to make is signed instead.
 */
public final class Hash64 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;

  private Hash64() {}

  /** Returns the hash of {@code length} bytes of {@code bytes} from {@code offset}. */
  public static long of(byte[] bytes, int offset, int length, long seed) {
    long hash = seed ^ (length * PRIME_3);
    int end = offset + length;
    int index = offset;
    for (; index + 8 <= end; index += 8) {
      hash = combine(hash, (long) LONGS.get(bytes, index));
    }
    if (index < end) {
      long tail = 0;
      for (int shift = 0; index < end; index++, shift += 8) {
        tail |= (bytes[index] & 0xFFL) << shift;
      }
      hash = combine(hash, tail);
    }
    return finish(hash);
  }

  /** Folds one word into a running hash. */
  public static long combine(long hash, long word) {
    return Long.rotateLeft(hash ^ (Long.rotateLeft(word * PRIME_2, 31) * PRIME_1), 27) * PRIME_1
        + PRIME_3;
  }

  /** Makes each bit of the result depend on all bits of a running hash. */
  public static long finish(long hash) {
    long h = hash;
    h = (h ^ (h >>> 33)) * PRIME_2;
    h = (h ^ (h >>> 29)) * PRIME_3;
    return h ^ (h >>> 32);
  }
}
