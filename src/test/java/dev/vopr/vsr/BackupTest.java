package dev.vopr.vsr;

import static dev.vopr.vsr.TestCluster.BATCH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.TestCluster.Outcome;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backup does with Prepare and Commit (VRR §4.1 steps 4, 6 and 7, rules N2 and N4). */
class BackupTest {
  private static final int BACKUP = 1;

  // ---- N2: appending ----------------------------------------------------------------------------

  @Test
  void aBackupAppendsABatchAndAcknowledgesItsLastEntry() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    List<Entry> batch = cluster.entriesAfter(BACKUP, BATCH);

    Outcome outcome = prepare(cluster, batch, 2);

    assertThat(outcome.rejections()).isEmpty();
    assertThat(outcome.sends())
        .containsExactly(
            new Output.Send(
                0, new Message.PrepareOk(BACKUP, 0, 2 + BATCH, batch.get(BATCH - 1).checksum())));
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(2 + BATCH);
    assertThat(cluster.replica(BACKUP).commit()).isEqualTo(2);
  }

  @Test
  void aBackupNeverAppendsWithAGap() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    List<Entry> chain = cluster.entriesAfter(BACKUP, 3);

    Outcome outcome = prepare(cluster, chain.subList(1, 3), 2);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRY_GAP);
    assertThat(outcome.sent(Message.PrepareOk.class)).as("nothing to acknowledge").isEmpty();
    assertThat(outcome.sends())
        .as("repair starts")
        .containsExactly(new Output.Send(0, new Message.GetEntries(BACKUP, 0, 3, 5)));
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(2);
  }

  @Test
  void aRetransmittedPrepareIsAcknowledgedAgainAndChangesNothing() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    List<Entry> batch = cluster.entriesAfter(BACKUP, 2);
    Outcome first = prepare(cluster, batch, 2);

    Outcome second = prepare(cluster, batch, 2);

    assertThat(second.rejections()).containsExactly(RejectionRule.ENTRY_DUPLICATE);
    assertThat(second.sends()).isEqualTo(first.sends());
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(4);
  }

  @Test
  void anOldPrepareIsAcknowledgedWithTheWholeLogAndTruncatesNothing() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    List<Entry> chain = cluster.entriesAfter(BACKUP, 3);
    prepare(cluster, chain, 2);

    Outcome outcome = prepare(cluster, chain.subList(0, 1), 2);

    assertThat(outcome.sends())
        .containsExactly(
            new Output.Send(0, new Message.PrepareOk(BACKUP, 0, 5, chain.get(2).checksum())));
    assertThat(cluster.replica(BACKUP).checksumAt(5)).isEqualTo(chain.get(2).checksum());
  }

  @Test
  void aCommittedOpIsStillAcknowledgedWhenAskedAgain() {
    TestCluster cluster = TestCluster.of(3);
    cluster.request(0, "x");
    cluster.deliver(Nodes.client(0), 0);
    Message prepare = cluster.pending(0, BACKUP).get(0);
    cluster.deliverAll();
    cluster.committed(1);

    Outcome outcome = cluster.receive(BACKUP, 0, prepare);

    assertThat(cluster.replica(BACKUP).commit()).isEqualTo(2);
    assertThat(outcome.sends())
        .containsExactly(new Output.Send(0, cluster.okOf(BACKUP, BACKUP, 2)));
    assertThat(cluster.executed(BACKUP)).as("executed once").hasSize(2);
  }

  @Test
  void aBatchThatIsPartlyHeldIsCompleted() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    List<Entry> chain = cluster.entriesAfter(BACKUP, 4);
    prepare(cluster, chain.subList(0, 2), 2);

    Outcome outcome = prepare(cluster, chain, 2);

    assertThat(outcome.rejections()).isEmpty();
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(6);
    assertThat(cluster.replica(BACKUP).checksumAt(6)).isEqualTo(chain.get(3).checksum());
  }

  @Test
  void anotherEntryInThePlaceOfOneThatIsHeldNeverRewritesIt() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    Entry held = cluster.entryAfter(BACKUP, "held");
    Entry other = cluster.entryAfter(BACKUP, "other");
    prepare(cluster, List.of(held), 2);

    Outcome outcome = prepare(cluster, List.of(other), 3);
    Outcome withHint = prepare(cluster, List.of(other), 9);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRY_CONFLICT);
    assertThat(outcome.sends()).isEmpty();
    assertThat(withHint.rejections())
        .as("not even a hint is taken from it")
        .containsExactly(RejectionRule.ENTRY_CONFLICT);
    assertThat(withHint.sends()).isEmpty();
    assertThat(cluster.replica(BACKUP).checksumAt(3)).isEqualTo(held.checksum());
    assertThat(cluster.replica(BACKUP).commit())
        .as("its commit-number speaks of another log")
        .isEqualTo(2);
  }

  @Test
  void aConflictInThePartThatIsHeldKeepsTheRestOutToo() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    Entry held = cluster.entryAfter(BACKUP, "held");
    List<Entry> others = cluster.entriesAfter(BACKUP, 3);
    prepare(cluster, List.of(held), 2);

    Outcome outcome = prepare(cluster, others, 2);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRY_CONFLICT);
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(3);
  }

  @Test
  void theFirstEntryHasNoParent() {
    TestCluster cluster = TestCluster.of(3);
    Entry entry = TestCluster.entry(1, 5, "x");

    Outcome outcome = prepare(cluster, List.of(entry), 0);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRY_PARENT);
    assertThat(cluster.replica(BACKUP).op()).isZero();
  }

  @Test
  void theFirstEntryIsOfAPossibleView() {
    TestCluster cluster = TestCluster.of(3);
    Entry entry = Entry.sealed(-1, 1, 0, Nodes.client(0), 1, Bytes.of("x"), 5);

    Outcome outcome = prepare(cluster, List.of(entry), 0);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRY_VIEW);
    assertThat(cluster.replica(BACKUP).op()).isZero();
  }

  @Test
  void anEmptyBatchIsRefused() {
    TestCluster cluster = TestCluster.of(3).committed(1);

    Outcome outcome = prepare(cluster, List.of(), 1);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.BATCH_EMPTY);
    assertThat(outcome.sends()).isEmpty();
  }

  @Test
  void aBatchAboveTheLimitIsRefused() {
    TestCluster cluster = TestCluster.of(3).committed(1);

    Outcome outcome = prepare(cluster, cluster.entriesAfter(BACKUP, BATCH + 1), 1);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.BATCH_TOO_LARGE);
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(1);
  }

  static Stream<Arguments> wrongEntries() {
    return Stream.of(
        wrong("checksum", RejectionRule.ENTRY_CHECKSUM, e -> broken(e)),
        wrong("parent", RejectionRule.ENTRY_PARENT, e -> entry(0, 3, e.parent() ^ 1, 1000, 1, 9)),
        wrong("view above", RejectionRule.ENTRY_VIEW, e -> entry(1, 3, e.parent(), 1000, 1, 9)),
        wrong("view below 0", RejectionRule.ENTRY_VIEW, e -> entry(-1, 3, e.parent(), 1000, 1, 9)),
        wrong("op 0", RejectionRule.ENTRY_OP_ORDER, e -> entry(0, 0, e.parent(), 1000, 1, 9)),
        wrong("op -1", RejectionRule.ENTRY_OP_ORDER, e -> entry(0, -1, e.parent(), 1000, 1, 9)),
        wrong("client 0", RejectionRule.ENTRY_CLIENT, e -> entry(0, 3, e.parent(), 0, 1, 9)),
        wrong("client 999", RejectionRule.ENTRY_CLIENT, e -> entry(0, 3, e.parent(), 999, 1, 9)),
        wrong("client -1", RejectionRule.ENTRY_CLIENT, e -> entry(0, 3, e.parent(), -1, 1, 9)),
        wrong("request 0", RejectionRule.ENTRY_CLIENT, e -> entry(0, 3, e.parent(), 1000, 0, 9)),
        wrong(
            "time stands", RejectionRule.ENTRY_TIMESTAMP, e -> entry(0, 3, e.parent(), 1000, 1, 0)),
        wrong(
            "time falls",
            RejectionRule.ENTRY_TIMESTAMP,
            e -> entry(0, 3, e.parent(), 1000, 1, -1)));
  }

  /** The entry would be op 3; its timestamp counts from that of op 2. */
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrongEntries")
  void aWrongEntryIsRefusedByItsRule(String what, RejectionRule rule, UnaryOperator<Entry> change) {
    TestCluster cluster = TestCluster.of(3);
    prepare(cluster, List.of(TestCluster.entry(1, 0, "a")), 0);
    prepare(cluster, List.of(TestCluster.entry(2, cluster.replica(BACKUP).checksumAt(1), "b")), 0);

    Outcome outcome = prepare(cluster, List.of(change.apply(cluster.entryAfter(BACKUP, "c"))), 2);

    assertThat(outcome.rejections()).as(what).containsExactly(rule);
    assertThat(outcome.sends()).as("nothing is acknowledged or asked for").isEmpty();
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(2);
    assertThat(cluster.replica(BACKUP).commit()).isZero();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrongEntries")
  void aWrongEntryInsideABatchKeepsTheWholeBatchOut(
      String what, RejectionRule rule, UnaryOperator<Entry> change) {
    TestCluster cluster = TestCluster.of(3);
    prepare(cluster, List.of(TestCluster.entry(1, 0, "a")), 0);
    Entry good = cluster.entryAfter(BACKUP, "b");
    Entry wrong = change.apply(TestCluster.entry(3, good.checksum(), "c"));

    Outcome outcome = prepare(cluster, List.of(good, wrong), 1);

    assertThat(outcome.rejections()).as(what).containsExactly(rule);
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(1);
  }

  @Test
  void opNumbersWithinABatchAreConsecutive() {
    TestCluster cluster = TestCluster.of(3);
    Entry first = cluster.entryAfter(BACKUP, "a");
    Entry skipping = TestCluster.entry(3, first.checksum(), "b");
    Entry repeating = TestCluster.entry(1, first.checksum(), "b");
    Entry wrapping = TestCluster.entry(Long.MAX_VALUE, first.checksum(), "b");

    for (Entry second : List.of(skipping, repeating, wrapping)) {
      Outcome outcome = prepare(cluster, List.of(first, second), 0);
      assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRY_OP_ORDER);
    }
    assertThat(cluster.replica(BACKUP).op()).isZero();
  }

  private static Arguments wrong(String what, RejectionRule rule, UnaryOperator<Entry> change) {
    return Arguments.of(what, rule, change);
  }

  private static Entry broken(Entry entry) {
    return new Entry(
        entry.view(),
        entry.op(),
        entry.parent(),
        entry.client(),
        entry.request(),
        Bytes.of("changed on the way"),
        entry.timestamp(),
        entry.checksum());
  }

  private static Entry entry(
      long view, long op, long parent, int client, long request, long later) {
    long timestamp = TestCluster.entry(2, 0, "").timestamp() + later;
    return Entry.sealed(view, op, parent, client, request, Bytes.of("c"), timestamp);
  }

  // ---- §4.1 steps 6 and 7, N4: the commit-number ------------------------------------------------

  @Test
  void aBackupDoesNotExecuteBeforeItLearnsOfTheCommit() {
    TestCluster cluster = withThreeHeld();

    assertThat(cluster.executed(BACKUP)).isEmpty();
    Outcome outcome = commit(cluster, 2);

    assertThat(outcome.rejections()).isEmpty();
    assertThat(outcome.sends()).as("backups do not answer clients").isEmpty();
    assertThat(cluster.executed(BACKUP)).containsExactly("forged0", "forged1");
    assertThat(cluster.replica(BACKUP).commit()).isEqualTo(2);
  }

  @Test
  void aBackupLearnsTheCommitNumberFromTheNextPrepare() {
    TestCluster cluster = withThreeHeld();

    prepare(cluster, List.of(cluster.entryAfter(BACKUP, "next")), 3);

    assertThat(cluster.executed(BACKUP)).containsExactly("forged0", "forged1", "forged2");
  }

  @Test
  void entriesAreExecutedOnceAndInOrder() {
    TestCluster cluster = withThreeHeld();

    commit(cluster, 1);
    commit(cluster, 1);
    commit(cluster, 3);
    commit(cluster, 2);
    commit(cluster, 3);

    assertThat(cluster.executed(BACKUP)).containsExactly("forged0", "forged1", "forged2");
    assertThat(cluster.replica(BACKUP).executed()).isEqualTo(3);
  }

  @Test
  void anOldCommitNumberIsNotFollowed() {
    TestCluster cluster = withThreeHeld();
    commit(cluster, 3);

    for (long old : new long[] {2, 0, -1, Long.MIN_VALUE}) {
      Outcome outcome = cluster.receive(BACKUP, 0, new Message.Commit(0, 0, old, 0));
      assertThat(outcome.rejections()).containsExactly(RejectionRule.COMMIT_OLD);
    }

    assertThat(cluster.replica(BACKUP).commit()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 100, Long.MAX_VALUE})
  void aCommitNumberAboveTheLogIsOnlyAHint(long lie) {
    TestCluster cluster = withThreeHeld();

    Outcome outcome = cluster.receive(BACKUP, 0, new Message.Commit(0, 0, lie, 77));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.COMMIT_BEYOND_OP);
    assertThat(outcome.sent(Message.GetEntries.class)).hasSize(1);
    assertThat(cluster.replica(BACKUP).commit()).isZero();
    assertThat(cluster.executed(BACKUP)).isEmpty();
  }

  @Test
  void aCommitOfAnotherEntryIsNotFollowed() {
    TestCluster cluster = withThreeHeld();
    long checksum = cluster.replica(BACKUP).checksumAt(3);

    Outcome outcome = cluster.receive(BACKUP, 0, new Message.Commit(0, 0, 3, checksum ^ 1));
    Outcome ofAnotherOp = cluster.receive(BACKUP, 0, new Message.Commit(0, 0, 2, checksum));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.COMMIT_CHECKSUM);
    assertThat(ofAnotherOp.rejections()).containsExactly(RejectionRule.COMMIT_CHECKSUM);
    assertThat(cluster.executed(BACKUP)).isEmpty();
  }

  @Test
  void aPrepareVouchesForTheLogUpToItsLastEntryOnly() {
    TestCluster cluster = TestCluster.of(3);
    List<Entry> chain = cluster.entriesAfter(BACKUP, 3);
    prepare(cluster, chain, 0);

    prepare(cluster, chain.subList(0, 1), 3);

    assertThat(cluster.replica(BACKUP).commit())
        .as("the primary may hold another entry at op 2")
        .isEqualTo(1);
  }

  @Test
  void aPrepareWithACommitNumberAboveItsEntriesCommitsThemAndAsksForMore() {
    TestCluster cluster = TestCluster.of(3);

    Outcome outcome = prepare(cluster, cluster.entriesAfter(BACKUP, 2), 5);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.COMMIT_BEYOND_OP);
    assertThat(outcome.sent(Message.GetEntries.class))
        .containsExactly(new Message.GetEntries(BACKUP, 0, 3, 5));
    assertThat(cluster.replica(BACKUP).commit()).isEqualTo(2);
  }

  @Test
  void aPrepareWithAGapDoesNotCommit() {
    TestCluster cluster = withThreeHeld();
    List<Entry> chain = cluster.entriesAfter(BACKUP, 2);

    prepare(cluster, chain.subList(1, 2), 3);

    assertThat(cluster.replica(BACKUP).commit())
        .as("what lies in the gap may not continue what is held here")
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE})
  void aNegativeCommitNumberInAPrepareIsNotFollowed(long lie) {
    TestCluster cluster = TestCluster.of(3).committed(1);

    Outcome outcome = prepare(cluster, cluster.entriesAfter(BACKUP, 1), lie);

    assertThat(outcome.rejections()).isEmpty();
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(2);
    assertThat(cluster.replica(BACKUP).commit()).isEqualTo(1);
  }

  // ---- at most once -----------------------------------------------------------------------------

  @Test
  void aRequestThatIsInTheLogTwiceIsExecutedOnce() {
    TestCluster cluster = TestCluster.of(3);
    List<Entry> chain = chain(List.of(1L, 1L, 2L, 2L, 1L));

    for (Entry entry : chain) {
      prepare(cluster, List.of(entry), 0);
    }
    commit(cluster, 5);

    assertThat(cluster.executed(BACKUP)).containsExactly("request 1", "request 2");
    assertThat(cluster.replica(BACKUP).executed()).as("ops, not executions").isEqualTo(5);
  }

  /** A chain of entries of one client, with the given request-numbers. */
  private static List<Entry> chain(List<Long> requests) {
    List<Entry> chain = new ArrayList<>();
    long parent = 0;
    for (long request : requests) {
      Bytes operation = Bytes.of("request " + request);
      long op = chain.size() + 1L;
      Entry entry = Entry.sealed(0, op, parent, Nodes.client(0), request, operation, 5_000 + op);
      chain.add(entry);
      parent = entry.checksum();
    }
    return chain;
  }

  // ---- helpers ----------------------------------------------------------------------------------

  private static TestCluster withThreeHeld() {
    TestCluster cluster = TestCluster.of(3);
    prepare(cluster, cluster.entriesAfter(BACKUP, 3), 0);
    return cluster;
  }

  private static Outcome prepare(TestCluster cluster, List<Entry> entries, long commit) {
    return cluster.receive(BACKUP, 0, new Message.Prepare(0, 0, entries, commit));
  }

  private static Outcome commit(TestCluster cluster, long commit) {
    long checksum = cluster.replica(BACKUP).checksumAt(commit);
    return cluster.receive(BACKUP, 0, new Message.Commit(0, 0, commit, checksum));
  }
}
