package dev.vopr.vsr;

import static dev.vopr.vsr.TestCluster.SUSPICION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.TestCluster.Outcome;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.proof.Notary;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backups that look after clients whom the primary does not serve. */
class NeglectTest {
  private static final int CLIENT = Nodes.client(0);
  private static final long SESSION = 1;

  /** Twenty times the suspicion, as in {@link TestCluster#timing}. */
  private static final long PATIENCE = 20 * SUSPICION;

  private final TestCluster cluster = TestCluster.audited(TestCluster.lively(3));

  private Outcome ask(int replica, long request) {
    return cluster.receive(
        replica, CLIENT, new Message.Request(CLIENT, SESSION, request, Bytes.of("x")));
  }

  /** A sign of life of the primary, which says nothing new. */
  private Outcome heartbeat(int replica) {
    long commit = cluster.replica(0).commit();
    long checksum = cluster.replica(0).checksumAt(commit);
    return cluster.receive(replica, 0, new Message.Commit(0, 0, commit, checksum));
  }

  private void prepare(int client, String operation) {
    cluster.request(client, operation);
    cluster.deliver(Nodes.client(client), 0);
    cluster.deliver(0, 2);
  }

  @Test
  void primaryThatNeglectsAClientIsSuspectedWhenPatienceEnds() {
    ask(1, 1);
    cluster.jump(PATIENCE - 1);
    Outcome early = heartbeat(1);
    cluster.jump(1);

    Outcome late = heartbeat(1);

    assertThat(early.sent(Message.StartViewChange.class)).isEmpty();
    assertThat(late.sent(Message.StartViewChange.class)).isNotEmpty();
    assertThat(cluster.replica(1).reached(Milestone.CLIENT_NEGLECTED)).isOne();
  }

  @Test
  void requestsThatNobodyWaitsForDoNotCount() {
    cluster.request(0, "x");
    cluster.deliverAll();
    cluster.advance(TestCluster.HEARTBEAT);
    cluster.deliverAll();

    ask(1, 1);
    cluster.receive(1, CLIENT, new Message.Request(CLIENT, SESSION + 50, 2, Bytes.of("x")));
    cluster.jump(2 * PATIENCE);

    assertThat(heartbeat(1).sent(Message.StartViewChange.class))
        .as("one is executed, the other of a session that there is not")
        .isEmpty();
  }

  /** What it waits for is known by its client, of whom there may be no more than sessions. */
  @Test
  void clientThatGoesOnToItsNextRequestWaitsForThatOneAlsoWhenAllClientsWait() {
    ReplicaSettings settings = TestCluster.lively(3);
    ReplicaState state = new ReplicaState(settings, 1, new RecordingMachine(), Notary.NONE);
    Neglect neglect = askedByAll(state);

    state.clientTable.record(CLIENT, 100, 1, Bytes.of("done"));
    neglect.onAsked(requestOf(0, 2));
    executeFirstRequests(state, 1);
    state.now = PATIENCE;

    assertThat(neglect.isOverdue()).isTrue();
    state.clientTable.record(CLIENT, 200, 2, Bytes.of("done"));
    assertThat(neglect.isOverdue()).isFalse();
  }

  /** However many there are that ask: what waits is bounded. */
  @Test
  void noMoreClientsWaitThanThereMayBeSessions() {
    ReplicaSettings settings = TestCluster.lively(3);
    ReplicaState state = new ReplicaState(settings, 1, new RecordingMachine(), Notary.NONE);
    Neglect neglect = askedByAll(state);

    neglect.onAsked(
        new Message.Request(Nodes.client(settings.sessions()), 0, 0, Bytes.of("one more")));
    executeFirstRequests(state, 0);
    state.now = PATIENCE;

    assertThat(neglect.isOverdue()).isFalse();
  }

  /** As many clients as there may be sessions have one, and wait for their first request. */
  private static Neglect askedByAll(ReplicaState state) {
    Neglect neglect = new Neglect(state);
    state.status = Status.NORMAL;
    for (int client = 0; client < state.settings.sessions(); client++) {
      state.clientTable.register(Nodes.client(client), client + 1, Bytes.of("token"));
      neglect.onAsked(requestOf(client, 1));
    }
    return neglect;
  }

  private static void executeFirstRequests(ReplicaState state, int firstClient) {
    for (int client = firstClient; client < state.settings.sessions(); client++) {
      state.clientTable.record(Nodes.client(client), 100 + client, 1, Bytes.of("done"));
    }
  }

  private static Message.Request requestOf(int client, long request) {
    return new Message.Request(Nodes.client(client), client + 1, request, Bytes.of("x"));
  }

  /** A late copy: the client has registered anew since. */
  @Test
  void registrationOfAnEarlierLifeIsNotNeglected() {
    ReplicaState state =
        new ReplicaState(TestCluster.lively(3), 1, new RecordingMachine(), Notary.NONE);
    Neglect neglect = new Neglect(state);
    state.status = Status.NORMAL;
    state.clientTable.register(CLIENT, 1, Bytes.of("earlier"));
    state.clientTable.register(CLIENT, 2, Bytes.of("later"));

    neglect.onAsked(new Message.Request(CLIENT, 0, 0, Bytes.of("earlier")));
    neglect.onAsked(new Message.Request(CLIENT, 0, 0, Bytes.of("later")));
    state.now = PATIENCE;
    assertThat(neglect.isOverdue()).isFalse();

    neglect.onAsked(new Message.Request(CLIENT, 0, 0, Bytes.of("new")));
    state.now = 2 * PATIENCE;
    assertThat(neglect.isOverdue()).isTrue();
  }

  /**
   * Seed 2000260 of the chaos scenario with a core that heals: it acknowledged in the next view.
   */
  @Test
  void prepareThatFindsThePrimaryNegligentIsNotAcknowledgedInTheNextView() {
    prepare(1, "y");
    cluster.holdDisk(2);
    prepare(2, "z");
    cluster.dropAll();
    ask(2, 1);
    cluster.jump(PATIENCE - 1);
    heartbeat(2);
    cluster.jump(1);
    cluster.receive(2, 1, new Message.StartViewChange(1, 0));
    long op = cluster.replica(2).durableOp();
    Entry entry = cluster.replica(0).entryAt(op).orElseThrow();

    Outcome outcome = cluster.receive(2, 0, new Message.Prepare(0, 0, List.of(entry), op - 1));

    assertThat(cluster.replica(2).view()).as("two of three want to leave").isOne();
    assertThat(outcome.sent(Message.PrepareOk.class)).isEmpty();
    assertThat(cluster.violation()).isEmpty();
  }
}
