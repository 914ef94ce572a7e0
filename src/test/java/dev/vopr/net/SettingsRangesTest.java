package dev.vopr.net;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsRangesTest {
  private static final NetworkSettings FINE = NetworkSettings.faultless(new LatencyLaw.Constant(1));

  @Test
  void ratesOutsideOfZeroToOneAreRefused() {
    assertThatThrownBy(() -> FINE.withLoss(1.5)).hasMessage("loss must be from 0 to 1, but is 1.5");
    assertThatThrownBy(() -> FINE.withDuplication(-0.1)).hasMessageContaining("duplication");
    assertThatThrownBy(() -> FINE.withReordering(Double.NaN, 1)).hasMessageContaining("reordering");
  }

  @Test
  void emptyRangesAreRefused() {
    assertThatThrownBy(() -> FINE.withReordering(1, 0)).hasMessageContaining("reordering delay");
    assertThatThrownBy(() -> FINE.withLinkCapacity(0)).hasMessageContaining("link capacity");
    assertThatThrownBy(() -> new PartitionSettings(0.1, 1, 2, 1, List.of(PartitionKind.ONE_WAY)))
        .hasMessageContaining("shortest partition");
    assertThatThrownBy(() -> new PartitionSettings(0.1, 1, 1, 1, List.of()))
        .hasMessageContaining("at least one kind");
  }
}
