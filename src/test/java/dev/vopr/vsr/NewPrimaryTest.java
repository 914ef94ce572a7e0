package dev.vopr.vsr;

import static dev.vopr.vsr.TestCluster.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.TestCluster.Outcome;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which logs the primary of a new view counts (VRR §4.2 step 3). */
class NewPrimaryTest {
  /** The primary of views 1 and 4. */
  private static final int REPLICA = 1;

  private static Message shown(TestCluster cluster, long view, long lastNormalView) {
    return new Message.DoViewChange(2, view, lastNormalView, cluster.tailOf(2, START), START);
  }

  @Test
  void logThatIsShownForItsViewCounts() {
    TestCluster cluster = TestCluster.of(3);

    Outcome outcome = cluster.receive(REPLICA, 2, shown(cluster, 4, 0));

    assertThat(outcome.rejections()).isEmpty();
    assertThat(cluster.replica(REPLICA).status()).isEqualTo(Status.NORMAL);
    assertThat(cluster.replica(REPLICA).view()).isEqualTo(4);
  }

  /** V03: who showed its log for view 1 may have acknowledged more by the time of view 4. */
  @Test
  void logThatWasShownForAnOlderViewDoesNotCount() {
    TestCluster cluster = TestCluster.of(3);
    cluster.holdDisk(REPLICA);
    cluster.receive(REPLICA, 2, shown(cluster, 1, 0));
    cluster.receive(REPLICA, 2, new Message.StartViewChange(2, 4));

    cluster.releaseDisk(REPLICA);

    assertThat(cluster.replica(REPLICA).view()).isEqualTo(4);
    assertThat(cluster.replica(REPLICA).status()).isEqualTo(Status.VIEW_CHANGE);
  }

  @Test
  void logThatStartsFromAnotherCommittedEntryIsRefused() {
    TestCluster cluster = TestCluster.of(3);
    long checksum = cluster.replica(REPLICA).checksumAt(START);
    LogTail other = LogTail.whole(START, checksum + 1, List.of());

    Outcome outcome = cluster.receive(REPLICA, 2, new Message.DoViewChange(2, 1, 0, other, START));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.TAIL_CONTRADICTS_COMMIT);
    assertThat(cluster.replica(REPLICA).view()).isZero();
  }

  /** V5: what was shown goes beyond what its log has room for, so the checkpoint comes first. */
  @Test
  void primaryThatLacksACheckpointAsksTheOneThatHasItAsSoonAsThatOneShowsItsLogAgain() {
    TestCluster cluster = TestCluster.of(TestCluster.compact(3));
    long base = cluster.replica(REPLICA).op() + cluster.settings().logSlots();
    LogTail far = LogTail.whole(base, 99, List.of());
    Message showing = new Message.DoViewChange(2, 1, 0, far, base);
    cluster.receive(REPLICA, 2, showing);
    assertThat(cluster.replica(REPLICA).status()).isEqualTo(Status.VIEW_CHANGE);

    Outcome again = cluster.receive(REPLICA, 2, showing);

    assertThat(again.sends())
        .filteredOn(send -> send.message() instanceof Message.GetState)
        .extracting(Output.Send::to)
        .containsExactly(2);
  }

  @Test
  void logOfTheViewThatIsOnlyToStartIsRefused() {
    TestCluster cluster = TestCluster.of(3);

    Outcome outcome = cluster.receive(REPLICA, 2, shown(cluster, 1, 1));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.VIEW_CLAIM);
    assertThat(cluster.replica(REPLICA).view()).isZero();
  }
}
