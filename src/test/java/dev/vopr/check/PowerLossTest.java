package dev.vopr.check;

import static dev.vopr.check.HandMadeTrace.after;
import static dev.vopr.check.HandMadeTrace.and;
import static dev.vopr.check.HandMadeTrace.holding;
import static dev.vopr.check.HandMadeTrace.log;
import static dev.vopr.check.HandMadeTrace.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.disk.ViewRecord.Doubt;
import dev.vopr.vsr.message.Entry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a loss of power would cost, on traces made by hand. */
class PowerLossTest {
  /** Of records that tell nothing new of views, one in so many is looked at. */
  private static final int SAMPLE = 64;

  private final HandMadeTrace trace = new HandMadeTrace(3);
  private final List<Entry> log = log(3);
  private final Entry last = log.get(2);
  private final FakeReplica r1 = holding(1, log);

  private void passes() {
    assertThat(trace.violation()).isEmpty();
  }

  private String broken() {
    Violation violation = trace.violation().orElseThrow();
    assertThat(violation.invariant()).as(violation.sentence()).isEqualTo("power-loss");
    assertThat(violation.facts()).isNotEmpty();
    return violation.sentence();
  }

  @Test
  void whatIsOnTheDiskWithItsViewSurvives() {
    trace.store(1, log).send(r1, ok(1, 0, last));

    passes();
  }

  @Test
  void entriesOfAnOlderViewThatNoRecordNamesWouldBeTakenForLeftovers() {
    trace.record(1, 2, 2, Doubt.NONE, List.of()).store(1, log);

    trace.send(r1.inView(2, false), ok(1, 2, last));

    assertThat(broken())
        .isEqualTo(
            "after a loss of power r1, which has acknowledged op 3 in view 2, would end its log at op 0");
  }

  @Test
  void entriesOfAnOlderViewThatTheRecordNamesSurvive() {
    trace.record(1, 2, 2, Doubt.NONE, log).store(1, log);

    trace.send(r1.inView(2, false), ok(1, 2, last));

    passes();
  }

  @Test
  void recordOfTheSameLogThatNamesAnotherEntryWouldReplaceIt() {
    trace.store(1, log).send(r1, ok(1, 0, last));
    Entry other = after(log.subList(0, 2), 0, "other");

    for (int write = 0; write < SAMPLE; write++) {
      trace.record(1, 0, 0, Doubt.NONE, and(log.subList(0, 2), other));
    }

    assertThat(broken()).endsWith("would hold another entry there");
  }

  @Test
  void crashBetweenTwoStagesOfAWriteCounts() {
    List<Entry> other = and(log.subList(0, 2), after(log.subList(0, 2), 0, "other"));
    trace.store(1, log).send(r1, ok(1, 0, last));

    for (int write = 0; write < SAMPLE; write++) {
      trace.recordInStages(1, other, log);
    }

    assertThat(broken()).endsWith("would hold another entry there");
  }

  @Test
  void logOfANewerViewReplacesWhatWasAcknowledged() {
    trace.store(1, log).send(r1, ok(1, 0, last));

    trace.record(1, 2, 2, Doubt.NONE, log.subList(0, 2));

    passes();
  }

  @Test
  void recordOfAnOlderViewWouldGoBack() {
    trace.record(1, 2, 2, Doubt.NONE, log).store(1, log);
    trace.send(r1.inView(2, false), ok(1, 2, last));

    trace.record(1, 2, 1, Doubt.NONE, log);

    assertThat(broken()).endsWith("would go back to the log of view 1");
  }

  @Test
  void whatTheReplicaItselfHasGivenUpForACheckpointItsDiskNeedNotRemember() {
    trace.store(1, log).send(r1, ok(1, 0, last));
    List<Entry> shorter = log.subList(0, 2);

    trace.step(holding(1, shorter).inView(0, false).commit(2).executed(2).freeUpTo(2));
    trace.record(1, 0, 0, Doubt.NONE, and(shorter, after(shorter, 0, "other")));

    assertThat(trace.violation().map(Violation::invariant)).isNotEqualTo(Optional.of("power-loss"));
  }

  /** Seed 9000928 of canaries: its checkpoint could not be read, and cannot be after a crash. */
  @Test
  void replicaThatWasInDoubtWhenItStartedMayBeSoAgain() {
    ViewRecord lacking = new ViewRecord(9, 0, 0, Doubt.NONE, 2, 77, 2, List.of());
    trace.restartShowing(r1, lacking).store(1, log);

    trace.send(r1, ok(1, 0, last)).record(1, 0, 0, 2, 77, 2);

    assertThat(trace.violation().map(Violation::invariant)).isNotEqualTo(Optional.of("power-loss"));
  }

  @Test
  void replicaThatMayNotVouchForItsLogIsNotAsked() {
    trace.store(1, log).send(r1, ok(1, 0, last));

    trace.record(1, 0, 0, Doubt.HEAD, log.subList(0, 2));

    passes();
  }

  @Test
  void whatARestartBroughtToLightIsNoLossOfPowerToCome() {
    trace.store(1, log).send(r1, ok(1, 0, last)).restartFormatted(r1);

    trace.record(1, 0, 0, Doubt.NONE, log.subList(0, 1));

    passes();
  }
}
