package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vopr.vsr.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaSettingsTest {

  @ParameterizedTest
  @CsvSource({"3, 2", "5, 3", "7, 4"})
  void aQuorumIsFPlusOneOfTwoFPlusOne(int replicas, int quorum) {
    assertThat(TestCluster.settings(replicas).quorum()).isEqualTo(quorum);
  }

  @Test
  void theMembersTakeTurnsAsPrimary() {
    ReplicaSettings settings = TestCluster.settings(3);

    assertThat(new int[] {settings.primaryOf(0), settings.primaryOf(1), settings.primaryOf(2)})
        .containsExactly(0, 1, 2);
    assertThat(settings.primaryOf(3)).isZero();
    assertThat(settings.primaryOf(3_000_000_001L)).isEqualTo(1);
  }

  /** T1: a bound that is too low by one nanosecond is none. */
  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "998, 1", "999, 2", "999000, 1001", "1000000000, 1001002"})
  void driftIsABoundAlsoWhereItIsNotAWholeNumber(long elapsed, long drift) {
    ClockSettings exact = new ClockSettings(true, 0, 1, 1, 0, 0, 1);
    ClockSettings inexact = new ClockSettings(true, 0, 1, 1, 0, 1_000, 1);

    assertThat(inexact.drift(elapsed)).isEqualTo(drift);
    assertThat(exact.drift(elapsed)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE})
  void evenAnAbsurdViewHasAMemberAsPrimary(long view) {
    assertThat(TestCluster.settings(5).primaryOf(view)).isBetween(0, 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3})
  void aReplicaOutsideTheConfigurationIsNotBuilt(int number) {
    assertThatThrownBy(
            () ->
                new Replica(
                    TestCluster.settings(3), number, new KeyValueStore(), TestCluster.codec()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("index");
  }
}
