package dev.vopr.vsr;

import static dev.vopr.vsr.TestCluster.SUSPICION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.TestCluster.Outcome;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
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

  /**
   * Seed 2000260 of the chaos scenario with a core that heals: it acknowledged in the next view.
   */
  @Test
  void prepareThatFindsThePrimaryNegligentIsNotAcknowledgedInTheNextView() {
    cluster.request(1, "y");
    cluster.deliver(Nodes.client(1), 0);
    cluster.deliver(0, 1);
    cluster.dropAll();
    ask(1, 1);
    cluster.jump(PATIENCE);
    cluster.receive(1, 2, new Message.StartViewChange(2, 0));
    long op = cluster.replica(0).op();
    Entry entry = cluster.replica(0).entryAt(op).orElseThrow();

    Outcome outcome = cluster.receive(1, 0, new Message.Prepare(0, 0, List.of(entry), op - 1));

    assertThat(cluster.replica(1).view()).as("two of three want to leave").isOne();
    assertThat(outcome.sent(Message.PrepareOk.class)).isEmpty();
    assertThat(cluster.violation()).isEmpty();
  }
}
