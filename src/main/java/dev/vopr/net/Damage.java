package dev.vopr.net;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.codec.Frame;
import java.util.Arrays;

/** Frames with changed bytes; the original stays as it is, for other packets may share it. */
final class Damage {
  private static final int BYTE_VALUES = 256;

  private Damage() {}

  /** Flips one to eight bits of one byte of a frame that is not empty. */
  static Frame flipBits(Frame frame, long detail) {
    byte[] bytes = frame.toArray();
    int index = (int) SimRng.scale(detail, bytes.length);
    // Never 0: some bit does flip.
    bytes[index] ^= (byte) (1 + SimRng.scale(SimRng.mix(detail), BYTE_VALUES - 1));
    return Frame.copyOf(bytes);
  }

  /** Cuts at least one byte off a frame that is not empty. */
  static Frame truncate(Frame frame, long detail) {
    return Frame.copyOf(Arrays.copyOf(frame.toArray(), (int) SimRng.scale(detail, frame.length())));
  }
}
