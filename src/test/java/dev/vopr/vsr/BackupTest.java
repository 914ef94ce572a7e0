package dev.vopr.vsr;

import static dev.vopr.vsr.TestCluster.BATCH;
import static dev.vopr.vsr.TestCluster.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.TestCluster.Outcome;
import dev.vopr.vsr.disk.Zone;
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
  private static final long OP3 = START + 3;
  private static final long PAST = 2_000_000_000_000L;
  private static final long FUTURE = Long.MAX_VALUE - PAST;

  // ---- N2: appending ----------------------------------------------------------------------------

  @Test
  void aBackupAppendsABatchAndAcknowledgesItsLastEntry() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    List<Entry> batch = cluster.entriesAfter(BACKUP, BATCH);

    Outcome outcome = prepare(cluster, batch, START + 2);

    assertThat(outcome.rejections()).isEmpty();
    assertThat(outcome.sends())
        .containsExactly(
            new Output.Send(
                0,
                new Message.PrepareOk(
                    BACKUP, 0, START + 2 + BATCH, batch.get(BATCH - 1).checksum())));
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(START + 2 + BATCH);
    assertThat(cluster.replica(BACKUP).commit()).isEqualTo(START + 2);
  }

  /** An acknowledgement speaks for all of the log: what is missing below comes first. */
  @Test
  void aBackupAppendsNothingAboveAMissingEntry() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    cluster.crash(2);
    cluster.disk(2).corrupt(Zone.ENTRIES, (int) START + 1);
    cluster.restart(2);
    cluster.dropAll();
    Entry next = cluster.entryAfter(2, "next");

    Outcome outcome = cluster.receive(2, 0, new Message.Prepare(0, 0, List.of(next), START));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.LOG_INCOMPLETE);
    assertThat(cluster.replica(2).op()).isEqualTo(START + 2);
  }

  @Test
  void aBackupNeverAppendsWithAGap() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    List<Entry> chain = cluster.entriesAfter(BACKUP, 3);

    Outcome outcome = prepare(cluster, chain.subList(1, 3), START + 2);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRY_GAP);
    assertThat(outcome.sent(Message.PrepareOk.class)).as("nothing to acknowledge").isEmpty();
    assertThat(outcome.sends())
        .as("repair starts")
        .containsExactly(
            new Output.Send(0, new Message.GetEntries(BACKUP, 0, START + 3, START + 5)));
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(START + 2);
  }

  @Test
  void aRetransmittedPrepareIsAcknowledgedAgainAndChangesNothing() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    List<Entry> batch = cluster.entriesAfter(BACKUP, 2);
    Outcome first = prepare(cluster, batch, START + 2);

    Outcome second = prepare(cluster, batch, START + 2);

    assertThat(second.rejections()).containsExactly(RejectionRule.ENTRY_DUPLICATE);
    assertThat(second.sends()).isEqualTo(first.sends());
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(START + 4);
  }

  @Test
  void anOldPrepareIsAcknowledgedWithTheWholeLogAndTruncatesNothing() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    List<Entry> chain = cluster.entriesAfter(BACKUP, 3);
    prepare(cluster, chain, START + 2);

    Outcome outcome = prepare(cluster, chain.subList(0, 1), START + 2);

    assertThat(outcome.sends())
        .containsExactly(
            new Output.Send(
                0, new Message.PrepareOk(BACKUP, 0, START + 5, chain.get(2).checksum())));
    assertThat(cluster.replica(BACKUP).checksumAt(START + 5)).isEqualTo(chain.get(2).checksum());
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

    assertThat(cluster.replica(BACKUP).commit()).isEqualTo(START + 2);
    assertThat(outcome.sends())
        .containsExactly(new Output.Send(0, cluster.okOf(BACKUP, BACKUP, START + 2)));
    assertThat(cluster.executed(BACKUP)).as("executed once").hasSize(2);
  }

  @Test
  void aBatchThatIsPartlyHeldIsCompleted() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    List<Entry> chain = cluster.entriesAfter(BACKUP, 4);
    prepare(cluster, chain.subList(0, 2), START + 2);

    Outcome outcome = prepare(cluster, chain, START + 2);

    assertThat(outcome.rejections()).isEmpty();
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(START + 6);
    assertThat(cluster.replica(BACKUP).checksumAt(START + 6)).isEqualTo(chain.get(3).checksum());
  }

  @Test
  void anotherEntryInThePlaceOfOneThatIsHeldNeverRewritesIt() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    Entry held = cluster.entryAfter(BACKUP, "held");
    Entry other = cluster.entryAfter(BACKUP, "other");
    prepare(cluster, List.of(held), START + 2);

    Outcome outcome = prepare(cluster, List.of(other), START + 3);
    Outcome withHint = prepare(cluster, List.of(other), START + 9);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRY_CONFLICT);
    assertThat(outcome.sends()).isEmpty();
    assertThat(withHint.rejections())
        .as("not even a hint is taken from it")
        .containsExactly(RejectionRule.ENTRY_CONFLICT);
    assertThat(withHint.sends()).isEmpty();
    assertThat(cluster.replica(BACKUP).checksumAt(START + 3)).isEqualTo(held.checksum());
    assertThat(cluster.replica(BACKUP).commit())
        .as("its commit-number speaks of another log")
        .isEqualTo(START + 2);
  }

  @Test
  void aConflictInThePartThatIsHeldKeepsTheRestOutToo() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    Entry held = cluster.entryAfter(BACKUP, "held");
    List<Entry> others = cluster.entriesAfter(BACKUP, 3);
    prepare(cluster, List.of(held), START + 2);

    Outcome outcome = prepare(cluster, others, START + 2);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRY_CONFLICT);
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(START + 3);
  }

  @Test
  void theFirstEntryHasNoParent() {
    TestCluster cluster = TestCluster.empty(3);
    Entry entry = TestCluster.entry(1, 5, "x");

    Outcome outcome = prepare(cluster, List.of(entry), 0);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRY_PARENT);
    assertThat(cluster.replica(BACKUP).op()).isZero();
  }

  @Test
  void theFirstEntryIsOfAPossibleView() {
    TestCluster cluster = TestCluster.empty(3);
    Entry entry = Entry.sealed(-1, 1, 0, Nodes.client(0), 1, 1, Bytes.of("x"), 5);

    Outcome outcome = prepare(cluster, List.of(entry), 0);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRY_VIEW);
    assertThat(cluster.replica(BACKUP).op()).isZero();
  }

  @Test
  void anEmptyBatchIsRefused() {
    TestCluster cluster = TestCluster.of(3).committed(1);

    Outcome outcome = prepare(cluster, List.of(), START + 1);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.BATCH_EMPTY);
    assertThat(outcome.sends()).isEmpty();
  }

  @Test
  void aBatchAboveTheLimitIsRefused() {
    TestCluster cluster = TestCluster.of(3).committed(1);

    Outcome outcome = prepare(cluster, cluster.entriesAfter(BACKUP, BATCH + 1), START + 1);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.BATCH_TOO_LARGE);
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(START + 1);
  }

  static Stream<Arguments> wrongEntries() {
    return Stream.of(
        wrong("checksum", RejectionRule.ENTRY_CHECKSUM, e -> broken(e)),
        wrong("parent", RejectionRule.ENTRY_PARENT, e -> at(0, OP3, e.parent() ^ 1, 9)),
        wrong("view above", RejectionRule.ENTRY_VIEW, e -> at(1, OP3, e.parent(), 9)),
        wrong("view below 0", RejectionRule.ENTRY_VIEW, e -> at(-1, OP3, e.parent(), 9)),
        wrong("op 0", RejectionRule.ENTRY_OP_ORDER, e -> at(0, 0, e.parent(), 9)),
        wrong("op -1", RejectionRule.ENTRY_OP_ORDER, e -> at(0, -1, e.parent(), 9)),
        wrong("client 0", RejectionRule.ENTRY_CLIENT, e -> of(e.parent(), 0, 1, 1)),
        wrong("client 999", RejectionRule.ENTRY_CLIENT, e -> of(e.parent(), 999, 1, 1)),
        wrong("client -1", RejectionRule.ENTRY_CLIENT, e -> of(e.parent(), -1, 1, 1)),
        wrong("request 0", RejectionRule.ENTRY_CLIENT, e -> of(e.parent(), 1000, 1, 0)),
        wrong("request -1", RejectionRule.ENTRY_CLIENT, e -> of(e.parent(), 1000, 1, -1)),
        wrong("session 0", RejectionRule.ENTRY_CLIENT, e -> of(e.parent(), 1000, 0, 1)),
        wrong("session -1", RejectionRule.ENTRY_CLIENT, e -> of(e.parent(), 1000, -1, 0)),
        wrong("time stands", RejectionRule.ENTRY_TIMESTAMP, e -> at(0, OP3, e.parent(), 0)),
        wrong("time falls", RejectionRule.ENTRY_TIMESTAMP, e -> at(0, OP3, e.parent(), -1)),
        wrong("time below 0", RejectionRule.ENTRY_TIMESTAMP, e -> at(0, OP3, e.parent(), -PAST)),
        wrong("time absurd", RejectionRule.ENTRY_TIMESTAMP, e -> at(0, OP3, e.parent(), FUTURE)));
  }

  /** The entry would be the third; its timestamp counts from that of the second. */
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrongEntries")
  void aWrongEntryIsRefusedByItsRule(String what, RejectionRule rule, UnaryOperator<Entry> change) {
    TestCluster cluster = TestCluster.of(3);
    prepare(cluster, List.of(cluster.entryAfter(BACKUP, "a")), 0);
    prepare(cluster, List.of(cluster.entryAfter(BACKUP, "b")), 0);

    Outcome outcome =
        prepare(cluster, List.of(change.apply(cluster.entryAfter(BACKUP, "c"))), START + 2);

    assertThat(outcome.rejections()).as(what).containsExactly(rule);
    assertThat(outcome.sends()).as("nothing is acknowledged or asked for").isEmpty();
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(START + 2);
    assertThat(cluster.replica(BACKUP).commit()).isEqualTo(START);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrongEntries")
  void aWrongEntryInsideABatchKeepsTheWholeBatchOut(
      String what, RejectionRule rule, UnaryOperator<Entry> change) {
    TestCluster cluster = TestCluster.of(3);
    prepare(cluster, List.of(cluster.entryAfter(BACKUP, "a")), 0);
    Entry good = cluster.entryAfter(BACKUP, "b");
    Entry wrong = change.apply(TestCluster.entry(START + 3, good.checksum(), "c"));

    Outcome outcome = prepare(cluster, List.of(good, wrong), 1);

    assertThat(outcome.rejections()).as(what).containsExactly(rule);
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(START + 1);
  }

  @Test
  void opNumbersWithinABatchAreConsecutive() {
    TestCluster cluster = TestCluster.of(3);
    Entry first = cluster.entryAfter(BACKUP, "a");
    Entry skipping = TestCluster.entry(START + 3, first.checksum(), "b");
    Entry repeating = TestCluster.entry(START + 1, first.checksum(), "b");
    Entry wrapping = TestCluster.entry(Long.MAX_VALUE, first.checksum(), "b");

    for (Entry second : List.of(skipping, repeating, wrapping)) {
      Outcome outcome = prepare(cluster, List.of(first, second), 0);
      assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRY_OP_ORDER);
    }
    assertThat(cluster.replica(BACKUP).op()).isEqualTo(START);
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
        entry.session(),
        entry.request(),
        Bytes.of("changed on the way"),
        entry.timestamp(),
        entry.checksum());
  }

  private static Entry at(long view, long op, long parent, long later) {
    return entry(view, op, parent, Nodes.client(0), 1, 1, later);
  }

  private static Entry of(long parent, int client, long session, long request) {
    return entry(0, OP3, parent, client, session, request, 9);
  }

  private static Entry entry(
      long view, long op, long parent, int client, long session, long request, long later) {
    long timestamp = TestCluster.entry(START + 2, 0, "").timestamp() + later;
    return Entry.sealed(view, op, parent, client, session, request, Bytes.of("c"), timestamp);
  }

  // ---- §4.1 steps 6 and 7, N4: the commit-number ------------------------------------------------

  @Test
  void aBackupDoesNotExecuteBeforeItLearnsOfTheCommit() {
    TestCluster cluster = withThreeHeld();

    assertThat(cluster.executed(BACKUP)).isEmpty();
    Outcome outcome = commit(cluster, START + 2);

    assertThat(outcome.rejections()).isEmpty();
    assertThat(outcome.sends()).as("backups do not answer clients").isEmpty();
    assertThat(cluster.executed(BACKUP)).containsExactly("forged0", "forged1");
    assertThat(cluster.replica(BACKUP).commit()).isEqualTo(START + 2);
  }

  @Test
  void aBackupLearnsTheCommitNumberFromTheNextPrepare() {
    TestCluster cluster = withThreeHeld();

    prepare(cluster, List.of(cluster.entryAfter(BACKUP, "next")), START + 3);

    assertThat(cluster.executed(BACKUP)).containsExactly("forged0", "forged1", "forged2");
  }

  @Test
  void entriesAreExecutedOnceAndInOrder() {
    TestCluster cluster = withThreeHeld();

    commit(cluster, START + 1);
    commit(cluster, START + 1);
    commit(cluster, START + 3);
    commit(cluster, START + 2);
    commit(cluster, START + 3);

    assertThat(cluster.executed(BACKUP)).containsExactly("forged0", "forged1", "forged2");
    assertThat(cluster.replica(BACKUP).executed()).isEqualTo(START + 3);
  }

  @Test
  void anOldCommitNumberIsNotFollowed() {
    TestCluster cluster = withThreeHeld();
    commit(cluster, START + 3);

    for (long old : new long[] {START + 2, START, 1, 0}) {
      Outcome outcome = cluster.receive(BACKUP, 0, new Message.Commit(0, 0, old, 0));
      assertThat(outcome.rejections()).containsExactly(RejectionRule.COMMIT_OLD);
    }

    assertThat(cluster.replica(BACKUP).commit()).isEqualTo(START + 3);
  }

  @ParameterizedTest
  @ValueSource(longs = {START + 4, START + 100, Long.MAX_VALUE})
  void aCommitNumberAboveTheLogIsOnlyAHint(long lie) {
    TestCluster cluster = withThreeHeld();

    Outcome outcome = cluster.receive(BACKUP, 0, new Message.Commit(0, 0, lie, 77));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.COMMIT_BEYOND_OP);
    assertThat(outcome.sent(Message.GetEntries.class)).hasSize(1);
    assertThat(cluster.replica(BACKUP).commit()).isEqualTo(START);
    assertThat(cluster.executed(BACKUP)).isEmpty();
  }

  @Test
  void aCommitOfAnotherEntryIsNotFollowed() {
    TestCluster cluster = withThreeHeld();
    long checksum = cluster.replica(BACKUP).checksumAt(START + 3);

    Outcome outcome = cluster.receive(BACKUP, 0, new Message.Commit(0, 0, START + 3, checksum ^ 1));
    Outcome ofAnotherOp = cluster.receive(BACKUP, 0, new Message.Commit(0, 0, START + 2, checksum));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.COMMIT_CHECKSUM);
    assertThat(ofAnotherOp.rejections()).containsExactly(RejectionRule.COMMIT_CHECKSUM);
    assertThat(cluster.executed(BACKUP)).isEmpty();
  }

  @Test
  void aPrepareVouchesForTheLogUpToItsLastEntryOnly() {
    TestCluster cluster = TestCluster.of(3);
    List<Entry> chain = cluster.entriesAfter(BACKUP, 3);
    prepare(cluster, chain, 0);

    prepare(cluster, chain.subList(0, 1), START + 3);

    assertThat(cluster.replica(BACKUP).commit())
        .as("the primary may hold another entry above it")
        .isEqualTo(START + 1);
  }

  @Test
  void aPrepareWithACommitNumberAboveItsEntriesCommitsThemAndAsksForMore() {
    TestCluster cluster = TestCluster.of(3);

    Outcome outcome = prepare(cluster, cluster.entriesAfter(BACKUP, 2), START + 5);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.COMMIT_BEYOND_OP);
    assertThat(outcome.sent(Message.GetEntries.class))
        .containsExactly(new Message.GetEntries(BACKUP, 0, START + 3, START + 5));
    assertThat(cluster.replica(BACKUP).commit()).isEqualTo(START + 2);
  }

  @Test
  void aPrepareWithAGapDoesNotCommit() {
    TestCluster cluster = withThreeHeld();
    List<Entry> chain = cluster.entriesAfter(BACKUP, 2);

    prepare(cluster, chain.subList(1, 2), START + 3);

    assertThat(cluster.replica(BACKUP).commit())
        .as("what lies in the gap may not continue what is held here")
        .isEqualTo(START);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE})
  void aNegativeCommitNumberIsALie(long lie) {
    TestCluster cluster = TestCluster.of(3).committed(1);

    Outcome outcome = prepare(cluster, cluster.entriesAfter(BACKUP, 1), lie);

    Outcome ofCommit = cluster.receive(BACKUP, 0, new Message.Commit(0, 0, lie, 0));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.COMMIT_NEGATIVE);
    assertThat(ofCommit.rejections()).containsExactly(RejectionRule.COMMIT_NEGATIVE);
    assertThat(outcome.sends()).isEmpty();
    assertThat(cluster.replica(BACKUP).op()).as("nothing of it is used").isEqualTo(START + 1);
    assertThat(cluster.replica(BACKUP).commit()).isEqualTo(START + 1);
  }

  // ---- at most once -----------------------------------------------------------------------------

  @Test
  void aRequestThatIsInTheLogTwiceIsExecutedOnce() {
    TestCluster cluster = TestCluster.of(3);
    List<Entry> chain = chain(cluster, List.of(1L, 1L, 2L, 2L, 1L));

    for (Entry entry : chain) {
      prepare(cluster, List.of(entry), 0);
    }
    commit(cluster, START + 5);

    assertThat(cluster.executed(BACKUP)).containsExactly("request 1", "request 2");
    assertThat(cluster.replica(BACKUP).executed()).as("ops, not executions").isEqualTo(START + 5);
  }

  /** A chain of entries of one client, with the given request-numbers. */
  private static List<Entry> chain(TestCluster cluster, List<Long> requests) {
    List<Entry> chain = new ArrayList<>();
    long parent = cluster.replica(BACKUP).checksumAt(START);
    for (long request : requests) {
      Bytes operation = Bytes.of("request " + request);
      long op = START + chain.size() + 1;
      Entry entry =
          Entry.sealed(
              0, op, parent, Nodes.client(0), 1, request, operation, cluster.now() + 5_000 + op);
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
