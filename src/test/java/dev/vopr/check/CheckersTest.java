package dev.vopr.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All invariants together. */
class CheckersTest {
  private final Checkers checkers = new Checkers(3, List.of());
  private final FakeReplica r0 = new FakeReplica(0);
  private final FakeReplica r1 = new FakeReplica(1);
  private final FakeReplica r2 = new FakeReplica(2);

  @Test
  void aRunWithoutAViolationHasNone() {
    checkers.afterStep(r0.appendTens(3).commit(2), 1);
    checkers.afterStep(r1.appendTens(2).commit(1), 2);

    assertThat(checkers.hasViolation()).isFalse();
    assertThat(checkers.violation()).isEmpty();
    assertThat(checkers.checks()).isEqualTo(2);
    assertThat(checkers.committed()).isEqualTo(2);
  }

  @Test
  void everyInvariantIsChecked() {
    assertThat(checkers.invariants())
        .extracting(Invariant::name)
        .containsExactly(
            "evidence",
            "commit-order",
            "agreement",
            "prefix",
            "state",
            "timestamps",
            "cluster-time");
    assertThat(firstViolationOf(r0.appendTens(1).commit(2))).isEqualTo("commit-order");
    checkers.afterStep(r1.append(10).commit(1), 1);
    assertThat(firstViolationOf(new FakeReplica(2).append(30, 5).commit(1))).isEqualTo("prefix");
    FakeReplica other = new FakeReplica(1).append(10).commit(1).digest(5);
    Checkers both = new Checkers(3, List.of());
    both.afterStep(new FakeReplica(0).append(10).commit(1), 1);
    both.afterStep(other, 2);
    assertThat(both.violation()).map(Violation::invariant).contains("state");
  }

  private static String firstViolationOf(FakeReplica replica) {
    Checkers fresh = new Checkers(3, List.of());
    fresh.afterStep(replica, 1);
    return fresh.violation().orElseThrow().invariant();
  }

  @Test
  void theFirstViolationIsKept() {
    checkers.afterStep(r0.append(10).commit(1), 1);
    checkers.afterStep(r1.append(11).commit(1), 2);

    checkers.afterStep(r0.commit(0), 3);
    checkers.afterStep(r2.append(12).commit(1), 4);

    assertThat(checkers.hasViolation()).isTrue();
    assertThat(checkers.violation()).map(Violation::invariant).contains("agreement");
    assertThat(checkers.violation()).map(Violation::nanos).contains(2L);
    assertThat(checkers.checks()).as("nothing is checked after it").isEqualTo(2);
  }

  @Test
  void compromisedReplicasAreNotLookedAt() {
    Checkers lenient = new Checkers(3, List.of(0, 2));

    lenient.afterStep(r0.append(10).commit(1), 1);
    lenient.afterStep(r1.append(11).commit(1), 2);
    lenient.afterStep(r2.append(12, 99).commit(7), 3);
    lenient.afterStep(r0.commit(0), 4);

    assertThat(lenient.violation()).isEmpty();
    assertThat(lenient.checks()).as("r1 only").isEqualTo(1);
    assertThat(lenient.committed()).isEqualTo(1);
    assertThat(r0.takeLooks() + r2.takeLooks()).isZero();
  }

  @Test
  void whatACompromisedReplicaCommittedFirstDoesNotCount() {
    Checkers lenient = new Checkers(3, List.of(0));
    lenient.afterStep(r0.append(99).commit(1), 1);
    lenient.afterStep(r1.append(10).commit(1), 2);

    lenient.afterStep(r2.append(11).commit(1), 3);

    assertThat(lenient.violation()).map(Violation::replicas).contains(List.of(1, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1_000, 100_000})
  void theCostOfAStepDoesNotGrowWithTheLog(int length) {
    checkers.afterStep(r0.appendTens(length).commit(length), 1);
    checkers.afterStep(r1.appendTens(length).commit(length), 1);
    assertThat(r0.takeLooks()).as("new entries are looked at").isGreaterThanOrEqualTo(length);

    checkers.afterStep(r0, 2);
    assertThat(r0.takeLooks()).as("nothing new").isLessThanOrEqualTo(2);
    checkers.afterStep(r0.appendTens(1).commit(length + 1), 3);
    assertThat(r0.takeLooks()).as("one new entry").isLessThanOrEqualTo(6);

    assertThat(checkers.violation()).isEmpty();
  }

  // ---- memory -----------------------------------------------------------------------------------

  @Test
  void conflictAboveWhatAllHaveInACheckpointIsStillFound() {
    FakeReplica one = new FakeReplica(0).appendTens(8).commit(8).freeUpTo(4);
    FakeReplica two = new FakeReplica(1).appendTens(8).commit(4).freeUpTo(4);
    FakeReplica three = new FakeReplica(2).appendTens(8).commit(4).freeUpTo(4);
    for (FakeReplica replica : List.of(one, two, three)) {
      checkers.afterStep(replica, 1);
    }
    assertThat(checkers.violation()).isEmpty();

    checkers.afterStep(two.rewrite(6, 61).rewrite(7, 71).commit(7), 2);

    assertThat(checkers.violation()).isPresent();
  }

  /** The replica that is furthest behind could still commit it differently. */
  @Test
  void nothingIsForgottenThatOneReplicaStillHoldsAsEntries() {
    checkers.afterStep(new FakeReplica(0).appendTens(8).commit(8).freeUpTo(8), 1);
    checkers.afterStep(new FakeReplica(1).appendTens(8).commit(8), 1);
    checkers.afterStep(new FakeReplica(1).appendTens(8).commit(8).freeUpTo(8), 1);

    checkers.afterStep(new FakeReplica(2).append(10).append(21).commit(2), 2);

    assertThat(checkers.violation().orElseThrow().invariant()).isEqualTo("agreement");
  }
}
