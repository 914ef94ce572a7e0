package dev.vopr.vsr.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.RandomMessages;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The pinned values were computed by a second implementation, in Python. */
class Hash64Test {

  @Test
  void valuesNeverChange() {
    assertThat(new long[] {hash("", 0), hash("", 1), hash("a", 0), hash("vopr", 42)})
        .as("checksums in plans, reports and golden files depend on these values")
        .containsExactly(0L, 0x283A72A5B9AB93D3L, 0x03370B06DA7D6571L, 0x1E3A2A29641FD28CL);
    assertThat(hash("a text that is longer than eight bytes", 7)).isEqualTo(0x4C0126C924643383L);
    assertThat(Hash64.combine(1, 2)).isEqualTo(0xB4127BC9CC6CD7D8L);
    assertThat(Hash64.finish(1)).isEqualTo(0x283A72A5B9AB93D3L);
  }

  @Test
  void offsetAndLengthSelectTheBytes() {
    byte[] text = "xxhello, worldyy".getBytes(StandardCharsets.UTF_8);

    assertThat(Hash64.of(text, 2, text.length - 4, 5)).isEqualTo(hash("hello, world", 5));
  }

  @Test
  void trailingZeroBytesCount() {
    TreeSet<Long> hashes = new TreeSet<>();
    for (int length = 0; length <= 40; length++) {
      hashes.add(Hash64.of(new byte[length], 0, length, 0));
    }

    assertThat(hashes).hasSize(41);
  }

  @Test
  void orderOfWordsCounts() {
    assertThat(hash("12345678abcdefgh", 0)).isNotEqualTo(hash("abcdefgh12345678", 0));
    assertThat(Hash64.combine(Hash64.combine(0, 1), 2))
        .isNotEqualTo(Hash64.combine(Hash64.combine(0, 2), 1));
  }

  @Test
  void theSeedCounts() {
    TreeSet<Long> hashes = new TreeSet<>();
    for (long seed = 0; seed < 1_000; seed++) {
      hashes.add(hash("vopr", seed));
    }

    assertThat(hashes).hasSize(1_000);
  }

  @Test
  void anyFlippedBitChangesAboutHalfOfTheHash() {
    for (int length : new int[] {1, 7, 8, 9, 31, 32, 100}) {
      byte[] bytes = new RandomMessages(SimRng.of(length)).bytes(length);
      long whole = Hash64.of(bytes, 0, length, 0);
      long changed = 0;
      for (int bit = 0; bit < 8 * length; bit++) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        int distance = Long.bitCount(whole ^ Hash64.of(flipped, 0, length, 0));
        assertThat(distance).as("bit %d of %d bytes", bit, length).isBetween(8, 56);
        changed += distance;
      }
      assertThat(changed / (8.0 * length)).as("%d bytes", length).isCloseTo(32, within(4.0));
    }
  }

  @Test
  void eachBitOfTheHashIsSetHalfOfTheTime() {
    int[] set = new int[64];
    int samples = 4_000;
    for (int i = 0; i < samples; i++) {
      long hash = hash("message " + i, 0);
      for (int bit = 0; bit < 64; bit++) {
        set[bit] += (int) ((hash >>> bit) & 1);
      }
    }

    assertThat(Arrays.stream(set).mapToDouble(count -> (double) count / samples).toArray())
        .containsExactly(filled(0.5), within(0.05));
  }

  private static double[] filled(double value) {
    double[] values = new double[64];
    Arrays.fill(values, value);
    return values;
  }

  private static long hash(String text, long seed) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Hash64.of(bytes, 0, bytes.length, seed);
  }
}
