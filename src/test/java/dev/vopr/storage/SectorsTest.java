package dev.vopr.storage;

import static dev.vopr.storage.StorageTestbed.filled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.message.Bytes;
import org.junit.jupiter.api.Test;

/** What becomes of a content when only some of its sectors are written, or are damaged. */
class SectorsTest {
  private static final Sectors SECTORS = new Sectors(4);

  private static String text(Bytes content) {
    StringBuilder text = new StringBuilder();
    for (byte each : content.toArray()) {
      text.append(each);
    }
    return text.toString();
  }

  @Test
  void contentTakesWholeSectors() {
    assertThat(SECTORS.count(Bytes.EMPTY)).isZero();
    assertThat(SECTORS.count(filled(1, 1))).isEqualTo(1);
    assertThat(SECTORS.count(filled(4, 1))).isEqualTo(1);
    assertThat(SECTORS.count(filled(5, 1))).isEqualTo(2);
  }

  @Test
  void mixtureHasTheSectorsThatReachedTheDiskAndTheOldOnes() {
    assertThat(text(SECTORS.mixture(filled(10, 1), filled(10, 2), i -> i == 1)))
        .isEqualTo("1111222211");
    assertThat(text(SECTORS.mixture(filled(10, 1), filled(10, 2), i -> i != 1)))
        .isEqualTo("2222111122");
  }

  @Test
  void mixtureOfUnequalLengthsKeepsWhatIsBehind() {
    assertThat(text(SECTORS.mixture(filled(11, 1), filled(6, 2), i -> i == 0)))
        .isEqualTo("22221111111");
    assertThat(text(SECTORS.mixture(filled(3, 1), filled(6, 2), i -> i == 1))).isEqualTo("111022");
  }

  @Test
  void mixtureOfNothingOrAllIsTheOldOrTheNewContent() {
    assertThat(SECTORS.mixture(filled(11, 1), filled(6, 2), i -> false)).isEqualTo(filled(11, 1));
    assertThat(SECTORS.mixture(filled(11, 1), filled(6, 2), i -> true)).isEqualTo(filled(6, 2));
  }

  @Test
  void oneSectorIsZeroedAndOneBitTurnedOver() {
    assertThat(text(SECTORS.zeroed(filled(6, 1), 0))).isEqualTo("000011");
    assertThat(text(SECTORS.zeroed(filled(6, 1), 1))).isEqualTo("111100");
    assertThat(text(Sectors.flipped(filled(3, 1), 9))).isEqualTo("131");
  }
}
