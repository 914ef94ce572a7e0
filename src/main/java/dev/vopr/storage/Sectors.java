package dev.vopr.storage;

import dev.vopr.vsr.message.Bytes;
import java.util.function.IntPredicate;

/** Contents as a disk sees them: rows of sectors, each of which is written wholly or not at all. */
final class Sectors {
  private final int sectorBytes;

  /** Creates it for sectors of so many bytes, 512 or 4096. */
  Sectors(int sectorBytes) {
    this.sectorBytes = sectorBytes;
  }

  /** Returns the number of sectors that a content takes. */
  int count(Bytes content) {
    return (content.length() + sectorBytes - 1) / sectorBytes;
  }

  /**
   * Returns what a slot holds after only some sectors of a write reached it.
   *
   * @param old what the slot held; where it ends, the disk holds zeros
   * @param fresh what was written
   * @param isFresh whether a sector of the write, from 0, reached the disk
   */
  Bytes mixture(Bytes old, Bytes fresh, IntPredicate isFresh) {
    int sectors = count(fresh);
    int reached = 0;
    for (int sector = 0; sector < sectors; sector++) {
      reached += isFresh.test(sector) ? 1 : 0;
    }
    if (reached == 0 || reached == sectors) {
      return reached == 0 ? old : fresh;
    }
    byte[] mixed = new byte[Math.max(old.length(), fresh.length())];
    copy(old, mixed, 0, old.length());
    for (int sector = 0; sector < sectors; sector++) {
      if (isFresh.test(sector)) {
        int start = sector * sectorBytes;
        copy(fresh, mixed, start, Math.min(fresh.length(), start + sectorBytes));
      }
    }
    return Bytes.wrap(mixed);
  }

  private static void copy(Bytes from, byte[] to, int start, int end) {
    from.asBuffer().position(start).get(to, start, end - start);
  }

  /** Returns the content with one sector, from 0, full of zeros. */
  Bytes zeroed(Bytes content, int sector) {
    byte[] bytes = content.toArray();
    int end = Math.min(bytes.length, (sector + 1) * sectorBytes);
    for (int i = sector * sectorBytes; i < end; i++) {
      bytes[i] = 0;
    }
    return Bytes.wrap(bytes);
  }

  /** Returns the content with one bit, from 0, turned over. */
  static Bytes flipped(Bytes content, int bit) {
    byte[] bytes = content.toArray();
    bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    return Bytes.wrap(bytes);
  }
}
