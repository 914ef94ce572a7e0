package dev.vopr.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.ClockSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a claim to know the time is a violation, and when nothing can be claimed. */
class ClusterTimeInvariantTest {
  private static final long BEGINNING = 1_000_000;
  private static final long SOUND = 10;

  /** An answer matters for 2 windows and an expiry, 500 in all. */
  private static final ClockSettings CLOCK = new ClockSettings(true, 40, 100, 300, 0, 0, 0);

  private final ClusterTimeInvariant invariant = invariant(List.of());
  private final FakeReplica replica = new FakeReplica(1);

  private static ClusterTimeInvariant invariant(List<Integer> compromised) {
    return new ClusterTimeInvariant(
        3, compromised, new ClusterTimeInvariant.Claim(BEGINNING, SOUND, CLOCK));
  }

  /** Returns whether it is a violation to be off by so much, at an instant, within an error. */
  private boolean isViolation(long off, long error, long nanos) {
    return invariant.afterStep(replica.time(BEGINNING + nanos + off, error), nanos).isPresent();
  }

  @Test
  void replicaThatClaimsNothingIsNotJudged() {
    assertThat(invariant.afterStep(new FakeReplica(1), 77)).isEmpty();
  }

  @Test
  void clusterTimeIsTrueWithinItsErrorAndTheSoundOffset() {
    assertThat(isViolation(35, 25, 700)).isFalse();
    assertThat(isViolation(-35, 25, 700)).isFalse();
    assertThat(isViolation(36, 25, 700)).isTrue();
    assertThat(isViolation(-36, 25, 700)).isTrue();
  }

  @Test
  void violationNamesTheReplicaAndTheNumbers() {
    invariant.onInexactClock(2, 11, 650);

    Violation violation = invariant.afterStep(replica.time(BEGINNING + 736, 25), 700).orElseThrow();

    assertThat(violation.invariant()).isEqualTo("cluster-time");
    assertThat(violation.replicas()).containsExactly(1);
    assertThat(violation.sentence())
        .isEqualTo(
            "cluster time of r1 is 36 ns from true time, but at most 35 ns are possible with 1 of 3"
                + " wall clocks wrong");
  }

  @Test
  void replicaCannotExcuseItselfWithAnyError() {
    assertThat(isViolation(1_040, 1_000_000, 700)).isFalse();
    assertThat(isViolation(1_051, 1_000_000, 700)).isTrue();
  }

  @Test
  void nothingIsClaimedWhileMoreThanFClocksAreWrong() {
    invariant.onInexactClock(0, 11, 650);
    assertThat(isViolation(5_000, 0, 700)).as("one of three").isTrue();
    invariant.onInexactClock(2, -11, 690);
    assertThat(isViolation(5_000, 0, 700)).as("two of three").isFalse();
  }

  @Test
  void nothingIsClaimedOfAReplicaUntilWhatItAgreedOnBeforeAPauseHasExpired() {
    invariant.onResume(1, 700);
    assertThat(isViolation(5_000, 0, 700)).isFalse();
    assertThat(isViolation(5_000, 0, 100_000)).as("long after").isTrue();

    invariant.onResume(0, 100_000);
    assertThat(isViolation(5_000, 0, 100_000)).as("another's pause").isTrue();
  }

  @Test
  void clockThatIsOffWithinTheSoundOffsetIsRight() {
    invariant.onInexactClock(0, 10, 690);
    invariant.onInexactClock(2, -10, 690);

    assertThat(isViolation(5_000, 0, 700)).isTrue();
  }

  @Test
  void clockCountsAsWrongAsLongAsAnAnswerOfItMayMatter() {
    invariant.onInexactClock(0, 11, 200);
    invariant.onInexactClock(2, 11, 650);

    assertThat(isViolation(5_000, 0, 700)).isFalse();
    assertThat(isViolation(5_000, 0, 701)).isTrue();
  }

  @Test
  void clockOfACompromisedReplicaCountsAsWrong() {
    ClusterTimeInvariant lenient = invariant(List.of(0));
    FakeReplica wrong = replica.time(BEGINNING + 5_700, 0);
    assertThat(lenient.afterStep(wrong, 700)).as("one of three").isPresent();

    lenient.onInexactClock(2, 11, 650);

    assertThat(lenient.afterStep(wrong, 700)).isEmpty();
  }
}
