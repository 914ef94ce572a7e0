package dev.vopr.byzantine;

import dev.vopr.byzantine.DeclaredLength.LengthField;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.sign.Signer;
import java.util.Arrays;

/** Writes lengths into frames that are not theirs. */
final class DeclaredLengths {
  private DeclaredLengths() {}

  /** Returns whether a kind of message has such a length. */
  static boolean isPossible(DeclaredLength lie, MessageKind kind) {
    return lie.field() != LengthField.ENTRIES || MessageCodec.countAt(kind) > 0;
  }

  /** Returns the frame with the lie, sealed and, at level signed, signed anew. */
  static Frame apply(
      DeclaredLength lie, MessageCodec codec, Message message, Frame honest, Signer signer) {
    return switch (lie.field()) {
      case FRAME -> MessageCodec.resealed(honest.toArray(), lie.length());
      case ENTRIES -> {
        int at = MessageCodec.countAt(message.kind()) - MessageCodec.HEADER_BYTES;
        yield codec.withBody(honest, message, body -> withInt(body, at, lie.length()), signer);
      }
      case BYTES -> {
        int more = Math.max(0, lie.length() - honest.length());
        yield codec.withBody(
            honest, message, body -> Arrays.copyOf(body, body.length + more), signer);
      }
    };
  }

  private static byte[] withInt(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    for (int i = 0; i < Integer.BYTES; i++) {
      changed[at + i] = (byte) (value >>> (Byte.SIZE * (Integer.BYTES - 1 - i)));
    }
    return changed;
  }
}
