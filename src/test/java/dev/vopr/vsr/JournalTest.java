package dev.vopr.vsr;

import static dev.vopr.vsr.TestCluster.START;
import static dev.vopr.vsr.TestCluster.VOTE_RETRY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.TestCluster.Outcome;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said, and when, while writes are under way (rules N1, N3, V2, D1 and D5). */
class JournalTest {
  private static final int BACKUP = 1;

  // ---- N3, N1: acknowledgements and votes -------------------------------------------------------

  @Test
  void aBackupAcknowledgesOnlyWhatIsDurable() {
    TestCluster cluster = TestCluster.of(3);
    cluster.holdDisk(BACKUP);

    Outcome received = prepare(cluster, cluster.entriesAfter(BACKUP, 2));
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(START + 2);
    assertThat(cluster.replica(BACKUP).durableOp()).isEqualTo(START);
    Outcome durable = cluster.completeDisk(BACKUP);

    assertThat(received.sends()).isEmpty();
    assertThat(durable.sends())
        .containsExactly(new Output.Send(0, cluster.okOf(BACKUP, BACKUP, START + 2)));
    assertThat(cluster.replica(BACKUP).durableOp()).isEqualTo(START + 2);
  }

  @Test
  void aRetransmittedPrepareIsAcknowledgedAsFarAsTheLogIsDurable() {
    TestCluster cluster = TestCluster.of(3);
    List<Entry> chain = cluster.entriesAfter(BACKUP, 2);
    prepare(cluster, chain.subList(0, 1));
    cluster.holdDisk(BACKUP);
    prepare(cluster, chain.subList(1, 2));

    Outcome again = prepare(cluster, chain);

    assertThat(again.sends())
        .containsExactly(new Output.Send(0, cluster.okOf(BACKUP, BACKUP, START + 1)));
  }

  @Test
  void thePrimaryCountsItsOwnVoteOnceItsCopyIsDurable() {
    TestCluster cluster = TestCluster.of(3);
    cluster.holdDisk(0);
    cluster.request(0, "x");
    cluster.deliver(TestCluster.client(0), 0);

    cluster.receive(0, 1, cluster.okOf(1, 0, START + 1));
    assertThat(cluster.replica(0).commit()).as("r1 alone has it durably").isEqualTo(START);
    Outcome durable = cluster.completeDisk(0);

    assertThat(cluster.replica(0).commit()).isEqualTo(START + 1);
    assertThat(durable.sent(Message.Reply.class)).hasSize(1);
  }

  @Test
  void thePrimarysVoteReachesAsFarAsItsLogIsDurable() {
    TestCluster cluster = TestCluster.of(3);
    cluster.holdDisk(0);
    for (int client = 0; client < 2; client++) {
      cluster.request(client, "x");
      cluster.deliver(TestCluster.client(client), 0);
    }
    cluster.receive(0, 1, cluster.okOf(1, 0, START + 2));

    cluster.completeDisk(0);
    assertThat(cluster.replica(0).commit()).isEqualTo(START + 1);
    cluster.completeDisk(0);

    assertThat(cluster.replica(0).commit()).isEqualTo(START + 2);
  }

  @Test
  void aQuorumOfOthersCommitsWithoutThePrimarysOwnVote() {
    TestCluster cluster = TestCluster.of(3);
    cluster.holdDisk(0);
    cluster.request(0, "x");
    cluster.deliver(TestCluster.client(0), 0);

    cluster.receive(0, 1, cluster.okOf(1, 0, START + 1));
    cluster.receive(0, 2, cluster.okOf(2, 0, START + 1));

    assertThat(cluster.replica(0).commit()).isEqualTo(START + 1);
  }

  // ---- one write at a time ----------------------------------------------------------------------

  @Test
  void oneWriteIsUnderWayAndWhatComesMeanwhileGoesIntoTheNext() {
    TestCluster cluster = TestCluster.of(3);
    List<Entry> chain = cluster.entriesAfter(BACKUP, 4);
    cluster.holdDisk(BACKUP);
    for (Entry entry : chain) {
      prepare(cluster, List.of(entry));
      assertThat(cluster.pendingWrites(BACKUP)).hasSize(1);
    }
    assertThat(slots(cluster, Zone.ENTRIES)).containsExactly((int) START + 1);

    Outcome first = cluster.completeDisk(BACKUP);
    assertThat(slots(cluster, Zone.ENTRIES))
        .containsExactly((int) START + 2, (int) START + 3, (int) START + 4);
    Outcome second = cluster.completeDisk(BACKUP);

    assertThat(first.sends())
        .containsExactly(new Output.Send(0, cluster.okOf(BACKUP, BACKUP, START + 1)));
    assertThat(second.sends())
        .containsExactly(new Output.Send(0, cluster.okOf(BACKUP, BACKUP, START + 4)));
    assertThat(cluster.pendingWrites(BACKUP)).isEmpty();
  }

  @Test
  void anEntryIsWrittenBeforeItsRedundantHeader() {
    TestCluster cluster = TestCluster.of(3);
    cluster.holdDisk(BACKUP);

    prepare(cluster, cluster.entriesAfter(BACKUP, 2));

    assertThat(zones(cluster)).containsExactly(Zone.ENTRIES, Zone.HEADERS);
  }

  @Test
  void aCompletionThatNobodyWaitsForChangesNothing() {
    TestCluster cluster = TestCluster.of(3);
    cluster.holdDisk(BACKUP);
    prepare(cluster, cluster.entriesAfter(BACKUP, 1));

    Outcome outcome = cluster.diskDone(BACKUP, new DiskCompletion(999, true, List.of()));

    assertThat(outcome.sends()).isEmpty();
    assertThat(cluster.replica(BACKUP).durableOp()).isEqualTo(START);
  }

  @Test
  void aCommitNumberThatWasRecordedIsNotTakenBackThoughWhatItCoversWasNotWritten() {
    TestCluster cluster = TestCluster.of(3);
    List<Entry> chain = cluster.entriesAfter(2, 3);
    cluster.holdDisk(2);
    cluster.receive(2, 0, new Message.Prepare(0, 0, chain.subList(0, 1), START));
    cluster.receive(2, 0, new Message.Prepare(0, 0, chain.subList(1, 3), START + 2));
    cluster.receive(2, 1, new Message.StartViewChange(1, 1));
    cluster.completeDisk(2);
    int stagesOfTheRecord = 2;

    cluster.crashTorn(2, stagesOfTheRecord, 0);
    cluster.restart(2);

    ReplicaView replica = cluster.replica(2);
    assertThat(replica.commit()).isEqualTo(START + 2);
    assertThat(replica.op())
        .as("what is committed is named, so that it can be fetched")
        .isEqualTo(START + 2);
    assertThat(replica.checksumAt(START + 2)).isEqualTo(chain.get(1).checksum());
    assertThat(replica.durableOp()).isEqualTo(START + 1);
  }

  // ---- V2: nothing is said in a view before it is durable ---------------------------------------

  @Test
  void noMessageOfAViewLeavesBeforeThatViewIsDurable() {
    TestCluster cluster = TestCluster.of(3);
    cluster.holdDisk(2);

    Outcome entered = cluster.receive(2, 1, new Message.StartViewChange(1, 1));
    assertThat(cluster.replica(2).view()).isEqualTo(1);
    assertThat(zones(cluster.pendingWrites(2).get(0))).contains(Zone.VIEW_RECORD);
    cluster.advance(3 * VOTE_RETRY);
    List<Message> early = cluster.pending(2, 1);
    Outcome durable = cluster.completeDisk(2);

    assertThat(entered.sends()).isEmpty();
    assertThat(early).as("not even when it is due again").isEmpty();
    assertThat(durable.sent(Message.DoViewChange.class)).hasSize(1);
    assertThat(durable.sends()).allMatch(send -> send.to() == 1);
  }

  @Test
  void theLogIsShownOnlyWhenItIsDurable() {
    TestCluster cluster = TestCluster.of(3);
    List<Entry> chain = cluster.entriesAfter(2, 1);
    cluster.holdDisk(2);
    cluster.receive(2, 0, new Message.Prepare(0, 0, chain, START));
    cluster.receive(2, 1, new Message.StartViewChange(1, 1));

    Outcome entry = cluster.completeDisk(2);
    Outcome record = cluster.completeDisk(2);

    assertThat(entry.sends()).as("an acknowledgement of view 0 comes too late").isEmpty();
    List<Message.DoViewChange> shown = record.sent(Message.DoViewChange.class);
    assertThat(shown).hasSize(1);
    assertThat(shown.get(0).tail().entries()).isEqualTo(chain);
  }

  @Test
  void aViewIsNotForgottenInACrash() {
    TestCluster cluster = TestCluster.of(3);
    cluster.receive(2, 1, new Message.StartViewChange(1, 1));
    cluster.crash(2);

    Outcome outcome = cluster.restart(2);

    assertThat(cluster.replica(2).view()).isEqualTo(1);
    assertThat(cluster.replica(2).status()).isEqualTo(Status.VIEW_CHANGE);
    assertThat(outcome.sent(Message.DoViewChange.class)).as("it goes on").hasSize(1);
  }

  // ---- crashes ----------------------------------------------------------------------------------

  @Test
  void whatWasAcknowledgedSurvivesACrash() {
    TestCluster cluster = TestCluster.of(3);
    List<Entry> chain = cluster.entriesAfter(BACKUP, 3);
    prepare(cluster, chain);
    cluster.crash(BACKUP);

    cluster.restart(BACKUP);

    assertThat(cluster.replica(BACKUP).status()).isEqualTo(Status.NORMAL);
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(START + 3);
    assertThat(cluster.replica(BACKUP).checksumAt(START + 3)).isEqualTo(chain.get(2).checksum());
    assertThat(cluster.replica(BACKUP).durableOp()).isEqualTo(START + 3);
  }

  @Test
  void whatWasNotWrittenIsForgotten() {
    TestCluster cluster = TestCluster.of(3);
    cluster.holdDisk(BACKUP);
    prepare(cluster, cluster.entriesAfter(BACKUP, 3));
    cluster.crash(BACKUP);

    cluster.restart(BACKUP);

    assertThat(cluster.replica(BACKUP).op()).isEqualTo(START);
    assertThat(cluster.replica(BACKUP).status()).isEqualTo(Status.NORMAL);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 1", "0, 2", "0, 3", "1, 0", "1, 1", "1, 2", "1, 3", "2, 0"})
  void aTornWriteLeavesABeginningOfWhatWasWritten(int stages, int blocks) {
    TestCluster cluster = TestCluster.of(3);
    List<Entry> chain = cluster.entriesAfter(BACKUP, 3);
    cluster.holdDisk(BACKUP);
    prepare(cluster, chain);
    cluster.crashTorn(BACKUP, stages, blocks);

    cluster.restart(BACKUP);

    ReplicaView replica = cluster.replica(BACKUP);
    assertThat(replica.status()).isEqualTo(Status.NORMAL);
    assertThat(replica.op()).isBetween(START, START + 3);
    for (long op = START + 1; op <= replica.op(); op++) {
      assertThat(replica.checksumAt(op)).isEqualTo(chain.get((int) (op - START - 1)).checksum());
    }
    if (stages >= 1) {
      assertThat(replica.op()).as("all entries were written").isEqualTo(START + 3);
    }
    prepare(cluster, chain);
    assertThat(cluster.replica(BACKUP).durableOp()).isEqualTo(START + 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void aClusterThatIsStartedAgainAsAWholeGoesOnFromWhereItWas(int replicas) {
    TestCluster cluster = TestCluster.of(TestCluster.lively(replicas)).committed(60);
    List<String> executed = cluster.executed(0);
    for (int replica = 0; replica < replicas; replica++) {
      cluster.crash(replica);
    }
    cluster.dropAll();

    for (int replica = 0; replica < replicas; replica++) {
      cluster.restart(replica);
    }
    settle(cluster, 60);
    cluster.request(0, "after all");
    settle(cluster, 20);

    assertThat(cluster.isAnswered(0)).as("the log since the last record fits a message").isTrue();
    List<String> expected = new ArrayList<>(executed);
    expected.add("after all");
    for (int replica = 0; replica < replicas; replica++) {
      assertThat(cluster.executed(replica)).as("r%d", replica).isEqualTo(expected);
    }
  }

  // ---- D5: a disk that fails --------------------------------------------------------------------

  @Test
  void aReplicaWhoseWriteFailedStopsAndSaysNothingMore() {
    TestCluster cluster = TestCluster.of(3);
    List<Entry> chain = cluster.entriesAfter(BACKUP, 2);
    cluster.holdDisk(BACKUP);
    prepare(cluster, chain.subList(0, 1));

    Outcome failed = cluster.failDisk(BACKUP);
    Outcome later = prepare(cluster, chain);
    cluster.jump(10 * TestCluster.FAR);
    Outcome due = cluster.tick(BACKUP);

    assertThat(cluster.replica(BACKUP).status()).isEqualTo(Status.STOPPED);
    assertThat(cluster.replica(BACKUP).reached(Milestone.DISK_FAILED)).isEqualTo(1);
    assertThat(failed.sends()).isEmpty();
    assertThat(later.sends()).isEmpty();
    assertThat(later.rejections()).hasSize(1);
    assertThat(due.sends()).isEmpty();
    assertThat(cluster.pendingWrites(BACKUP)).as("it is not tried again").isEmpty();
  }

  // ---- helpers ----------------------------------------------------------------------------------

  private static Outcome prepare(TestCluster cluster, List<Entry> entries) {
    return cluster.receive(BACKUP, 0, new Message.Prepare(0, 0, entries, START));
  }

  private static void settle(TestCluster cluster, int rounds) {
    for (int i = 0; i < rounds; i++) {
      cluster.advance(VOTE_RETRY);
      cluster.deliverAll();
    }
  }

  private static List<Integer> slots(TestCluster cluster, Zone zone) {
    return cluster.pendingWrites(BACKUP).get(0).stages().stream()
        .flatMap(List::stream)
        .filter(block -> block.zone() == zone)
        .map(DiskOperation.Block::slot)
        .toList();
  }

  private static List<Zone> zones(TestCluster cluster) {
    return zones(cluster.pendingWrites(BACKUP).get(0));
  }

  private static List<Zone> zones(DiskOperation.Write write) {
    return write.stages().stream().map(stage -> stage.get(0).zone()).toList();
  }
}
