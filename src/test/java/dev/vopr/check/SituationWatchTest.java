package dev.vopr.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class SituationWatchTest {
  private static final int SLOTS = 8;

  private final SituationWatch watch = new SituationWatch(3, SLOTS);
  private final FakeReplica r0 = new FakeReplica(0);
  private final FakeReplica r1 = new FakeReplica(1).inView(0, false);

  private void see(FakeReplica... replicas) {
    for (FakeReplica replica : replicas) {
      watch.afterStep(replica);
    }
  }

  private void metOnly(Situation... situations) {
    for (Situation each : Situation.values()) {
      long expected = List.of(situations).contains(each) ? 1 : 0;
      assertThat(watch.count(each)).as(each.name()).isEqualTo(expected);
    }
  }

  @Test
  void ordinaryWorkIsNoSituation() {
    see(r0.appendTens(2), r1.appendTens(2));
    see(r0.commit(2), r1.commit(1), r1.commit(2));

    metOnly();
  }

  @Test
  void primariesOfTwoViewsAreMetOnceWhileTheyLast() {
    see(r0, r1.inView(1, true));
    see(r0, r1, r0);

    metOnly(Situation.TWO_PRIMARIES);
  }

  @Test
  void primaryThatIsDownIsNone() {
    see(r0);
    watch.onDown(0);
    see(r1.inView(1, true));

    metOnly();
  }

  @Test
  void viewChangesToTwoViewsAreMet() {
    see(r0.inView(1, false).status(Status.VIEW_CHANGE), r1.inView(2, false));
    metOnly();

    see(r1.status(Status.VIEW_CHANGE));

    metOnly(Situation.TWO_VIEWS_VOTED_ON);
  }

  @Test
  void viewChangeWhileAnotherReplicaRecoversIsMet() {
    see(r0.status(Status.RECOVERING), r1);
    metOnly();

    see(r1.status(Status.VIEW_CHANGE));

    metOnly(Situation.VIEW_CHANGE_DURING_RECOVERY);
  }

  @Test
  void viewWithoutTheOneBeforeItIsASkippedOne() {
    see(r1, r1.inView(1, false));
    metOnly();

    see(r1.inView(3, false));

    metOnly(Situation.VIEW_SKIPPED);
  }

  @Test
  void viewThatBeginsWithUncommittedEntriesIsMet() {
    see(r1.appendTens(2).commit(2).inView(1, true));
    metOnly();

    see(r0.appendTens(3).commit(2).inView(2, true));

    assertThat(watch.count(Situation.INHERITED)).isEqualTo(1);
  }

  @Test
  void logThatBecomesShorterAndTwoLogsThatDifferAreMet() {
    see(r0.append(10).append(20), r1.append(10));
    metOnly();

    see(r1.append(21));
    metOnly(Situation.TWO_VERSIONS);

    see(new FakeReplica(1).inView(0, false).append(10));
    metOnly(Situation.TWO_VERSIONS, Situation.CUT_OFF);
  }

  @Test
  void restartIsNoCut() {
    see(r1.append(10).append(20));
    watch.onDown(1);
    see(new FakeReplica(1).inView(0, false).append(10));

    metOnly();
  }

  @Test
  void committedEntryThatWasMissingIsRepairedOnceItIsExecuted() {
    see(r1.appendTens(2).missing(1).commit(2).executed(0));
    metOnly();

    see(r1.missing(0).executed(2));

    metOnly(Situation.COMMITTED_REPAIRED);
  }

  @Test
  void fullLogIsMetOnce() {
    see(r0.appendTens(SLOTS - 1));
    metOnly();

    see(r0.append(99), r0);

    metOnly(Situation.LOG_FULL);
  }
}
