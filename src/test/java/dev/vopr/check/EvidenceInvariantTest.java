package dev.vopr.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever accuses an honest replica breaks an invariant; whoever accuses a liar does not. */
class EvidenceInvariantTest {

  @Test
  void accusingAnHonestReplicaIsAViolation() {
    EvidenceInvariant invariant = new EvidenceInvariant(3, List.of(2));

    Violation violation = invariant.afterStep(new FakeReplica(0).accusing(1), 17).orElseThrow();

    assertThat(violation.invariant()).isEqualTo("evidence");
    assertThat(violation.sentence()).isEqualTo("r0 accuses r1, which is correct");
    assertThat(violation.replicas()).containsExactly(0, 1);
    assertThat(violation.nanos()).isEqualTo(17);
    assertThat(invariant.isRecorded()).isFalse();
  }

  @Test
  void accusingACompromisedReplicaIsRecordedAndOutlivesARestart() {
    EvidenceInvariant invariant = new EvidenceInvariant(3, List.of(2));

    assertThat(invariant.afterStep(new FakeReplica(0), 1)).isEmpty();
    assertThat(invariant.isRecorded()).isFalse();
    assertThat(invariant.afterStep(new FakeReplica(0).accusing(2), 2)).isEmpty();
    invariant.onRestart(0);

    assertThat(invariant.isRecorded()).isTrue();
  }

  @Test
  void evidenceAgainstAnHonestReplicaDetectsNothing() {
    Checkers checkers = new Checkers(3, List.of(2));
    checkers.afterStep(new FakeReplica(0).accusing(2), 1);
    assertThat(checkers.hasEvidence()).isTrue();

    checkers.afterStep(new FakeReplica(0).accusing(1), 2);

    assertThat(checkers.hasViolation()).isTrue();
    assertThat(checkers.hasEvidence()).isFalse();
  }

  @Test
  void whatACompromisedReplicaAccusesOthersOfDoesNotCount() {
    Checkers checkers = new Checkers(3, List.of(2));

    checkers.afterStep(new FakeReplica(2).accusing(1), 1);

    assertThat(checkers.hasViolation()).isFalse();
    assertThat(checkers.hasEvidence()).isFalse();
  }
}
