package dev.vopr.vsr;

import static dev.vopr.vsr.TestCluster.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.TestCluster.Outcome;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.state.ClientTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions (rules C1 and C2), and the checkpoints that carry them (rule S3). */
class SessionTest {
  private static final int CLIENT = TestCluster.client(0);
  private static final Bytes TOKEN = Bytes.of("token");

  @Test
  void aRegistrationIsAnOperationWhoseOpNumberIsTheSession() {
    TestCluster cluster = TestCluster.empty(3);
    cluster.putRegistration(0, "token");

    cluster.deliverAll();

    assertThat(cluster.replica(0).op()).isEqualTo(1);
    assertThat(cluster.session(0)).isEqualTo(1);
    assertThat(cluster.executed(0)).as("the state machine does not see it").isEmpty();
  }

  @Test
  void aRegistrationThatIsRepeatedIsAnsweredWithTheSameSession() {
    TestCluster cluster = TestCluster.empty(3);
    Message.Request registration = cluster.putRegistration(0, "token");
    cluster.deliverAll();

    Outcome outcome = cluster.receive(0, CLIENT, registration);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.REQUEST_DUPLICATE);
    assertThat(outcome.sends())
        .containsExactly(new Output.Send(CLIENT, new Message.Reply(0, 0, 1, 0, TOKEN)));
    assertThat(cluster.replica(0).op()).isEqualTo(1);
  }

  @Test
  void aClientThatIsStartedAgainGetsAnotherSessionAndTheOldOneEnds() {
    TestCluster cluster = TestCluster.empty(3).register(0);
    Message.Request ofOldSelf = cluster.request(0, "x");
    cluster.deliverAll();
    cluster.register(0);

    Outcome outcome = cluster.receive(0, CLIENT, ofOldSelf);

    assertThat(cluster.session(0)).isEqualTo(3);
    assertThat(outcome.rejections()).containsExactly(RejectionRule.SESSION_UNKNOWN);
    assertThat(outcome.sends())
        .containsExactly(new Output.Send(CLIENT, new Message.Evicted(0, 0, 1)));
  }

  @Test
  void aRequestWithoutASessionIsNotExecuted() {
    TestCluster cluster = TestCluster.empty(3);

    Outcome outcome = cluster.receive(0, CLIENT, new Message.Request(CLIENT, 1, 1, Bytes.of("x")));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.SESSION_UNKNOWN);
    assertThat(outcome.sent(Message.Evicted.class)).containsExactly(new Message.Evicted(0, 0, 1));
    assertThat(cluster.replica(0).op()).isZero();
  }

  @Test
  void aFullTableEvictsTheIdlestSessionOnAllReplicasAlike() {
    TestCluster cluster = TestCluster.of(3);
    for (int client = 1; client < TestCluster.CLIENTS; client++) {
      cluster.request(client, "busy");
      cluster.deliverAll();
    }
    for (int client = TestCluster.CLIENTS; client <= TestCluster.SESSIONS; client++) {
      cluster.register(client);
    }
    cluster.request(0, "too late");
    cluster.request(1, "still there");
    cluster.deliverAll();
    cluster.advance(TestCluster.HEARTBEAT);
    cluster.deliverAll();

    assertThat(cluster.evictions(0)).containsExactly(new Message.Evicted(0, 0, 1));
    assertThat(cluster.isAnswered(1)).isTrue();
    for (int replica = 0; replica < 3; replica++) {
      assertThat(cluster.replica(replica).reached(Milestone.SESSION_EVICTED)).isEqualTo(1);
      assertThat(cluster.executed(replica)).doesNotContain("too late");
      assertThat(cluster.replica(replica).clientTableDigest())
          .isEqualTo(cluster.replica(0).clientTableDigest());
    }
  }

  @Test
  void aResultThatNoMessageCarriesIsReplacedByAnEmptyOne() {
    TestCluster cluster = TestCluster.of(3);

    cluster.request(0, RecordingMachine.HUGE);
    cluster.deliverAll();

    assertThat(cluster.replies(0)).extracting(Message.Reply::result).containsExactly(Bytes.EMPTY);
  }

  // ---- checkpoints ------------------------------------------------------------------------------

  @Test
  void aCheckpointIsMadeAndTheLogBelowItIsFreed() {
    TestCluster cluster = committed(TestCluster.of(TestCluster.compact(3)), 60);

    settle(cluster);

    for (int replica = 0; replica < 3; replica++) {
      assertThat(cluster.replica(replica).checkpoint()).isEqualTo(80);
      assertThat(cluster.replica(replica).logBase()).isEqualTo(80);
      assertThat(cluster.executed(replica)).hasSize(60);
    }
  }

  @Test
  void aReplicaStartsFromItsCheckpoint() {
    TestCluster cluster = committed(TestCluster.of(TestCluster.compact(3)), 60);
    settle(cluster);
    cluster.crash(2);

    cluster.restart(2);

    assertThat(cluster.executed(2)).isEqualTo(cluster.executed(0));
    assertThat(cluster.replica(2).clientTableDigest())
        .isEqualTo(cluster.replica(0).clientTableDigest());
  }

  @Test
  void aReplicaThatMissedTheLogTakesOverACheckpointWithItsSessions() {
    TestCluster cluster = TestCluster.of(TestCluster.compact(3)).committed(1);
    cluster.crash(2);
    committed(cluster, 60);
    settle(cluster);
    cluster.dropAll();

    cluster.restart(2);
    settle(cluster);

    assertThat(cluster.replica(2).reached(Milestone.STATE_TRANSFERRED)).isEqualTo(1);
    assertThat(cluster.executed(2)).isEqualTo(cluster.executed(0));
    assertThat(cluster.timestamps(2)).isEqualTo(cluster.timestamps(0));
    assertThat(cluster.replica(2).clientTableDigest())
        .isEqualTo(cluster.replica(0).clientTableDigest());
  }

  @Test
  void aCheckpointThatCannotBeReadChangesNothingAndIsAskedOfAnother() {
    TestCluster cluster = TestCluster.of(3).committed(3);
    List<Long> before = digests(cluster);
    Message gone = new Message.Entries(0, 0, List.of(), 0, 500);
    cluster.receive(2, 0, new Message.Commit(0, 0, 600, 1));
    cluster.receive(2, 0, gone);
    Bytes unreadable =
        new Checkpoint(new Header(0, 500, 1, 2), 5, Bytes.of("x"), Bytes.of("y")).encode();

    Outcome outcome =
        cluster.receive(
            2,
            0,
            new Message.NewState(
                0,
                500,
                Checkpoint.digestOf(unreadable),
                unreadable.length(),
                0,
                unreadable,
                cluster.lastNonce(2)));
    cluster.dropAll();
    cluster.advance(TestCluster.REPAIR_RETRY);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.STATE_PART);
    assertThat(digests(cluster)).isEqualTo(before);
    assertThat(cluster.pending(2, 1)).hasOnlyElementsOfType(Message.GetState.class).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE - 1, 1L << 62})
  void aCheckpointThatNoClusterReachesIsNotTakenOver(long op) {
    TestCluster cluster = TestCluster.of(3).committed(3);
    List<Long> before = digests(cluster);
    cluster.receive(2, 0, new Message.Commit(0, 0, 600, 1));

    Outcome outcome = newState(cluster, new Header(0, op, 1, 2));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.STATE_PART);
    assertThat(digests(cluster)).isEqualTo(before);
  }

  @Test
  void aCheckpointThatContradictsWhatIsCommittedIsNotTakenOver() {
    TestCluster cluster = TestCluster.of(3).committed(5);
    cluster.crash(2);
    cluster.disk(2).corrupt(Zone.ENTRIES, (int) START + 3);
    cluster.restart(2);
    cluster.dropAll();
    long checksum = cluster.replica(0).checksumAt(START + 5);
    cluster.receive(2, 0, new Message.Commit(0, 0, START + 5, checksum));
    assertThat(cluster.replica(2).executed()).as("up to the corrupt one").isEqualTo(START + 2);
    List<Long> before = digests(cluster);

    Outcome outcome = newState(cluster, new Header(0, START + 4, 1, 2));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.STATE_PART);
    assertThat(digests(cluster)).isEqualTo(before);
  }

  /** A view change drops what the replica was about to take over for the view before. */
  @Test
  void aStateTransferEndsWithTheViewInWhichItBegan() {
    TestCluster cluster = TestCluster.of(3).committed(3);
    List<Long> before = digests(cluster);
    cluster.receive(2, 0, new Message.Commit(0, 0, 600, 1));
    long nonce = askForCheckpoint(cluster, 500);

    cluster.receive(2, 1, new Message.StartViewChange(1, 1));
    Outcome outcome = newState(cluster, new Header(0, 500, 1, 2), nonce);

    assertThat(outcome.rejections()).containsExactly(RejectionRule.ANSWER_NOT_ASKED_FOR);
    assertThat(digests(cluster)).isEqualTo(before);
  }

  /**
   * Replica 2 is told that what it misses is in a checkpoint, and gets one with this last entry.
   */
  private static Outcome newState(TestCluster cluster, Header last) {
    return newState(cluster, last, askForCheckpoint(cluster, last.op()));
  }

  private static long askForCheckpoint(TestCluster cluster, long op) {
    Message gone = new Message.Entries(0, 0, List.of(), 0, op);
    assertThat(cluster.receive(2, 0, gone).sent(Message.GetState.class)).hasSize(1);
    return cluster.lastNonce(2);
  }

  private static Outcome newState(TestCluster cluster, Header last, long nonce) {
    Bytes none = Bytes.copyOf(new byte[Integer.BYTES]);
    Bytes encoded = new Checkpoint(last, 5, none, new ClientTable(1).snapshot()).encode();
    long digest = Checkpoint.digestOf(encoded);
    return cluster.receive(
        2, 0, new Message.NewState(0, last.op(), digest, encoded.length(), 0, encoded, nonce));
  }

  private static List<Long> digests(TestCluster cluster) {
    ReplicaView replica = cluster.replica(2);
    return new ArrayList<>(
        List.of(
            replica.op(),
            replica.commit(),
            replica.executed(),
            replica.stateDigest(),
            replica.clientTableDigest()));
  }

  /** Commits one operation after another, in time: replicas tell each other of checkpoints. */
  private static TestCluster committed(TestCluster cluster, int operations) {
    for (int i = 0; i < operations; i++) {
      cluster.committed(1);
    }
    return cluster;
  }

  private static void settle(TestCluster cluster) {
    for (int i = 0; i < 30; i++) {
      cluster.advance(TestCluster.VOTE_RETRY);
      cluster.deliverAll();
    }
  }
}
