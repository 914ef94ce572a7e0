package dev.vopr.byzantine;

import dev.vopr.byzantine.MessageFieldMutation.DeclaredLength;
import dev.vopr.byzantine.MessageFieldMutation.LengthField;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.MessageKind;
import java.util.Arrays;

/** Writes lengths into frames that are not theirs. */
final class DeclaredLengths {
  private DeclaredLengths() {}

  /** Returns whether a kind of message has such a length. */
  static boolean isPossible(DeclaredLength lie, MessageKind kind) {
    return lie.field() != LengthField.ENTRIES || MessageCodec.countAt(kind) > 0;
  }

  /** Returns the frame with the lie, sealed anew. */
  static Frame apply(DeclaredLength lie, MessageKind kind, Frame honest) {
    byte[] frame = honest.toArray();
    return switch (lie.field()) {
      case FRAME -> MessageCodec.resealed(frame, lie.length());
      case ENTRIES -> {
        putInt(frame, MessageCodec.countAt(kind), lie.length());
        yield MessageCodec.resealed(frame, frame.length);
      }
      case BYTES -> {
        byte[] longer = Arrays.copyOf(frame, Math.max(frame.length, lie.length()));
        yield MessageCodec.resealed(longer, longer.length);
      }
    };
  }

  private static void putInt(byte[] bytes, int at, int value) {
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[at + i] = (byte) (value >>> (Byte.SIZE * (Integer.BYTES - 1 - i)));
    }
  }
}
