package dev.vopr.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each invariant, alone, on replicas made by hand. */
class InvariantsTest {
  private static final long NANOS = 123;

  private final FakeReplica r0 = new FakeReplica(0);
  private final FakeReplica r1 = new FakeReplica(1);
  private final FakeReplica r2 = new FakeReplica(2);

  // ---- commit-order -----------------------------------------------------------------------------

  private final CommitOrderInvariant commitOrder = new CommitOrderInvariant(3);

  @Test
  void commitNumbersThatRiseWithinTheLogAreFine() {
    r0.appendTens(5);

    for (long commit : new long[] {0, 1, 1, 3, 5, 5}) {
      assertThat(commitOrder.afterStep(r0.commit(commit), NANOS)).isEmpty();
    }
    assertThat(commitOrder.afterStep(r1.appendTens(2).commit(1), NANOS))
        .as("another replica has a commit-number of its own")
        .isEmpty();
  }

  @Test
  void executionMayLagBehindTheCommitNumber() {
    assertThat(commitOrder.afterStep(r0.appendTens(5).commit(4).executed(2), NANOS)).isEmpty();
  }

  @Test
  void aCommitNumberThatFallsIsAViolation() {
    pass(commitOrder.afterStep(r1.appendTens(5).commit(4), NANOS));

    Optional<Violation> violation = commitOrder.afterStep(r1.commit(3), NANOS);

    assertThat(violation)
        .contains(
            new Violation(
                "commit-order", "commit-number of r1 fell from 4 to 3", List.of(1), 3, NANOS));
  }

  @Test
  void aCommitNumberAboveTheLogIsAViolation() {
    Optional<Violation> violation =
        commitOrder.afterStep(r2.appendTens(5).commit(6).executed(5), NANOS);

    assertThat(violation)
        .contains(
            new Violation(
                "commit-order",
                "r2 has executed 5, commit-number 6 and op-number 5",
                List.of(2),
                6,
                NANOS));
  }

  @Test
  void executionBeyondTheCommitNumberIsAViolation() {
    Optional<Violation> violation =
        commitOrder.afterStep(r0.appendTens(5).commit(2).executed(3), NANOS);

    assertThat(violation)
        .map(Violation::sentence)
        .contains("r0 has executed 3, commit-number 2 and op-number 5");
  }

  // ---- agreement --------------------------------------------------------------------------------

  private final AgreementInvariant agreement = new AgreementInvariant(3);

  @Test
  void replicasThatCommitTheSameEntriesAgree() {
    assertThat(agreement.afterStep(r0.appendTens(3).commit(3), NANOS)).isEmpty();
    assertThat(agreement.afterStep(r1.appendTens(5).commit(2), NANOS)).isEmpty();
    assertThat(agreement.afterStep(r1.commit(5), NANOS)).isEmpty();
    assertThat(agreement.afterStep(r2.appendTens(1).commit(1), NANOS)).isEmpty();

    assertThat(agreement.highestCommitted()).isEqualTo(5);
  }

  @Test
  void differentEntriesThatAreNotCommittedAreFine() {
    pass(agreement.afterStep(r0.append(10).append(20).commit(2), NANOS));

    assertThat(agreement.afterStep(r1.append(10).append(21).commit(1), NANOS)).isEmpty();
  }

  @Test
  void differentCommittedEntriesAreAViolation() {
    pass(agreement.afterStep(r0.append(0xA).append(0xB).commit(2), NANOS));
    pass(agreement.afterStep(r2.append(0xA).commit(1), NANOS));

    Optional<Violation> violation = agreement.afterStep(r1.append(0xA).append(0xC).commit(2), 456);

    assertThat(violation)
        .contains(
            new Violation(
                "agreement",
                "r1 committed entry 000000000000000c at op 2, but r0 committed entry"
                    + " 000000000000000b there",
                List.of(0, 1),
                2,
                456,
                List.of(
                    new Violation.Fact("committed", "000000000000000b", 0, NANOS, 0),
                    new Violation.Fact("committed", "000000000000000c", 1, 456, 0))));
  }

  @Test
  void theFirstOfSeveralConflictsIsReported() {
    pass(agreement.afterStep(r0.append(1).append(2).append(3).commit(3), NANOS));

    Optional<Violation> violation =
        agreement.afterStep(r1.append(1).append(5).append(6).commit(3), NANOS);

    assertThat(violation).map(Violation::op).contains(2L);
  }

  @Test
  void aConflictIsSeenWhicheverReplicaIsAhead() {
    pass(agreement.afterStep(r0.append(1).commit(1), NANOS));
    pass(agreement.afterStep(r1.append(1).append(2).append(3).commit(3), NANOS));

    Optional<Violation> violation = agreement.afterStep(r0.append(2).append(4).commit(3), NANOS);

    assertThat(violation).map(Violation::replicas).contains(List.of(1, 0));
    assertThat(violation).map(Violation::op).contains(3L);
  }

  @Test
  void aCommitNumberAboveTheLogIsNotTheBusinessOfAgreement() {
    assertThat(agreement.afterStep(r0.appendTens(2).commit(9), NANOS)).isEmpty();
    assertThat(agreement.highestCommitted()).isEqualTo(2);
  }

  @Test
  void agreementHoldsLogsOfAnyLength() {
    int length = 5_000;
    pass(agreement.afterStep(r0.appendTens(length).commit(length), NANOS));

    assertThat(agreement.afterStep(r1.appendTens(length).commit(length), NANOS)).isEmpty();
    assertThat(agreement.afterStep(r2.appendTens(length).rewrite(4_321, 7).commit(length), NANOS))
        .map(Violation::op)
        .contains(4_321L);
  }

  // ---- prefix -----------------------------------------------------------------------------------

  private final PrefixInvariant prefix = new PrefixInvariant(3);

  @Test
  void aLogThatGrowsAndWhoseTailIsReplacedIsFine() {
    assertThat(prefix.afterStep(r0, NANOS)).isEmpty();
    assertThat(prefix.afterStep(r0.appendTens(5).commit(2), NANOS)).isEmpty();
    assertThat(prefix.afterStep(r0.truncate(2).append(31).append(41), NANOS))
        .as("what is not committed may vanish")
        .isEmpty();
    assertThat(prefix.afterStep(r0.commit(4), NANOS)).isEmpty();
  }

  @Test
  void aCommittedEntryThatVanishesIsAViolation() {
    pass(prefix.afterStep(r1.appendTens(5).commit(4), NANOS));

    Optional<Violation> violation = prefix.afterStep(r1.truncate(3), 456);

    assertThat(violation)
        .contains(
            new Violation(
                "prefix",
                "r1 no longer holds the entry that it committed at op 4",
                List.of(1),
                4,
                456));
  }

  @Test
  void aCommittedEntryThatIsReplacedIsAViolation() {
    pass(prefix.afterStep(r1.appendTens(5).commit(4), NANOS));

    Optional<Violation> violation = prefix.afterStep(r1.truncate(3).append(41).append(51), NANOS);

    assertThat(violation)
        .map(Violation::sentence)
        .contains("r1 no longer holds the entry that it committed at op 4");
  }

  @Test
  void aCommittedEntryThatDoesNotContinueTheOneBeforeIsAViolation() {
    pass(prefix.afterStep(r2.appendTens(2).commit(2), NANOS));

    Optional<Violation> violation = prefix.afterStep(r2.append(30, 21).commit(3), NANOS);

    assertThat(violation)
        .contains(
            new Violation(
                "prefix",
                "the entry of r2 at op 3 does not continue its entry at op 2",
                List.of(2),
                3,
                NANOS));
  }

  @Test
  void theFirstEntryContinuesNothing() {
    Optional<Violation> violation = prefix.afterStep(r0.append(10, 5).commit(1), NANOS);

    assertThat(violation)
        .map(Violation::sentence)
        .contains("the entry of r0 at op 1 does not continue its entry at op 0");
  }

  @Test
  void aBrokenChainAboveTheCommitNumberIsNotYetAViolation() {
    assertThat(prefix.afterStep(r0.append(10).append(20, 99).commit(1), NANOS)).isEmpty();
    assertThat(prefix.afterStep(r0.commit(2), NANOS)).map(Violation::op).contains(2L);
  }

  @Test
  void whatIsInACheckpointIsNotLookedForInTheLog() {
    pass(prefix.afterStep(r0.appendTens(5).commit(5), NANOS));

    assertThat(prefix.afterStep(r0.freeUpTo(5), NANOS)).isEmpty();
    assertThat(prefix.afterStep(r0.appendTens(2).commit(7).freeUpTo(6), NANOS)).isEmpty();
    assertThat(prefix.afterStep(r0.rewrite(7, 1), NANOS)).map(Violation::op).contains(7L);
  }

  @Test
  void anEntryThatDoesNotContinueTheCheckpointIsAViolation() {
    pass(prefix.afterStep(r0.appendTens(5).commit(3).freeUpTo(3), NANOS));

    assertThat(prefix.afterStep(r0.truncate(3).append(40, 99).commit(4), NANOS))
        .map(Violation::op)
        .contains(4L);
  }

  // ---- checkpoints and restarts -----------------------------------------------------------------

  @Test
  void aReplicaThatTookOverACheckpointAgreesWithItsLastEntry() {
    pass(agreement.afterStep(r0.appendTens(5).commit(5), NANOS));

    assertThat(agreement.afterStep(r1.appendTens(5).freeUpTo(4).commit(5), NANOS)).isEmpty();
    assertThat(agreement.afterStep(r2.appendTens(5).rewrite(4, 7).freeUpTo(4).commit(5), NANOS))
        .map(Violation::op)
        .contains(4L);
  }

  @Test
  void whatACheckpointHidesIsFilledInByTheNext() {
    pass(agreement.afterStep(r0.appendTens(5).freeUpTo(4).commit(5), NANOS));
    pass(agreement.afterStep(r1.appendTens(5).commit(5), NANOS));

    assertThat(agreement.afterStep(r2.appendTens(5).rewrite(2, 7).commit(5), NANOS))
        .map(Violation::op)
        .contains(2L);
  }

  @Test
  void aReplicaThatIsStartedAgainMayHaveForgottenItsCommitNumber() {
    pass(commitOrder.afterStep(r1.appendTens(5).commit(4), NANOS));
    pass(prefix.afterStep(r1, NANOS));
    pass(agreement.afterStep(r1, NANOS));

    commitOrder.onRestart(1);
    prefix.onRestart(1);
    agreement.onRestart(1);
    r1.truncate(2).commit(1);

    assertThat(commitOrder.afterStep(r1, NANOS)).isEmpty();
    assertThat(prefix.afterStep(r1, NANOS)).isEmpty();
    assertThat(agreement.afterStep(r1, NANOS)).isEmpty();
    assertThat(agreement.afterStep(r1.append(31).commit(3), NANOS))
        .as("but not what it committed")
        .map(Violation::op)
        .contains(3L);
  }

  @Test
  void aCommitNumberThatNoRunReachesIsAViolation() {
    assertThat(commitOrder.afterStep(r0.appendTens(1).commit(1L << 40), NANOS))
        .map(Violation::sentence)
        .contains("r0 has commit-number 1099511627776, which no run reaches");
  }

  // ---- state ------------------------------------------------------------------------------------

  private final StateInvariant state = new StateInvariant(3);

  @Test
  void replicasThatExecutedTheSameAreInTheSameState() {
    pass(state.afterStep(r0.appendTens(5).commit(2).digest(7), NANOS));
    pass(state.afterStep(r0.commit(4).digest(8), NANOS));

    assertThat(state.afterStep(r1.appendTens(4).commit(2).digest(7), NANOS)).isEmpty();
    assertThat(state.afterStep(r2.appendTens(5).commit(3).digest(9), NANOS)).isEmpty();
    assertThat(state.afterStep(r1.commit(4).digest(8), NANOS)).isEmpty();
  }

  @Test
  void clientTablesThatDifferAreToldApartFromKeysAndValues() {
    pass(state.afterStep(r2.appendTens(5).commit(4).digest(7).clientTable(1), NANOS));

    assertThat(state.afterStep(r0.appendTens(5).commit(4).digest(7).clientTable(5), 456))
        .map(Violation::sentence)
        .contains(
            "r2 and r0 executed the same 4 operations, but their states differ: their keys and values are"
                + " the same, their client-tables are not");
  }

  @Test
  void replicasThatExecutedTheSameAndDifferAreAViolation() {
    pass(state.afterStep(r2.appendTens(5).commit(4).digest(7), NANOS));

    Optional<Violation> violation = state.afterStep(r0.appendTens(5).commit(4).digest(8), 456);

    assertThat(violation)
        .contains(
            new Violation(
                "state",
                "r2 and r0 executed the same 4 operations, but their states differ: their keys and values are"
                    + " not the same",
                List.of(2, 0),
                4,
                456,
                List.of(
                    new Violation.Fact("state", Hex.of((7 * 31) | 1), 2, NANOS, 0),
                    new Violation.Fact("state", Hex.of((8 * 31) | 1), 0, 456, 0))));
  }

  @Test
  void aReplicaThatExecutesItAllAgainAfterAStartIsLookedAtAgain() {
    pass(state.afterStep(r0.appendTens(5).commit(4).digest(7), NANOS));
    state.onRestart(0);
    pass(state.afterStep(r0.commit(0).digest(0), NANOS));

    assertThat(state.afterStep(r0.commit(4).digest(8), NANOS)).map(Violation::op).contains(4L);
  }

  // ---- all --------------------------------------------------------------------------------------

  @Test
  void eachInvariantHasANameOfItsOwnAndASource() {
    List<Invariant> all = List.of(commitOrder, agreement, prefix, state);

    assertThat(all)
        .extracting(Invariant::name)
        .containsExactly("commit-order", "agreement", "prefix", "state");
    assertThat(all).extracting(Invariant::source).allMatch(source -> source.contains("VRR §"));
  }

  private static void pass(Optional<Violation> violation) {
    assertThat(violation).as("the test begins without a violation").isEmpty();
  }
}
