package dev.vopr.run.minimise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import org.junit.jupiter.api.Test;

class RoundingsTest {
  private static final long MILLISECOND = 1_000_000L;

  @Test
  void aDurationBecomesShorterAndThenRounder() {
    Decision crash = new Decision(FaultKind.CRASH, 1, 1, 437_123_456L, 0);

    assertThat(Roundings.of(crash))
        .extracting(Decision::amount)
        .containsExactly(
            MILLISECOND,
            10 * MILLISECOND,
            100 * MILLISECOND,
            400 * MILLISECOND,
            500 * MILLISECOND,
            430 * MILLISECOND,
            440 * MILLISECOND);
  }

  @Test
  void anOffsetKeepsItsSign() {
    Decision offset = new Decision(FaultKind.CLOCK_OFFSET, 1, 1, -30 * MILLISECOND, 0);

    assertThat(Roundings.of(offset))
        .extracting(Decision::amount)
        .containsExactly(-MILLISECOND, -10 * MILLISECOND);
  }

  @Test
  void aFaultStrikesSoonerAtTheSamePlace() {
    Decision loss = new Decision(FaultKind.LOSS, Decision.link(0, 2), 9, 0, 0);

    assertThat(Roundings.of(loss)).extracting(Decision::number).containsExactly(1L, 2L, 4L, 8L);
    assertThat(Roundings.of(loss)).extracting(Decision::place).containsOnly(loss.place());
  }

  @Test
  void ofManyTheFirstOnesAreTried() {
    Decision flip = new Decision(FaultKind.BIT_CORRUPTION, 0, 1, 0, -5);

    assertThat(Roundings.of(flip)).extracting(Decision::detail).containsExactly(0L, 1L);
  }

  @Test
  void whatIsSimpleStaysAsItIs() {
    assertThat(Roundings.of(new Decision(FaultKind.LOSS, 0, 1, 0, 0))).isEmpty();
    assertThat(Roundings.of(new Decision(FaultKind.CRASH, 0, 1, MILLISECOND, 0))).isEmpty();
    assertThat(Roundings.of(new Decision(FaultKind.DISK_FULL, 0, 1, 1, 0))).isEmpty();
  }
}
