package dev.vopr.vsr;

import static dev.vopr.vsr.TestCluster.BATCH;
import static dev.vopr.vsr.TestCluster.HEARTBEAT;
import static dev.vopr.vsr.TestCluster.PIPELINE;
import static dev.vopr.vsr.TestCluster.PREPARE_RETRY;
import static dev.vopr.vsr.TestCluster.QUEUE;
import static dev.vopr.vsr.TestCluster.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.TestCluster.Outcome;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Normal operation in the order of VRR §4.1, as seen at the primary. */
class NormalOperationTest {
  private static final int CLIENT = Nodes.client(0);
  private static final long SESSION = 1;
  private static final long OP = START + 1;

  // ---- the way of one request -------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 7})
  void aRequestIsPreparedAcknowledgedCommittedAndAnswered(int replicas) {
    TestCluster cluster = TestCluster.of(replicas);
    cluster.jump(1);
    long parent = cluster.replica(0).checksumAt(START);
    cluster.request(0, "x");

    Outcome prepared = cluster.deliver(CLIENT, 0);

    Entry entry = Entry.sealed(0, OP, parent, CLIENT, SESSION, 1, Bytes.of("x"), cluster.now());
    assertThat(prepared.sends())
        .as("§4.1 step 3: the primary appends and sends Prepare to all")
        .containsExactly(
            new Output.Send(Output.ALL_REPLICAS, new Message.Prepare(0, 0, List.of(entry), START)));
    assertThat(cluster.primary().op()).isEqualTo(OP);

    for (int backup = 1; backup < replicas; backup++) {
      assertThat(cluster.deliver(0, backup).sends())
          .as("§4.1 step 4: r%d holds the entry and says so", backup)
          .containsExactly(
              new Output.Send(0, new Message.PrepareOk(backup, 0, OP, entry.checksum())));
      assertThat(cluster.executed(backup)).as("not committed yet").isEmpty();
    }
    for (int backup = 1; backup <= cluster.f(); backup++) {
      assertThat(cluster.replica(0).commit()).as("after %d of f acks", backup - 1).isEqualTo(START);
      cluster.deliver(backup, 0);
    }

    assertThat(cluster.outputOf(0).sends())
        .as("§4.1 step 5: f acknowledgements commit, and the client is answered")
        .containsExactly(
            new Output.Send(
                CLIENT, new Message.Reply(0, 0, SESSION, 1, RecordingMachine.resultOf(1, "x"))));
    assertThat(cluster.executed(0)).containsExactly("x");

    cluster.deliverAll();
    cluster.advance(HEARTBEAT);
    assertThat(cluster.pending(0, 1))
        .as("§4.1 step 6: backups learn the commit-number")
        .containsExactly(new Message.Commit(0, 0, OP, entry.checksum()));
    cluster.deliverAll();
    for (int backup = 1; backup < replicas; backup++) {
      assertThat(cluster.executed(backup)).as("r%d", backup).containsExactly("x");
      assertThat(cluster.replica(backup).stateDigest()).isEqualTo(cluster.replica(0).stateDigest());
      assertThat(cluster.replica(backup).clientTableDigest())
          .isEqualTo(cluster.replica(0).clientTableDigest());
    }
    assertThat(cluster.replies(0)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 7})
  void allReplicasExecuteAllOperationsInTheSameOrder(int replicas) {
    TestCluster cluster = TestCluster.of(replicas);

    List<String> asked = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      for (int client = 0; client < 3; client++) {
        cluster.request(client, round + "/" + client);
        asked.add(round + "/" + client);
      }
      cluster.deliverAll();
    }
    cluster.advance(HEARTBEAT);
    cluster.deliverAll();

    for (int replica = 0; replica < replicas; replica++) {
      assertThat(cluster.executed(replica)).as("r%d", replica).isEqualTo(asked);
    }
  }

  // ---- §4.1 steps 1 and 2: requests -------------------------------------------------------------

  @Test
  void aBackupDoesNotHandleRequests() {
    TestCluster cluster = TestCluster.of(3);

    Outcome outcome =
        cluster.receive(1, CLIENT, new Message.Request(CLIENT, SESSION, 1, Bytes.of("x")));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.NOT_PRIMARY);
    assertThat(outcome.sends()).isEmpty();
    assertThat(cluster.replica(1).op()).isEqualTo(START);
  }

  @Test
  void aBackupAnswersAClientThatDoesNotHearThePrimary() {
    TestCluster cluster = TestCluster.of(3);
    cluster.request(0, "x");
    cluster.deliverAll();
    cluster.advance(HEARTBEAT);
    cluster.deliverAll();

    Outcome outcome =
        cluster.receive(1, CLIENT, new Message.Request(CLIENT, SESSION, 1, Bytes.of("x")));

    assertThat(cluster.executed(1)).containsExactly("x");
    assertThat(outcome.rejections()).containsExactly(RejectionRule.NOT_PRIMARY);
    assertThat(outcome.sent(Message.Reply.class))
        .containsExactly(new Message.Reply(1, 0, SESSION, 1, Bytes.of("1:x")));
  }

  @Test
  void theLastExecutedRequestIsAnsweredAgainFromTheClientTable() {
    TestCluster cluster = TestCluster.of(3);
    Message.Request request = cluster.request(0, "x");
    cluster.deliverAll();
    cluster.committed(2);

    Outcome outcome = cluster.receive(0, CLIENT, request);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.REQUEST_DUPLICATE);
    assertThat(outcome.sends())
        .as("the first result, not a new one")
        .containsExactly(
            new Output.Send(
                CLIENT, new Message.Reply(0, 0, SESSION, 1, RecordingMachine.resultOf(1, "x"))));
    assertThat(cluster.executed(0)).hasSize(3);
  }

  @Test
  void aRequestOlderThanTheClientTableIsDroppedSilently() {
    TestCluster cluster = TestCluster.of(3);
    Message.Request first = cluster.request(0, "x");
    cluster.deliverAll();
    cluster.request(0, "y");
    cluster.deliverAll();

    Outcome outcome = cluster.receive(0, CLIENT, first);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.REQUEST_DUPLICATE);
    assertThat(outcome.sends()).isEmpty();
    assertThat(cluster.executed(0)).containsExactly("x", "y");
  }

  @Test
  void aRetryOfARequestInProgressIsDropped() {
    TestCluster cluster = TestCluster.of(3);
    Message.Request request = cluster.request(0, "x");
    cluster.deliver(CLIENT, 0);

    Outcome outcome = cluster.receive(0, CLIENT, request);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.REQUEST_DUPLICATE);
    assertThat(outcome.sends()).isEmpty();
    assertThat(cluster.replica(0).op()).isEqualTo(OP);
  }

  @Test
  void aRequestBeforeTheOneInProgressIsDropped() {
    TestCluster cluster = TestCluster.of(3);
    Message.Request first = cluster.request(0, "x");
    cluster.deliverAll();
    cluster.request(0, "y");
    cluster.deliver(CLIENT, 0);

    Outcome outcome = cluster.receive(0, CLIENT, first);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.REQUEST_DUPLICATE);
    assertThat(outcome.sends()).as("its client has moved on").isEmpty();
    assertThat(cluster.replica(0).op()).isEqualTo(OP + 1);
  }

  @Test
  void theExecutionOfARequestDoesNotEndTheProgressOfALaterOneOfTheSameClient() {
    TestCluster cluster = TestCluster.of(3);
    cluster.request(0, "x");
    cluster.deliver(CLIENT, 0);
    Message.Request second = cluster.request(0, "y");
    cluster.deliver(CLIENT, 0);
    cluster.receive(0, 1, cluster.okOf(1, 0, OP));

    Outcome outcome = cluster.receive(0, CLIENT, second);

    assertThat(cluster.executed(0)).containsExactly("x");
    assertThat(outcome.rejections()).containsExactly(RejectionRule.REQUEST_DUPLICATE);
    assertThat(cluster.replica(0).op()).isEqualTo(OP + 1);
  }

  @Test
  void aRetryOfAWaitingRequestIsDropped() {
    TestCluster cluster = withFullPipeline(3);
    Message.Request waiting = cluster.request(14, "waits");
    cluster.deliver(waiting.sender(), 0);

    Outcome outcome = cluster.receive(0, waiting.sender(), waiting);
    cluster.deliverAll();

    assertThat(outcome.rejections()).containsExactly(RejectionRule.REQUEST_DUPLICATE);
    assertThat(cluster.executed(0)).containsOnlyOnce("waits");
  }

  @Test
  void aClientThatRetriesToAllReplicasIsExecutedOnce() {
    TestCluster cluster = TestCluster.of(5);
    cluster.request(0, "x");
    cluster.retry(0);
    cluster.retry(0);

    cluster.deliverAll();

    assertThat(cluster.executed(0)).containsExactly("x");
    assertThat(cluster.replies(0)).allMatch(reply -> reply.request() == 1);
  }

  // ---- §4.1 step 3: Prepare, pipeline and batches -----------------------------------------------

  @Test
  void anEntryNamesTheChecksumOfTheOneBefore() {
    TestCluster cluster = TestCluster.of(3);
    cluster.request(0, "x");
    Entry first = onlyEntry(cluster.deliver(CLIENT, 0));
    cluster.request(1, "y");

    Entry second = onlyEntry(cluster.deliver(Nodes.client(1), 0));

    assertThat(first.parent()).isEqualTo(cluster.replica(0).checksumAt(START));
    assertThat(second.parent()).isEqualTo(first.checksum());
    assertThat(second.op()).isEqualTo(OP + 1);
    assertThat(second.isIntact()).isTrue();
  }

  @Test
  void aPrepareCarriesTheCommitNumber() {
    TestCluster cluster = TestCluster.of(3).committed(3);
    cluster.request(0, "x");

    Outcome outcome = cluster.deliver(CLIENT, 0);

    assertThat(outcome.sent(Message.Prepare.class).get(0).commit()).isEqualTo(START + 3);
  }

  @Test
  void aFullPipelineMakesRequestsWait() {
    TestCluster cluster = withFullPipeline(3);
    Message.Request waiting = cluster.request(14, "waits");

    Outcome outcome = cluster.deliver(waiting.sender(), 0);

    assertThat(outcome.sends()).isEmpty();
    assertThat(outcome.rejections()).isEmpty();
    assertThat(cluster.replica(0).op()).isEqualTo(START + PIPELINE);
  }

  @Test
  void aFullQueueRefusesRequestsUntilThereIsRoomAgain() {
    TestCluster cluster = withFullPipelineAndQueue(3);
    Message.Request refused = cluster.request(15, "refused");

    Outcome outcome = cluster.deliver(refused.sender(), 0);
    cluster.deliverAll();
    Outcome again = cluster.receive(0, refused.sender(), refused);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.REQUEST_QUEUE_FULL);
    assertThat(outcome.sends()).isEmpty();
    assertThat(cluster.executed(0)).hasSize(PIPELINE + QUEUE).doesNotContain("refused");
    assertThat(again.sent(Message.Prepare.class))
        .as("a refused request is not taken for one in progress")
        .hasSize(1);
  }

  @Test
  void waitingRequestsArePreparedInBatchesOfLimitedSize() {
    TestCluster cluster = withFullPipelineAndQueue(3);

    Outcome outcome = cluster.receive(0, 1, cluster.okOf(1, 0, START + PIPELINE));

    assertThat(outcome.sent(Message.Prepare.class))
        .extracting(prepare -> prepare.entries().size())
        .as("%d wait, %d fit into a message", QUEUE, BATCH)
        .containsExactly(BATCH, QUEUE - BATCH);
    List<Long> ops =
        outcome.sent(Message.Prepare.class).stream()
            .flatMap(prepare -> prepare.entries().stream())
            .map(Entry::op)
            .toList();
    assertThat(ops).isEqualTo(opsFrom(START + PIPELINE + 1, QUEUE));
  }

  @Test
  void thePipelineIsRefilledOnlyAsFarAsItHasRoom() {
    TestCluster cluster = withFullPipelineAndQueue(3);

    Outcome outcome = cluster.receive(0, 1, cluster.okOf(1, 0, START + 3));

    assertThat(outcome.sent(Message.Prepare.class))
        .extracting(prepare -> prepare.entries().size())
        .containsExactly(3);
    assertThat(cluster.replica(0).commit()).isEqualTo(START + 3);
    assertThat(cluster.replica(0).op()).isEqualTo(START + 3 + PIPELINE);
  }

  @Test
  void waitingRequestsArePreparedInTheOrderOfTheirArrival() {
    TestCluster cluster = withFullPipelineAndQueue(3);

    cluster.deliverAll();

    List<String> order = new ArrayList<>();
    IntStream.range(0, PIPELINE).forEach(i -> order.add("pipelined" + i));
    IntStream.range(0, QUEUE).forEach(i -> order.add("queued" + i));
    assertThat(cluster.executed(0)).isEqualTo(order);
  }

  // ---- §4.1 step 5: quorums ---------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 7})
  void exactlyFAcknowledgementsOfOthersCommit(int replicas) {
    TestCluster cluster = withOnePrepared(replicas);

    for (int backup = 1; backup < cluster.f(); backup++) {
      Outcome outcome = cluster.receive(0, backup, cluster.okOf(backup, 0, OP));
      assertThat(outcome.rejections()).isEmpty();
    }
    assertThat(cluster.replica(0).commit()).as("after f - 1 acknowledgements").isEqualTo(START);
    cluster.receive(0, replicas - 1, cluster.okOf(replicas - 1, 0, OP));

    assertThat(cluster.replica(0).commit()).as("after f acknowledgements").isEqualTo(OP);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 7})
  void acknowledgementsOfOneBackupCountOnce(int replicas) {
    TestCluster cluster = withOnePrepared(replicas);
    cluster.receive(0, 1, cluster.okOf(1, 0, OP));

    for (int i = 0; i < replicas; i++) {
      Outcome outcome = cluster.receive(0, 1, cluster.okOf(1, 0, OP));
      assertThat(outcome.rejections()).containsExactly(RejectionRule.ACK_DUPLICATE);
    }

    assertThat(cluster.replica(0).commit()).isEqualTo(START);
  }

  @Test
  void anAcknowledgementOfAnotherEntryDoesNotCount() {
    TestCluster cluster = withOnePrepared(3);
    long checksum = cluster.replica(0).checksumAt(OP);

    Outcome outcome = cluster.receive(0, 1, new Message.PrepareOk(1, 0, OP, checksum ^ 1));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ACK_CHECKSUM);
    assertThat(cluster.replica(0).commit()).isEqualTo(START);
  }

  @ParameterizedTest
  @ValueSource(longs = {OP + 1, OP + 2, Long.MAX_VALUE, 0, -1, Long.MIN_VALUE})
  void anAcknowledgementOfAnOpThatWasNeverGivenDoesNotCount(long op) {
    TestCluster cluster = withOnePrepared(3);
    long checksum = cluster.replica(0).checksumAt(OP);

    Outcome outcome = cluster.receive(0, 1, new Message.PrepareOk(1, 0, op, checksum));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ACK_BEYOND_OP);
    assertThat(cluster.replica(0).commit()).isEqualTo(START);
  }

  @Test
  void anAcknowledgementOfAnotherViewDoesNotCount() {
    TestCluster cluster = withOnePrepared(3);
    long checksum = cluster.replica(0).checksumAt(OP);

    Outcome older = cluster.receive(0, 1, new Message.PrepareOk(1, -1, OP, checksum));
    Outcome newer = cluster.receive(0, 1, new Message.PrepareOk(1, 3, OP, checksum));

    assertThat(older.rejections()).containsExactly(RejectionRule.OLD_VIEW);
    assertThat(newer.rejections()).containsExactly(RejectionRule.FUTURE_VIEW);
    assertThat(cluster.replica(0).commit()).isEqualTo(START);
  }

  @Test
  void thePrimaryDoesNotCountItselfTwice() {
    TestCluster cluster = withOnePrepared(3);

    Outcome outcome = cluster.receive(0, 0, cluster.okOf(0, 0, OP));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.SENDER_NOT_A_REPLICA);
    assertThat(cluster.replica(0).commit()).isEqualTo(START);
  }

  @Test
  void aBackupDoesNotCountAcknowledgements() {
    TestCluster cluster = TestCluster.of(3).committed(1);

    Outcome outcome = cluster.receive(1, 2, cluster.okOf(2, 0, OP));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.NOT_PRIMARY);
  }

  @Test
  void anAcknowledgementCoversAllOpsBeforeIt() {
    TestCluster cluster = withFullPipeline(3);

    Outcome outcome = cluster.receive(0, 2, cluster.okOf(2, 0, START + 5));

    assertThat(cluster.replica(0).commit()).isEqualTo(START + 5);
    assertThat(cluster.executed(0))
        .containsExactly("pipelined0", "pipelined1", "pipelined2", "pipelined3", "pipelined4");
    assertThat(outcome.sent(Message.Reply.class)).as("each client is answered").hasSize(5);
  }

  @Test
  void acknowledgementsThatArriveInReverseOrderCommitOnce() {
    TestCluster cluster = withFullPipeline(3);
    cluster.receive(0, 1, cluster.okOf(1, 0, START + 5));

    Outcome late = cluster.receive(0, 1, cluster.okOf(1, 0, START + 3));

    assertThat(late.rejections()).containsExactly(RejectionRule.ACK_DUPLICATE);
    assertThat(late.sends()).isEmpty();
    assertThat(cluster.replica(0).commit()).isEqualTo(START + 5);
  }

  @Test
  void acknowledgementsOfCommittedOpsDoNotCountForLaterOnes() {
    TestCluster cluster = TestCluster.of(5).committed(1);
    cluster.request(0, "x");
    cluster.deliver(CLIENT, 0);

    cluster.receive(0, 1, cluster.okOf(1, 0, OP));
    cluster.receive(0, 2, cluster.okOf(2, 0, OP + 1));

    assertThat(cluster.replica(0).commit()).as("r2 alone holds it").isEqualTo(OP);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 7})
  void theCommitNumberIsTheFthHighestAcknowledgement(int replicas) {
    for (long seed = 0; seed < 200; seed++) {
      SimRng rng = SimRng.of(seed);
      TestCluster cluster = withFullPipeline(replicas);
      Long[] highest = new Long[replicas - 1];
      Arrays.fill(highest, START);

      for (int i = 0; i < 12; i++) {
        int backup = rng.nextInt(replicas - 1);
        long op = START + rng.between(1, PIPELINE);
        cluster.receive(0, backup + 1, cluster.okOf(backup + 1, 0, op));
        highest[backup] = Math.max(highest[backup], op);

        Long[] sorted = highest.clone();
        Arrays.sort(sorted, Collections.reverseOrder());
        assertThat(cluster.replica(0).commit())
            .as("seed %d, acknowledged %s", seed, Arrays.toString(highest))
            .isEqualTo(sorted[cluster.f() - 1]);
      }
    }
  }

  // ---- §4.1 step 6: heartbeat -------------------------------------------------------------------

  @Test
  void anIdlePrimarySendsCommitOnceEachHeartbeat() {
    TestCluster cluster = TestCluster.of(3);
    long checksum = cluster.replica(0).checksumAt(START);

    cluster.advance(HEARTBEAT - 1);
    assertThat(cluster.pending(0, 1)).isEmpty();
    cluster.advance(1);
    assertThat(cluster.pending(0, 1)).containsExactly(new Message.Commit(0, 0, START, checksum));
    cluster.advance(3 * HEARTBEAT);

    assertThat(cluster.pending(0, 1)).hasSize(4);
    assertThat(cluster.pending(0, 2)).hasSize(4);
  }

  @Test
  void aBackupSendsNoHeartbeat() {
    TestCluster cluster = TestCluster.of(3);

    cluster.advance(HEARTBEAT - 1);
    Outcome outcome = cluster.tick(1);
    cluster.jump(HEARTBEAT);
    Outcome later = cluster.tick(1);

    assertThat(outcome.sends()).isEmpty();
    assertThat(later.sent(Message.Commit.class)).isEmpty();
  }

  @Test
  void aPreparePutsOffTheHeartbeat() {
    TestCluster cluster = TestCluster.of(3);
    cluster.advance(HEARTBEAT / 2);
    cluster.request(0, "x");
    cluster.deliverAll();

    cluster.advance(HEARTBEAT - 1);
    assertThat(cluster.pending(0, 1)).isEmpty();
    cluster.advance(1);

    assertThat(cluster.pending(0, 1)).hasSize(1).hasOnlyElementsOfType(Message.Commit.class);
  }

  // ---- retransmission ---------------------------------------------------------------------------

  @Test
  void anUncommittedEntryIsPreparedAgainUntilItIsCommitted() {
    TestCluster cluster = withOnePrepared(3);
    Message sent = cluster.pending(0, 1).get(0);
    cluster.dropAll();

    cluster.advance(PREPARE_RETRY - 1);
    assertThat(cluster.pending(0, 1)).as("too early").isEmpty();
    cluster.advance(1);
    assertThat(cluster.pending(0, 1)).containsExactly(sent);
    cluster.dropAll();
    cluster.advance(PREPARE_RETRY);
    assertThat(cluster.pending(0, 1)).containsExactly(sent);
    cluster.deliverAll();
    cluster.advance(10 * PREPARE_RETRY);

    assertThat(cluster.isAnswered(0)).isTrue();
    assertThat(cluster.pending(0, 1))
        .as("once committed, only heartbeats")
        .hasOnlyElementsOfType(Message.Commit.class);
  }

  @Test
  void aRetransmissionStartsAfterTheCommitNumberAndIsOfLimitedSize() {
    TestCluster cluster = withFullPipeline(3);
    cluster.receive(0, 1, cluster.okOf(1, 0, START + 2));
    cluster.dropAll();

    cluster.advance(PREPARE_RETRY);

    assertThat(cluster.pending(0, 2)).hasSize(1);
    assertThat(((Message.Prepare) cluster.pending(0, 2).get(0)).entries())
        .extracting(Entry::op)
        .isEqualTo(opsFrom(START + 3, BATCH));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 7})
  void aFullPipelineOfLostMessagesIsCommittedByRetransmission(int replicas) {
    TestCluster cluster = withFullPipeline(replicas);
    cluster.dropAll();

    for (int i = 0; i < PIPELINE; i++) {
      cluster.advance(PREPARE_RETRY);
      cluster.deliverAll();
    }

    assertThat(cluster.executed(0)).hasSize(PIPELINE);
  }

  @Test
  void aLostAcknowledgementIsSentAgainWhenTheEntryIsPreparedAgain() {
    TestCluster cluster = withOnePrepared(3);
    cluster.deliver(0, 1);
    cluster.dropAll();

    cluster.advance(PREPARE_RETRY);
    Outcome again = cluster.deliver(0, 1);
    cluster.deliver(1, 0);

    assertThat(again.rejections()).containsExactly(RejectionRule.ENTRY_DUPLICATE);
    assertThat(cluster.replica(0).commit()).isEqualTo(OP);
  }

  // ---- N6: timestamps ---------------------------------------------------------------------------

  @Test
  void timestampsRiseStrictlyWhenTheClockStandsStill() {
    TestCluster cluster = TestCluster.of(3);

    for (int i = 0; i < 50; i++) {
      cluster.request(i % TestCluster.CLIENTS, "op" + i);
      cluster.deliverAll();
    }

    assertThat(cluster.timestamps(0)).hasSize(50).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void timestampsFollowTheClockOfThePrimaryWhenItJumps() {
    TestCluster cluster = TestCluster.of(3).committed(3);
    cluster.jump(3_600_000_000_000L);
    cluster.committed(1);

    List<Long> timestamps = cluster.timestamps(0);

    assertThat(timestamps).isSorted().doesNotHaveDuplicates();
    assertThat(timestamps.get(3) - timestamps.get(2)).isGreaterThanOrEqualTo(3_600_000_000_000L);
  }

  @Test
  void allReplicasExecuteWithTheTimestampOfThePrimary() {
    TestCluster cluster = TestCluster.of(3).committed(5);

    assertThat(cluster.timestamps(1)).hasSize(5).isEqualTo(cluster.timestamps(0));
    assertThat(cluster.timestamps(2)).isEqualTo(cluster.timestamps(0));
  }

  // ---- helpers ----------------------------------------------------------------------------------

  private static TestCluster withOnePrepared(int replicas) {
    TestCluster cluster = TestCluster.of(replicas);
    cluster.request(0, "x");
    cluster.deliver(CLIENT, 0);
    return cluster;
  }

  private static TestCluster withFullPipeline(int replicas) {
    TestCluster cluster = TestCluster.of(replicas);
    for (int i = 0; i < PIPELINE; i++) {
      cluster.request(i, "pipelined" + i);
      cluster.deliver(Nodes.client(i), 0);
    }
    return cluster;
  }

  private static TestCluster withFullPipelineAndQueue(int replicas) {
    TestCluster cluster = withFullPipeline(replicas);
    for (int i = 0; i < QUEUE; i++) {
      cluster.request(PIPELINE + i, "queued" + i);
      cluster.deliver(Nodes.client(PIPELINE + i), 0);
    }
    return cluster;
  }

  private static Entry onlyEntry(Outcome outcome) {
    List<Message.Prepare> prepares = outcome.sent(Message.Prepare.class);
    assertThat(prepares).hasSize(1);
    assertThat(prepares.get(0).entries()).hasSize(1);
    return prepares.get(0).entries().get(0);
  }

  private static List<Long> opsFrom(long first, int count) {
    return IntStream.range(0, count).mapToObj(i -> first + i).toList();
  }
}
