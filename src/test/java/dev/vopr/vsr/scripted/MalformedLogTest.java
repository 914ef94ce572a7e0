package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.DO_VIEW_CHANGE;
import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A liar shows a log that is no log to each of the others, in a view change that comes to nothing,
 * and is gone for good.
 */
class MalformedLogTest {
  private static final int LONG_ENOUGH_MILLIS = 10_000;

  /** V3: a DoViewChange that is refused does not count, in its view as little as in later ones. */
  @Test
  void othersGoOnWithoutTheOneThatShowedIt() {
    Cluster cluster = run();

    assertThat(cluster.rejections(RejectionRule.TAIL_BROKEN, R0)).isPositive();
    assertThat(cluster.rejections(RejectionRule.TAIL_BROKEN, R1)).isPositive();
    cluster.log(R0).equalsLog(R1);
  }

  static Cluster run() {
    Cluster cluster = cluster(3).clients(1).liars(R2).start().request(1).committed().settle();
    cluster.lieIf(sent -> sent.kind() == DO_VIEW_CHANGE && sent.from() == 2, MalformedLogTest::lie);
    // Nobody shows r2 anything, so that it begins no view.
    cluster.dropTo(DO_VIEW_CHANGE, R2);

    cluster.cut(R0).from(R1, R2);
    cluster.runUntil("r1 is shown it", () -> !cluster.sent(DO_VIEW_CHANGE, R2, R1).isEmpty());
    cluster.run(5).healLinks().cut(R1).from(R0, R2);
    cluster.runUntil("r0 is shown it", () -> !cluster.sent(DO_VIEW_CHANGE, R2, R0).isEmpty());
    cluster.run(5).heal().crash(R2);

    Requests requests = cluster.request(1);
    cluster.run(LONG_ENOUGH_MILLIS);
    if (requests.answered() == 0) {
      throw new AssertionError("stalled: r0 and r1 do not answer\n" + cluster);
    }
    return cluster.settle();
  }

  /** Returns a DoViewChange with a log in which an op-number is left out. */
  private static Message lie(Message truth) {
    Message.DoViewChange shown = (Message.DoViewChange) truth;
    LogTail tail = shown.tail();
    List<Header> gap = List.of(new Header(0, tail.op() + 2, tail.baseChecksum(), 1));
    return new Message.DoViewChange(
        2,
        shown.view(),
        shown.lastNormalView(),
        new LogTail(tail.op(), tail.baseChecksum(), gap, List.of()),
        shown.commit());
  }
}
