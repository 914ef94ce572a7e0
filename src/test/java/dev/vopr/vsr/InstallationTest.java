package dev.vopr.vsr;

import static dev.vopr.vsr.TestCluster.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vopr.vsr.TestCluster.Outcome;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a replica takes over the log of another view: all at once, when all is in hand (V5, V6). */
class InstallationTest {
  private static final int REPLICA = 2;

  // ---- the end of the log -----------------------------------------------------------------------

  @Test
  void theEndOfTheLogIsReplacedAndAcknowledgedOnceDurable() {
    TestCluster cluster = TestCluster.of(3);
    Entry own = cluster.entryAfter(REPLICA, "own");
    Entry other = cluster.entryAfter(REPLICA, "other");
    cluster.receive(REPLICA, 0, new Message.Prepare(0, 0, List.of(own), START));
    cluster.holdDisk(REPLICA);

    Outcome outcome = startView(cluster, tail(cluster, START, other));
    assertThat(cluster.replica(REPLICA).checksumAt(START + 1)).isEqualTo(other.checksum());
    Outcome durable = cluster.releaseDisk(REPLICA);

    assertThat(outcome.sends()).isEmpty();
    assertThat(cluster.replica(REPLICA).view()).isEqualTo(1);
    assertThat(cluster.replica(REPLICA).lastNormalView()).isEqualTo(1);
    assertThat(durable.sent(Message.PrepareOk.class))
        .containsExactly(new Message.PrepareOk(REPLICA, 1, START + 1, other.checksum()));
  }

  @Test
  void whatIsTheSameStaysDurableAndIsAcknowledgedAgain() {
    TestCluster cluster = TestCluster.of(3);
    Entry own = cluster.entryAfter(REPLICA, "own");
    cluster.receive(REPLICA, 0, new Message.Prepare(0, 0, List.of(own), START));

    Outcome outcome = startView(cluster, tail(cluster, START, own));

    assertThat(outcome.sent(Message.PrepareOk.class))
        .containsExactly(new Message.PrepareOk(REPLICA, 1, START + 1, own.checksum()));
  }

  @Test
  void anEntryThatIsNotInTheNewLogIsCut() {
    TestCluster cluster = TestCluster.of(3);
    cluster.receive(REPLICA, 0, new Message.Prepare(0, 0, cluster.entriesAfter(REPLICA, 2), START));

    startView(cluster, tail(cluster, START));
    assertThat(cluster.replica(REPLICA).op()).isEqualTo(START);
    cluster.crash(REPLICA);
    cluster.restart(REPLICA);

    assertThat(cluster.replica(REPLICA).op()).as("and does not come back").isEqualTo(START);
    assertThat(cluster.replica(REPLICA).view()).isEqualTo(1);
  }

  @Test
  void whatIsCommittedIsNeverRewritten() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    Entry other =
        TestCluster.entry(START + 1, cluster.replica(0).checksumAt(START), "rewrites history");

    Outcome rewriting = startView(cluster, tail(cluster, START, other));
    Outcome shorter = startView(cluster, tail(cluster, START));

    for (Outcome outcome : List.of(rewriting, shorter)) {
      assertThat(outcome.rejections()).containsExactly(RejectionRule.TAIL_CONTRADICTS_COMMIT);
      assertThat(outcome.sends()).isEmpty();
    }
    assertThat(cluster.replica(REPLICA).view()).isZero();
    assertThat(cluster.replica(REPLICA).op()).isEqualTo(START + 2);
  }

  // ---- what is missing below --------------------------------------------------------------------

  @Test
  void nothingChangesUntilAllIsInHand() {
    TestCluster cluster = withLaggard(5);

    Outcome asking = startView(cluster, tail(cluster, START + 5));

    assertThat(asking.sends())
        .containsExactly(
            new Output.Send(1, new Message.GetEntries(REPLICA, 0, START + 1, START + 5)));
    assertThat(cluster.replica(REPLICA).view()).isZero();
    assertThat(cluster.replica(REPLICA).status()).isEqualTo(Status.NORMAL);
    cluster.deliver(REPLICA, 1);
    cluster.deliver(1, REPLICA);
    assertThat(cluster.replica(REPLICA).view()).as("one entry is missing").isZero();
    assertThat(cluster.replica(REPLICA).op()).isEqualTo(START);
    cluster.deliver(REPLICA, 1);
    cluster.deliver(1, REPLICA);

    assertThat(cluster.replica(REPLICA).view()).isEqualTo(1);
    assertThat(cluster.executed(REPLICA)).isEqualTo(cluster.executed(0));
  }

  @Test
  void whatDoesNotComeIsAskedOfAnother() {
    TestCluster cluster = withLaggard(3);
    startView(cluster, tail(cluster, START + 3));
    cluster.dropAll();

    cluster.advance(TestCluster.REPAIR_RETRY);

    assertThat(cluster.pending(REPLICA, 0))
        .containsExactly(new Message.GetEntries(REPLICA, 0, START + 1, START + 3));
  }

  @Test
  void entriesThatDoNotLeadToTheNewLogAreNotUsed() {
    TestCluster cluster = withLaggard(3);
    startView(cluster, tail(cluster, START + 3));
    List<Entry> forged = cluster.entriesAfter(REPLICA, 3);

    Outcome outcome = cluster.receive(REPLICA, 1, new Message.Entries(1, 0, forged, START + 3, 0));

    assertThat(outcome.rejections()).contains(RejectionRule.ENTRY_CONFLICT);
    assertThat(cluster.replica(REPLICA).op()).isEqualTo(START);
    cluster.deliverAll();
    assertThat(cluster.executed(REPLICA))
        .as("the right ones still are")
        .isEqualTo(cluster.executed(0));
  }

  @Test
  void theEntryThatTheTailStartsFromIsNotUsedBeforeThoseBelowIt() {
    TestCluster cluster = withLaggard(3);
    startView(cluster, tail(cluster, START + 3));
    List<Entry> last = List.of(cluster.heldBy(0, START + 3));

    Outcome outcome = cluster.receive(REPLICA, 1, new Message.Entries(1, 0, last, START + 3, 0));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRIES_NOT_ASKED_FOR);
    assertThat(cluster.replica(REPLICA).op()).isEqualTo(START);
  }

  /** Only the last entry is compared with the new log: the others must lead up to it. */
  @Test
  void entryThatAnotherDoesNotContinueIsNotUsed() {
    TestCluster cluster = withLaggard(3);
    startView(cluster, tail(cluster, START + 3));
    Entry forged = cluster.entryAfter(REPLICA, "forged");
    List<Entry> rest = List.of(cluster.heldBy(0, START + 2), cluster.heldBy(0, START + 3));
    cluster.dropAll();

    cluster.receive(REPLICA, 1, new Message.Entries(1, 0, List.of(forged), START + 3, 0));
    cluster.receive(REPLICA, 1, new Message.Entries(1, 0, rest, START + 3, 0));

    assertThat(cluster.replica(REPLICA).op()).isEqualTo(START);
    for (int i = 0; i < 10; i++) {
      cluster.dropAll();
      cluster.advance(TestCluster.REPAIR_RETRY);
      cluster.deliverAll();
    }
    assertThat(cluster.executed(REPLICA))
        .as("the right ones still are")
        .isEqualTo(cluster.executed(0));
  }

  @Test
  void whatIsCommittedWhileEntriesAreOnTheWayStays() {
    TestCluster cluster = withLaggard(3);
    LogTail tail = tail(cluster, START + 3);
    List<Entry> forged = cluster.entriesAfter(REPLICA, 2);
    Entry first = forged.get(0);
    cluster.receive(REPLICA, 0, new Message.Prepare(0, 0, List.of(first), START));
    startView(cluster, tail);
    cluster.receive(REPLICA, 1, new Message.Entries(1, 0, forged.subList(0, 1), START + 3, 0));

    // The old primary is not part of the new view, and goes on; here it is compromised.
    cluster.receive(REPLICA, 0, new Message.Commit(0, 0, START + 1, first.checksum()));
    Outcome outcome =
        cluster.receive(REPLICA, 1, new Message.Entries(1, 0, forged.subList(1, 2), START + 3, 0));

    assertThat(outcome.rejections()).isEmpty();
    assertThat(cluster.replica(REPLICA).checksumAt(START + 1)).isEqualTo(first.checksum());
    assertThat(cluster.replica(REPLICA).commit()).isEqualTo(START + 1);
    cluster.dropAll();
    cluster.advance(TestCluster.REPAIR_RETRY);
    assertThat(cluster.pending(REPLICA, 0))
        .as("what was fetched counts from the commit-number as it is now")
        .containsExactly(new Message.GetEntries(REPLICA, 0, START + 3, START + 3));
  }

  @Test
  void aCorruptEntryBetweenCommitNumberAndBaseIsFetched() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    cluster.crash(REPLICA);
    cluster.disk(REPLICA).corrupt(Zone.ENTRIES, (int) START + 1);
    cluster.restart(REPLICA);
    cluster.dropAll();
    assertThat(cluster.replica(REPLICA).commit()).as("not known again yet").isLessThan(START);

    Outcome asking = startView(cluster, tail(cluster, START + 2));
    assertThat(asking.sent(Message.GetEntries.class))
        .extracting(Message.GetEntries::first, Message.GetEntries::last)
        .containsExactly(tuple(START + 1, START + 1));
    cluster.deliverAll();

    assertThat(cluster.replica(REPLICA).view()).isEqualTo(1);
    assertThat(cluster.replica(REPLICA).durableOp()).isEqualTo(START + 2);
    assertThat(cluster.executed(REPLICA)).isEqualTo(cluster.executed(0));
  }

  @Test
  void aNewPrimaryFetchesItsCorruptEntryBeforeItStarts() {
    TestCluster cluster = TestCluster.of(TestCluster.lively(3)).committed(2);
    cluster.crash(1);
    cluster.disk(1).corrupt(Zone.ENTRIES, (int) START + 2);
    cluster.dropAll();
    cluster.crash(0);
    cluster.restart(1);
    cluster.dropAll();

    for (int i = 0; i < 60; i++) {
      cluster.advance(TestCluster.VOTE_RETRY);
      cluster.deliverAll();
    }

    assertThat(cluster.primary().number()).isNotZero();
    assertThat(cluster.primary().status()).isEqualTo(Status.NORMAL);
    assertThat(cluster.executed(1)).hasSize(2).isEqualTo(cluster.executed(2));
    assertThat(cluster.replica(1).durableOp()).isGreaterThanOrEqualTo(START + 2);
  }

  // ---- helpers ----------------------------------------------------------------------------------

  private static TestCluster withLaggard(int operations) {
    TestCluster cluster = TestCluster.withCompromised(3, REPLICA);
    for (int i = 0; i < operations; i++) {
      cluster.request(i, "op" + i);
      cluster.deliver(TestCluster.client(i), 0);
      cluster.dropAllOf(REPLICA);
      cluster.deliverAll();
    }
    cluster.advance(TestCluster.HEARTBEAT);
    cluster.dropAllOf(REPLICA);
    cluster.deliverAll();
    return cluster;
  }

  /** The primary's log above {@code base}, with more entries after it. */
  private static LogTail tail(TestCluster cluster, long base, Entry... entries) {
    return LogTail.whole(base, cluster.replica(0).checksumAt(base), List.of(entries));
  }

  private static Outcome startView(TestCluster cluster, LogTail tail) {
    return cluster.receive(REPLICA, 1, new Message.StartView(1, 1, tail, tail.base(), 0));
  }
}
