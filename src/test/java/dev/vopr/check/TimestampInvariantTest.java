package dev.vopr.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Timestamps of executed entries rise, and each entry is looked at once. */
class TimestampInvariantTest {
  private final TimestampInvariant invariant = new TimestampInvariant(3);
  private final FakeReplica replica = new FakeReplica(1).appendTens(4);

  @Test
  void risingTimestampsPass() {
    assertThat(invariant.afterStep(replica.commit(2), 1)).isEmpty();
    assertThat(invariant.afterStep(replica.commit(4), 2)).isEmpty();
  }

  @Test
  void timestampThatDoesNotRiseIsAViolation() {
    replica.timestamp(3, 101);
    assertThat(invariant.afterStep(replica.commit(2), 1)).isEmpty();

    Violation violation = invariant.afterStep(replica.commit(4), 2).orElseThrow();

    assertThat(violation.op()).isEqualTo(3);
    assertThat(violation.sentence())
        .isEqualTo("r1 executed op 3 with timestamp 101, after one with timestamp 101");
  }

  @Test
  void whatIsNotExecutedIsNotJudged() {
    replica.timestamp(3, 5);

    assertThat(invariant.afterStep(replica.commit(4).executed(2), 1)).isEmpty();
  }

  @Test
  void afterACheckpointTimestampsGoOnRising() {
    assertThat(invariant.afterStep(replica.commit(2), 1)).isEmpty();
    replica.timestamp(4, 50).freeUpTo(3);

    assertThat(invariant.afterStep(replica.commit(4), 2)).isPresent();
  }

  @Test
  void restartedReplicaExecutesItsLogAgain() {
    assertThat(invariant.afterStep(replica.commit(4), 1)).isEmpty();
    invariant.onRestart(1);

    assertThat(invariant.afterStep(replica.commit(2), 2)).isEmpty();
  }
}
