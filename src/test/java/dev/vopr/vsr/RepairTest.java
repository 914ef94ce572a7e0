package dev.vopr.vsr;

import static dev.vopr.vsr.TestCluster.BATCH;
import static dev.vopr.vsr.TestCluster.HEARTBEAT;
import static dev.vopr.vsr.TestCluster.REPAIR_RANGE;
import static dev.vopr.vsr.TestCluster.REPAIR_RETRY;
import static dev.vopr.vsr.TestCluster.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.TestCluster.Outcome;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GetEntries and Entries: how a backup comes by what it missed. */
class RepairTest {
  private static final int LAGGING = 2;

  /** In a cluster of three, so often what was announced is asked for. */
  private static final int ATTEMPTS = 4;

  // ---- asking -----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 7})
  void aBackupThatMissedEverythingCatchesUp(int replicas) {
    TestCluster cluster = withLaggard(replicas, 30);

    cluster.advance(HEARTBEAT);
    cluster.deliverAll();
    cluster.advance(HEARTBEAT);
    cluster.deliverAll();

    assertThat(cluster.executed(LAGGING)).hasSize(30).isEqualTo(cluster.executed(0));
  }

  @Test
  void aHeartbeatTellsABackupWhatItMisses() {
    TestCluster cluster = withLaggard(3, 3);
    cluster.advance(HEARTBEAT);

    Outcome outcome = cluster.deliver(0, LAGGING);

    assertThat(outcome.sends())
        .containsExactly(
            new Output.Send(0, new Message.GetEntries(LAGGING, 0, START + 1, START + 3)));
  }

  @Test
  void aBackupAsksForALimitedRangeAtATime() {
    TestCluster cluster = withLaggard(3, 2 * REPAIR_RANGE);
    cluster.advance(HEARTBEAT);

    Outcome outcome = cluster.deliver(0, LAGGING);

    assertThat(outcome.sent(Message.GetEntries.class))
        .containsExactly(new Message.GetEntries(LAGGING, 0, START + 1, START + REPAIR_RANGE));
  }

  @Test
  void anAnswerIsAppendedAcknowledgedAndFollowedByTheNextQuestion() {
    TestCluster cluster = withLaggard(3, 6);
    cluster.advance(HEARTBEAT);
    cluster.deliver(0, LAGGING);
    cluster.deliver(LAGGING, 0);

    Outcome outcome = cluster.deliver(0, LAGGING);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.COMMIT_BEYOND_OP);
    assertThat(outcome.sends())
        .containsExactlyInAnyOrder(
            new Output.Send(0, new Message.GetEntries(LAGGING, 0, START + BATCH + 1, START + 6)),
            new Output.Send(0, cluster.okOf(LAGGING, 0, START + BATCH)));
    assertThat(cluster.replica(LAGGING).op()).isEqualTo(START + BATCH);
    assertThat(cluster.replica(LAGGING).commit())
        .as("the primary's answer vouches for its commit-number, as far as the log goes")
        .isEqualTo(START + BATCH);
  }

  @Test
  void repairEndsWhenTheTargetIsReached() {
    TestCluster cluster = withLaggard(3, 2);
    cluster.advance(HEARTBEAT);
    cluster.deliver(0, LAGGING);
    cluster.deliver(LAGGING, 0);

    Outcome outcome = cluster.deliver(0, LAGGING);
    cluster.jump(10 * REPAIR_RETRY);
    Outcome later = cluster.tick(LAGGING);

    assertThat(outcome.sent(Message.GetEntries.class)).isEmpty();
    assertThat(later.sends()).isEmpty();
  }

  @Test
  void anAcknowledgementOfRepairedEntriesCommitsThem() {
    TestCluster cluster = TestCluster.of(3);
    cluster.request(0, "x");
    cluster.deliver(TestCluster.client(0), 0);
    cluster.request(1, "y");
    cluster.deliver(TestCluster.client(1), 0);
    cluster.drop(0, 2);
    cluster.dropAllOf(1);

    Outcome gap = cluster.deliver(0, LAGGING);
    cluster.deliver(LAGGING, 0);
    cluster.deliver(0, LAGGING);
    cluster.deliver(LAGGING, 0);

    assertThat(gap.rejections()).containsExactly(RejectionRule.ENTRY_GAP);
    assertThat(cluster.executed(0)).containsExactly("x", "y");
  }

  @Test
  void aMissingAnswerIsAskedForAgainAfterTheTimeOut() {
    TestCluster cluster = withLaggard(3, 2);
    cluster.advance(HEARTBEAT);
    cluster.deliver(0, LAGGING);
    Message question = cluster.pending(LAGGING, 0).get(0);
    cluster.dropAll();

    cluster.jump(REPAIR_RETRY - 1);
    Outcome early = cluster.tick(LAGGING);
    cluster.jump(1);
    Outcome due = cluster.tick(LAGGING);

    assertThat(early.sends()).isEmpty();
    assertThat(due.sends()).containsExactly(new Output.Send(0, question));
  }

  @Test
  void furtherHintsDoNotMultiplyTheQuestions() {
    TestCluster cluster = TestCluster.of(3);
    List<Entry> chain = cluster.entriesAfter(LAGGING, 5);
    List<Outcome> outcomes = new ArrayList<>();

    for (Entry entry : chain.subList(1, 5)) {
      outcomes.add(cluster.receive(LAGGING, 0, new Message.Prepare(0, 0, List.of(entry), 0)));
    }

    assertThat(outcomes.get(0).sent(Message.GetEntries.class)).hasSize(1);
    assertThat(outcomes.subList(1, 4))
        .as("one question is outstanding")
        .allSatisfy(outcome -> assertThat(outcome.sends()).isEmpty());
  }

  @Test
  void aHintThatNobodyBearsOutIsGivenUp() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    cluster.receive(LAGGING, 0, new Message.Commit(0, 0, Long.MAX_VALUE, 1));

    int questions = cluster.pending(LAGGING, 0).size();
    for (int i = 0; i < 10 * ATTEMPTS; i++) {
      cluster.jump(REPAIR_RETRY);
      questions += cluster.tick(LAGGING).sends().size();
    }

    assertThat(questions).as("and one to another backup").isEqualTo(ATTEMPTS + 1);
    assertThat(cluster.replica(LAGGING).commit()).isEqualTo(START + 2);
  }

  @Test
  void aHintIsBelievedAgainAfterAnotherWasGivenUp() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    cluster.receive(LAGGING, 0, new Message.Commit(0, 0, Long.MAX_VALUE, 1));
    for (int i = 0; i < 10 * ATTEMPTS; i++) {
      cluster.jump(REPAIR_RETRY);
      cluster.tick(LAGGING);
    }

    Outcome outcome = cluster.receive(LAGGING, 0, new Message.Commit(0, 0, START + 4, 1));

    assertThat(outcome.sent(Message.GetEntries.class))
        .as("the target of the lie is forgotten")
        .containsExactly(new Message.GetEntries(LAGGING, 0, START + 3, START + 4));
  }

  @Test
  void progressGivesRepairItsAttemptsBack() {
    TestCluster cluster = withLaggard(3, 20);
    cluster.advance(HEARTBEAT);
    cluster.deliver(0, LAGGING);
    cluster.dropAll();
    for (int i = 1; i < ATTEMPTS; i++) {
      cluster.jump(REPAIR_RETRY);
      cluster.tick(LAGGING);
    }
    cluster.deliver(LAGGING, 0);
    cluster.deliver(0, LAGGING);
    cluster.dropAll();

    int questions = 0;
    for (int i = 0; i < 10 * ATTEMPTS; i++) {
      cluster.jump(REPAIR_RETRY);
      questions += cluster.tick(LAGGING).sent(Message.GetEntries.class).size();
    }

    assertThat(cluster.replica(LAGGING).op()).isEqualTo(START + BATCH);
    assertThat(questions).as("besides the one that followed the answer").isEqualTo(ATTEMPTS);
  }

  @Test
  void aPrepareThatClosesTheGapEndsRepair() {
    TestCluster cluster = TestCluster.of(3);
    List<Entry> chain = cluster.entriesAfter(LAGGING, 2);
    cluster.receive(LAGGING, 0, new Message.Prepare(0, 0, chain.subList(1, 2), 0));
    cluster.receive(LAGGING, 0, new Message.Prepare(0, 0, chain, 0));

    Outcome late = cluster.receive(LAGGING, 0, new Message.Entries(0, 0, chain, START, 0));
    cluster.jump(REPAIR_RETRY);
    Outcome due = cluster.tick(LAGGING);

    assertThat(late.rejections()).containsExactly(RejectionRule.ENTRIES_NOT_ASKED_FOR);
    assertThat(due.sends()).isEmpty();
  }

  // ---- answers that are not followed ------------------------------------------------------------

  @Test
  void entriesThatNobodyAskedForAreNotAppended() {
    TestCluster cluster = TestCluster.of(3).committed(1);

    Outcome outcome =
        cluster.receive(
            LAGGING, 0, new Message.Entries(0, 0, cluster.entriesAfter(LAGGING, 2), START, 0));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRIES_NOT_ASKED_FOR);
    assertThat(outcome.sends()).isEmpty();
    assertThat(cluster.replica(LAGGING).op()).isEqualTo(START + 1);
  }

  @Test
  void anAnswerThatDoesNotContinueTheLogIsNotAppended() {
    TestCluster cluster = asking();
    Entry foreign = TestCluster.entry(START + 2, 12345, "foreign");

    Outcome outcome =
        cluster.receive(LAGGING, 0, new Message.Entries(0, 0, List.of(foreign), START, 0));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRY_PARENT);
    assertThat(outcome.sends()).isEmpty();
    assertThat(cluster.replica(LAGGING).op()).isEqualTo(START + 1);
  }

  @Test
  void anAnswerWithAGapIsNotAppended() {
    TestCluster cluster = asking();
    List<Entry> chain = cluster.entriesAfter(LAGGING, 3);

    Outcome outcome =
        cluster.receive(LAGGING, 0, new Message.Entries(0, 0, chain.subList(1, 3), START, 0));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRY_GAP);
    assertThat(cluster.replica(LAGGING).op()).isEqualTo(START + 1);
  }

  @Test
  void anAnswerNeverRewritesWhatIsHeld() {
    TestCluster cluster = TestCluster.of(3);
    Entry held = cluster.entryAfter(LAGGING, "held");
    Entry other = cluster.entryAfter(LAGGING, "other");
    cluster.receive(LAGGING, 0, new Message.Prepare(0, 0, List.of(held), 0));
    cluster.receive(LAGGING, 0, new Message.Commit(0, 0, START + 4, 1));

    Outcome outcome =
        cluster.receive(LAGGING, 0, new Message.Entries(0, 0, List.of(other), START, 0));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRY_CONFLICT);
    assertThat(cluster.replica(LAGGING).checksumAt(START + 1)).isEqualTo(held.checksum());
  }

  @Test
  void aRepeatedAnswerIsNotAcknowledgedOrAskedOnAgain() {
    TestCluster cluster = withLaggard(3, 20);
    cluster.advance(HEARTBEAT);
    cluster.deliver(0, LAGGING);
    cluster.deliver(LAGGING, 0);
    cluster.duplicate(0, LAGGING);
    cluster.deliver(0, LAGGING);

    Outcome outcome = cluster.deliver(0, LAGGING);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ENTRY_DUPLICATE);
    assertThat(outcome.sends()).as("else doubled messages breed").isEmpty();
  }

  @Test
  void anAnswerAboveTheBatchLimitIsRefused() {
    TestCluster cluster = asking();
    List<Entry> chain = cluster.entriesAfter(LAGGING, BATCH + 1);

    Outcome outcome = cluster.receive(LAGGING, 0, new Message.Entries(0, 0, chain, START, 0));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.BATCH_TOO_LARGE);
    assertThat(cluster.replica(LAGGING).op()).isEqualTo(START + 1);
  }

  @Test
  void anEmptyAnswerWithoutANewerCheckpointChangesNothing() {
    TestCluster cluster = asking();

    for (long checkpoint : new long[] {0, START + 1, -1, Long.MIN_VALUE}) {
      Message empty = new Message.Entries(0, 0, List.of(), START, checkpoint);
      assertThat(cluster.receive(LAGGING, 0, empty).sends()).isEmpty();
    }
  }

  @Test
  void anEmptyAnswerWithANewerCheckpointMakesRepairAskForThat() {
    TestCluster cluster = asking();

    Message empty = new Message.Entries(0, 0, List.of(), START, START + 2);
    Outcome outcome = cluster.receive(LAGGING, 0, empty);

    assertThat(outcome.sent(Message.GetState.class)).hasSize(1);
    assertThat(cluster.replica(LAGGING).op()).as("nothing is cut").isEqualTo(START + 1);
  }

  @Test
  void anEmptyAnswerThatNobodyWaitsForStartsNothing() {
    TestCluster cluster = TestCluster.of(3).committed(1);

    Message empty = new Message.Entries(0, 0, List.of(), START, START + 9);

    assertThat(cluster.receive(LAGGING, 0, empty).sends()).isEmpty();
  }

  // ---- answering --------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "-1, 3",
    "3, 2",
    "-9223372036854775808, 9223372036854775807",
    "1, 9223372036854775807",
    "9223372036854775807, 1",
    "1, 7",
    "-9223372036854775808, -9223372036854775808",
    "9223372036854775807, -9223372036854775808"
  })
  void anImpossibleRangeIsRefused(long first, long last) {
    TestCluster cluster = TestCluster.of(3).committed(10);

    Outcome outcome = cluster.receive(0, 1, new Message.GetEntries(1, 0, first, last));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.RANGE_INVALID);
    assertThat(outcome.sends()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "31, 31",
    "31, 36",
    "9223372036854775807, 9223372036854775807",
    "9223372036854775802, 9223372036854775807",
    "2147483649, 2147483650",
    "4294967297, 4294967298"
  })
  void aRangeAboveTheLogIsRefused(long first, long last) {
    TestCluster cluster = TestCluster.of(3).committed(10);

    Outcome outcome = cluster.receive(0, 1, new Message.GetEntries(1, 0, first, last));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.RANGE_NOT_HELD);
    assertThat(outcome.sends()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "21, 26, 4", "23, 25, 3", "30, 30, 1", "29, 34, 2", "30, 31, 1"})
  void aRangeIsAnsweredAsFarAsItIsHeldAndFitsIntoAMessage(long first, long last, int count) {
    TestCluster cluster = TestCluster.of(3).committed(10);

    Outcome outcome = cluster.receive(0, 1, new Message.GetEntries(1, 0, first, last));

    assertThat(outcome.rejections()).isEmpty();
    assertThat(outcome.sends()).hasSize(1).allMatch(send -> send.to() == 1);
    List<Entry> entries = outcome.sent(Message.Entries.class).get(0).entries();
    assertThat(entries).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(entries.get(i).op()).isEqualTo(first + i);
      assertThat(entries.get(i).checksum()).isEqualTo(cluster.replica(0).checksumAt(first + i));
    }
  }

  @Test
  void aBackupAnswersToo() {
    TestCluster cluster = TestCluster.of(3).committed(2);

    Outcome outcome = cluster.receive(1, 2, new Message.GetEntries(2, 0, 1, 2));

    assertThat(outcome.sent(Message.Entries.class)).hasSize(1);
  }

  // ---- helpers ----------------------------------------------------------------------------------

  /** A cluster that committed operations of which replica 2 heard nothing. */
  private static TestCluster withLaggard(int replicas, int operations) {
    TestCluster cluster = TestCluster.of(replicas);
    for (int i = 0; i < operations; i++) {
      int client = i % TestCluster.CLIENTS;
      cluster.request(client, "op" + i);
      cluster.deliver(TestCluster.client(client), 0);
      cluster.dropAllOf(LAGGING);
      cluster.deliverAll();
    }
    Check.that(cluster.replica(0).commit() == START + operations, "committed without the laggard");
    Check.that(cluster.replica(LAGGING).op() == START, "the laggard has nothing");
    return cluster;
  }

  /** A cluster in which replica 2 holds one entry and was told of the fourth. */
  private static TestCluster asking() {
    TestCluster cluster = TestCluster.of(3).committed(1);
    cluster.receive(LAGGING, 0, new Message.Commit(0, 0, START + 4, 1));
    cluster.dropAll();
    return cluster;
  }
}
