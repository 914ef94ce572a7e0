package dev.vopr.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TraceHashTest {

  @Test
  void theHashOfKnownWordsNeverChanges() {
    assertThat(TraceHash.format(hashOf(1, 2, 3))).isEqualTo("c71938e2565d2da6");
  }

  @Test
  void equalWordsGiveEqualHashes() {
    assertThat(hashOf(5, -6, 7)).isEqualTo(hashOf(5, -6, 7));
  }

  @Test
  void orderLengthAndEachWordCount() {
    TreeSet<Long> hashes = new TreeSet<>();
    hashes.add(hashOf());
    hashes.add(hashOf(0));
    hashes.add(hashOf(0, 0));
    hashes.add(hashOf(1, 2));
    hashes.add(hashOf(2, 1));
    hashes.add(hashOf(1, 2, 0));
    hashes.add(hashOf(1, 3));

    assertThat(hashes).hasSize(7);
  }

  @Test
  void neighbouringWordsDoNotCollide() {
    TreeSet<Long> hashes = new TreeSet<>();
    for (long first = 0; first < 100; first++) {
      for (long second = 0; second < 100; second++) {
        hashes.add(hashOf(first, second));
      }
    }

    assertThat(hashes).hasSize(10_000);
  }

  @Test
  void readingTheValueDoesNotChangeIt() {
    TraceHash read = new TraceHash();
    read.add(1);
    read.value();
    read.add(2);

    assertThat(read.value()).isEqualTo(hashOf(1, 2));
  }

  @Test
  void resetForgetsEverything() {
    TraceHash hash = new TraceHash();
    hash.add(9);
    hash.reset();
    hash.add(1);

    assertThat(hash.value()).isEqualTo(hashOf(1));
  }

  @Test
  void peopleSeeSixteenHexadecimalDigits() {
    assertThat(TraceHash.format(10)).isEqualTo("000000000000000a");
    assertThat(TraceHash.format(-1)).isEqualTo("ffffffffffffffff");
  }

  private static long hashOf(long... words) {
    TraceHash hash = new TraceHash();
    for (long word : words) {
      hash.add(word);
    }
    return hash.value();
  }
}
