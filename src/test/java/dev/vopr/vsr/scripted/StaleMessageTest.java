package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.DO_VIEW_CHANGE;
import static dev.vopr.vsr.message.MessageKind.PREPARE;
import static dev.vopr.vsr.message.MessageKind.PREPARE_OK;
import static dev.vopr.vsr.message.MessageKind.RECOVERY;
import static dev.vopr.vsr.message.MessageKind.REQUEST;
import static dev.vopr.vsr.message.MessageKind.START_VIEW;
import static dev.vopr.vsr.message.MessageKind.START_VIEW_CHANGE;
import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static dev.vopr.vsr.scripted.Who.R_ALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.MessageKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages that were recorded, and come again when nobody expects them any more. */
class StaleMessageTest {

  /** A cluster in view 1, in which all three take part. */
  private static Cluster inViewOne() {
    Cluster cluster = cluster(3).clients(1).start().request(2).committed().crash(R0);
    return cluster.request(2).committed().restart(R0).settle().run(50);
  }

  /** V12: it changes nothing, however much was appended since. */
  @Test
  void startViewOfThisViewIsNotReprocessed() {
    Cluster cluster = inViewOne();
    Wires.Sent stale = cluster.lastSent(START_VIEW, R1, R2);
    cluster.request(3).committed().settle();
    long op = cluster.op(R2);

    cluster.replay(stale).run(5);

    assertThat(cluster.rejections(RejectionRule.NOT_IN_VIEW_CHANGE, R2)).isPositive();
    assertThat(cluster.op(R2)).isEqualTo(op);
    assertThat(cluster.replica(R2).durableOp()).isEqualTo(op);
  }

  /** V13: it is ignored, in status normal and in a view change. */
  @Test
  void startViewOfALowerViewIsIgnored() {
    Cluster cluster = inViewOne();
    Wires.Sent stale = cluster.lastSent(START_VIEW, R1, R2);
    cluster.crash(R1);
    cluster.runUntil("r2 leaves the view", () -> cluster.view(R2) > 1);
    cluster.replay(stale).run(3);
    assertThat(cluster.view(R2)).isGreaterThan(1);
    cluster.request(1).committed();

    cluster.replay(stale).run(3);

    assertThat(cluster.rejections(RejectionRule.OLD_VIEW, R2)).isGreaterThanOrEqualTo(2);
    assertThat(cluster.view(R2)).isGreaterThan(1);
  }

  /** D3: a recovering replica believes only what answers its own question. */
  @Test
  void startViewDoesNotEndARecovery() {
    Cluster cluster = inViewOne();
    Wires.Sent stale = cluster.lastSent(START_VIEW, R1, R2);
    long op = cluster.op(R2);
    cluster.request(7).committed().settle().run(50);
    cluster.crash(R_ALL).corruptEntry(R2, op + 7).corruptHeader(R2, op + 7);
    cluster.restart(R2).run(5);
    assertThat(cluster.status(R2)).isEqualTo(Status.RECOVERING);

    cluster.replay(stale).run(5);

    assertThat(cluster.status(R2)).isEqualTo(Status.RECOVERING);
    cluster.restart(R0, R1).settle();
  }

  /** D4: nor does a StartView of the view in which the replica was before it lost its disk. */
  @Test
  void startViewDoesNotMakeUpForALostDisk() {
    Cluster cluster = inViewOne();
    Wires.Sent stale = cluster.lastSent(START_VIEW, R1, R2);
    cluster.request(2).committed().settle().run(50);
    cluster.crash(R2).loseDisk(R2).drop(RECOVERY).restart(R2).run(5);

    cluster.replay(stale).run(100);

    assertThat(cluster.status(R2)).isEqualTo(Status.RECOVERING);
    assertThat(cluster.view(R2)).isZero();
    cluster.heal().settle();
  }

  /** N03: acknowledgements of an older view do not count for what was rewritten since. */
  @Test
  void acknowledgementOfAnOlderViewDoesNotCount() {
    Cluster cluster = inViewOne();
    Wires.Sent stale = cluster.lastSent(PREPARE_OK, R2, R1);
    cluster.crash(R0, R1).restart(R0, R1).settle();
    int rejected = cluster.rejections(RejectionRule.OLD_VIEW, R1);

    cluster.replay(stale).run(3);

    assertThat(cluster.rejections(RejectionRule.OLD_VIEW, R1)).isEqualTo(rejected + 1);
  }

  /** N06, N07: an old Prepare rewrites and cuts nothing. */
  @Test
  void oldPreparesChangeNothing() {
    Cluster cluster = inViewOne();
    List<Wires.Sent> stale = cluster.sent(PREPARE);
    cluster.request(2).committed().settle();
    long op = cluster.op(R2);

    stale.forEach(sent -> cluster.replay(sent).run(1));
    cluster.run(10);

    assertThat(cluster.op(R2)).isEqualTo(op);
    assertThat(cluster.op(R0)).isEqualTo(op);
    assertThat(cluster.view(R0)).isEqualTo(1);
  }

  /** An old request is neither executed nor answered as if it were the last one. */
  @Test
  void oldRequestsAreNotExecutedAgain() {
    Cluster cluster = inViewOne();
    long op = cluster.op(R1);

    cluster.sent(REQUEST).forEach(sent -> cluster.replay(sent).run(1));
    cluster.run(10);

    assertThat(cluster.op(R1)).isEqualTo(op);
  }

  /** A DoViewChange for a view that has begun is answered by its log, and changes nothing. */
  @Test
  void doViewChangeOfThisViewIsAnsweredByTheLog() {
    Cluster cluster = inViewOne();
    Wires.Sent stale = cluster.lastSent(DO_VIEW_CHANGE, R2, R1);
    int answers = cluster.sent(START_VIEW, R1, R2).size();

    cluster.replay(stale).run(5);

    assertThat(cluster.sent(START_VIEW, R1, R2)).hasSize(answers + 1);
    assertThat(cluster.view(R1)).isEqualTo(1);
    assertThat(cluster.status(R1)).isEqualTo(Status.NORMAL);
  }

  /** Whatever was ever said of views and logs is said again, to a cluster that has moved on. */
  @ParameterizedTest
  @EnumSource(
      names = {"REQUEST", "REPLY"},
      mode = EnumSource.Mode.EXCLUDE)
  void everythingThatWasEverSentIsSentAgain(MessageKind kind) {
    Cluster cluster = cluster(3).start().request(8).committed();
    cluster.crash(R0).request(8).committed().restart(R0);
    cluster.crash(R2).loseDisk(R2).restart(R2).settle();
    cluster.cut(R1).from(R_ALL).request(40).committed().heal().settle();
    long view = cluster.view(R0);
    long executed = cluster.replica(R0).executed();

    for (Wires.Sent sent : cluster.sent(kind)) {
      cluster.replay(sent);
      cluster.run(cluster.sent(kind).size() > 300 ? 0 : 1);
    }

    cluster.run(50).settle();
    assertThat(cluster.replica(R0).executed()).isEqualTo(executed);
    if (kind != START_VIEW_CHANGE) {
      assertThat(cluster.view(R0)).isEqualTo(view);
    }
  }
}
