package dev.vopr.vsr;

import static dev.vopr.vsr.TestCluster.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.TestCluster.Outcome;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.state.ClientTable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a log that a checkpoint from another replica contradicts (rule S2). */
class CheckpointTakeOverTest {
  private static final int REPLICA = 2;
  private static final Header LAST = new Header(0, START + 2, 1, 2);

  /** The replica holds three entries above the commit-number, all of them durable. */
  private static TestCluster withOwnEntries() {
    TestCluster cluster = TestCluster.withCompromised(3, REPLICA);
    List<Entry> own = cluster.entriesAfter(REPLICA, 3);
    cluster.receive(REPLICA, 0, new Message.Prepare(0, 0, own, START));
    assertThat(cluster.replica(REPLICA).durableOp()).isEqualTo(START + 3);
    return cluster;
  }

  private static void takeOver(TestCluster cluster) {
    cluster.receive(REPLICA, 0, new Message.Commit(0, 0, START + 9, 1));
    cluster.receive(REPLICA, 0, new Message.Entries(0, 0, List.of(), 0, LAST.op()));
    Bytes nothing = Bytes.copyOf(new byte[Integer.BYTES]);
    Bytes all = new Checkpoint(LAST, 5, nothing, new ClientTable(1).snapshot()).encode();
    long digest = Checkpoint.digestOf(all);
    long nonce = cluster.lastNonce(REPLICA);
    cluster.receive(
        REPLICA, 0, new Message.NewState(0, LAST.op(), digest, all.length(), 0, all, nonce));
    assertThat(cluster.replica(REPLICA).op()).isEqualTo(LAST.op());
  }

  /** Replica 0 sends some bytes of a checkpoint of so many. */
  private static Outcome part(TestCluster cluster, long digest, long size, int offset) {
    Bytes some = Bytes.of("some");
    long nonce = cluster.lastNonce(REPLICA);
    return cluster.receive(
        REPLICA, 0, new Message.NewState(0, LAST.op(), digest, size, offset, some, nonce));
  }

  private static TestCluster asking() {
    TestCluster cluster = TestCluster.of(3);
    cluster.receive(REPLICA, 0, new Message.Commit(0, 0, START + 9, 1));
    cluster.receive(REPLICA, 0, new Message.Entries(0, 0, List.of(), 0, LAST.op()));
    return cluster;
  }

  @Test
  void partOfAnotherCheckpointIsRefused() {
    TestCluster cluster = asking();

    assertThat(part(cluster, 7, 100, 0).rejections()).isEmpty();
    assertThat(part(cluster, 8, 100, 4).rejections()).containsExactly(RejectionRule.STATE_PART);
    assertThat(part(cluster, 7, 100, 4).rejections()).isEmpty();
  }

  @Test
  void checkpointOfTheLargestSizeIsFetched() {
    long largest = TestCluster.settings(3).checkpointBytes();

    assertThat(part(asking(), 7, largest, 0).rejections()).isEmpty();
    assertThat(part(asking(), 7, largest + 1, 0).rejections())
        .containsExactly(RejectionRule.STATE_PART);
  }

  @Test
  void nothingIsDurableBeforeTheCheckpointIs() {
    TestCluster cluster = withOwnEntries();
    cluster.holdDisk(REPLICA);

    takeOver(cluster);
    assertThat(cluster.replica(REPLICA).durableOp()).isLessThan(LAST.op());
    cluster.releaseDisk(REPLICA);

    assertThat(cluster.replica(REPLICA).durableOp()).isEqualTo(LAST.op());
  }

  /** The old entry of that op-number is durable: it says nothing of the new one. */
  @Test
  void entryInThePlaceOfOneThatWasDurableIsWrittenBeforeItIsAcknowledged() {
    TestCluster cluster = withOwnEntries();
    takeOver(cluster);
    cluster.holdDisk(REPLICA);
    Entry next = TestCluster.entry(LAST.op() + 1, LAST.checksum(), "next");

    Outcome held = cluster.receive(REPLICA, 0, new Message.Prepare(0, 0, List.of(next), START));
    assertThat(held.sent(Message.PrepareOk.class)).isEmpty();
    Outcome durable = cluster.releaseDisk(REPLICA);

    assertThat(durable.sent(Message.PrepareOk.class))
        .containsExactly(new Message.PrepareOk(REPLICA, 0, next.op(), next.checksum()));
    cluster.crash(REPLICA);
    cluster.restart(REPLICA);
    assertThat(cluster.replica(REPLICA).entryAt(next.op())).contains(next);
  }
}
