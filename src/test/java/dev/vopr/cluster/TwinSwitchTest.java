package dev.vopr.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vopr.byzantine.TwinSettings;
import dev.vopr.cluster.TwinSwitch.Copy;
import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import dev.vopr.fault.Plan;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.TraceHash;
import java.util.List;
import org.junit.jupiter.api.Test;

class TwinSwitchTest {
  private static final int LIAR = 2;
  private static final int PEER = 1;
  private static final TwinSettings SETTINGS = new TwinSettings(0.3, 100);

  private long now;

  private TwinSwitch turns(Faults faults) {
    return new TwinSwitch(LIAR, SETTINGS, faults, () -> now);
  }

  private TwinSwitch byChance() {
    return turns(Faults.byChance(new TraceHash(), SimRng.of(7)));
  }

  @Test
  void inTheGivenShareOfTheIntervalsAPeerTalksToTheSecondCopy() {
    TwinSwitch turns = byChance();
    int second = 0;
    for (int interval = 0; interval < 10_000; interval++) {
      now = interval * 100L;
      second += turns.copyFor(PEER) == Copy.SECOND ? 1 : 0;
    }

    assertThat(second / 10_000.0).isCloseTo(0.3, within(0.015));
  }

  @Test
  void withinAnIntervalItStaysWithTheSameCopy() {
    TwinSwitch turns = byChance();
    for (int interval = 0; interval < 100; interval++) {
      now = interval * 100L;
      Copy first = turns.copyFor(PEER);
      now += 99;

      assertThat(turns.copyFor(PEER)).isEqualTo(first);
    }
  }

  @Test
  void aPlanSaysWhoTalksToTheSecondCopyAndWhen() {
    Decision turned = new Decision(FaultKind.TWIN, Decision.link(LIAR, PEER), 3, 0, 0);
    TwinSwitch turns =
        turns(Faults.byPlan(new TraceHash(), SimRng.of(7), new Plan(List.of(turned))));

    assertThat(turns.copyFor(PEER)).isEqualTo(Copy.FIRST);
    now = 200;
    assertThat(turns.copyFor(PEER)).isEqualTo(Copy.SECOND);
    assertThat(turns.copyFor(0)).isEqualTo(Copy.FIRST);
    now = 300;
    assertThat(turns.copyFor(PEER)).isEqualTo(Copy.FIRST);
  }

  @Test
  void onceItIsOverEverybodyTalksToTheFirstCopy() {
    TwinSwitch turns = byChance();
    turns.end();
    for (int interval = 0; interval < 100; interval++) {
      now = interval * 100L;

      assertThat(turns.copyFor(PEER)).isEqualTo(Copy.FIRST);
    }
  }
}
