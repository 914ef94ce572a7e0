package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.TestCluster.Link;
import dev.vopr.vsr.TestCluster.Outcome;
import dev.vopr.vsr.codec.Frame;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replica in the middle of work that is lied to: nothing that it receives makes it throw. */
class ReplicaFuzzTest {
  private static final int RUNS = 100;
  private static final int MESSAGES_PER_RUN = 200;
  private static final int CLIENTS = 12;

  /** What the lies of all runs came to: shows that they went beyond the first check. */
  private static final class Tally {
    private final Set<RejectionRule> rules = EnumSet.noneOf(RejectionRule.class);
    private long appended;
    private long committed;
    private long unquestioned;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void forgedMessagesNeverMakeAReplicaThrow(int victim) {
    Tally tally = new Tally();

    for (long seed = 0; seed < RUNS; seed++) {
      long shown = seed;
      assertThatCode(() -> run(shown, victim, tally))
          .as("seed %d, victim r%d", seed, victim)
          .doesNotThrowAnyException();
    }

    assertThat(tally.unquestioned).as("lies that break no rule").isGreaterThan(800);
    assertThat(tally.appended).as("entries that the victim appended").isGreaterThan(1_000);
    assertThat(tally.committed).as("entries that the victim committed").isGreaterThan(500);
    assertThat(tally.rules).containsAll(victim == 0 ? rulesOfAPrimary() : rulesOfABackup());
  }

  private static Set<RejectionRule> rulesOfBoth() {
    return EnumSet.of(
        RejectionRule.FRAME_CHECKSUM,
        RejectionRule.BATCH_TOO_LARGE,
        RejectionRule.SENDER_NOT_ON_LINK,
        RejectionRule.SENDER_NOT_A_REPLICA,
        RejectionRule.SENDER_NOT_A_CLIENT,
        RejectionRule.SENDER_NOT_PRIMARY,
        RejectionRule.NOT_FOR_A_REPLICA,
        RejectionRule.OLD_VIEW,
        RejectionRule.FUTURE_VIEW,
        RejectionRule.RANGE_INVALID,
        RejectionRule.RANGE_NOT_HELD);
  }

  private static Set<RejectionRule> rulesOfAPrimary() {
    Set<RejectionRule> rules = rulesOfBoth();
    rules.addAll(
        EnumSet.of(
            RejectionRule.REQUEST_DUPLICATE,
            RejectionRule.REQUEST_QUEUE_FULL,
            RejectionRule.ACK_BEYOND_OP,
            RejectionRule.ACK_CHECKSUM,
            RejectionRule.ACK_DUPLICATE));
    return rules;
  }

  private static Set<RejectionRule> rulesOfABackup() {
    Set<RejectionRule> rules = rulesOfBoth();
    rules.addAll(
        EnumSet.of(
            RejectionRule.NOT_PRIMARY,
            RejectionRule.BATCH_EMPTY,
            RejectionRule.ENTRY_CHECKSUM,
            RejectionRule.ENTRY_OP_ORDER,
            RejectionRule.ENTRY_VIEW,
            RejectionRule.ENTRY_CLIENT,
            RejectionRule.ENTRY_TIMESTAMP,
            RejectionRule.ENTRY_PARENT,
            RejectionRule.ENTRY_CONFLICT,
            RejectionRule.ENTRY_DUPLICATE,
            RejectionRule.ENTRY_GAP,
            RejectionRule.COMMIT_BEYOND_OP,
            RejectionRule.COMMIT_CHECKSUM,
            RejectionRule.COMMIT_OLD,
            RejectionRule.ENTRIES_NOT_ASKED_FOR));
    return rules;
  }

  private static void run(long seed, int victim, Tally tally) {
    SimRng rng = SimRng.of(seed);
    // Whoever can forge any sender can break agreement: here only the victim's health counts.
    TestCluster cluster = TestCluster.expectingViolation(3).committed(3);
    ForgedMessages forged = new ForgedMessages(rng.fork("lies"), cluster, victim);
    for (int i = 0; i < MESSAGES_PER_RUN; i++) {
      long op = cluster.replica(victim).op();
      long commit = cluster.replica(victim).commit();
      work(cluster, rng);
      Outcome outcome = attack(cluster, victim, forged, rng);
      checkHealth(cluster, victim, outcome);
      tally.rules.addAll(outcome.rejections());
      tally.unquestioned += outcome.rejections().isEmpty() ? 1 : 0;
      tally.appended += cluster.replica(victim).op() - op;
      tally.committed += cluster.replica(victim).commit() - commit;
    }
    checkQueue(cluster);
  }

  /** Honest traffic around the attack, with losses. */
  private static void work(TestCluster cluster, SimRng rng) {
    int client = rng.nextInt(CLIENTS);
    if (cluster.isAnswered(client) && rng.chance(0.3)) {
      cluster.request(client, "honest");
    }
    List<Link> busy = cluster.busyLinks();
    if (!busy.isEmpty()) {
      cluster.deliver(busy.get(rng.nextInt(busy.size())), 0);
    }
    if (rng.chance(0.05)) {
      cluster.dropAll();
      cluster.advance(rng.nextLong(TestCluster.HEARTBEAT));
    }
  }

  private static Outcome attack(
      TestCluster cluster, int victim, ForgedMessages forged, SimRng rng) {
    ForgedMessages.Lie lie = forged.next();
    if (rng.chance(0.95)) {
      return cluster.receive(victim, lie.link(), lie.message());
    }
    byte[] bytes = TestCluster.codec().encode(lie.message()).toArray();
    bytes[rng.nextInt(bytes.length)] ^= (byte) (1 + rng.nextInt(255));
    return cluster.receiveFrame(new Link(lie.link(), victim), Frame.copyOf(bytes));
  }

  private static void checkHealth(TestCluster cluster, int victim, Outcome outcome) {
    ReplicaView view = cluster.replica(victim);
    assertThat(view.commit()).isBetween(view.executed(), view.op());
    if (view.isPrimary()) {
      assertThat(view.op() - view.commit()).isLessThanOrEqualTo(TestCluster.PIPELINE);
    }
    assertThat(outcome.rejections()).hasSizeLessThanOrEqualTo(2);
    assertThat(outcome.sends())
        .as("one lie cannot make a replica flood others")
        .hasSizeLessThanOrEqualTo(4 * TestCluster.PIPELINE);
  }

  /** What the primary keeps for later is limited: it all comes out when the pipeline drains. */
  private static void checkQueue(TestCluster cluster) {
    long op = cluster.replica(0).op();
    cluster.dropAll();
    for (long last = op - 1; last < cluster.replica(0).op(); ) {
      last = cluster.replica(0).op();
      cluster.receive(0, 1, cluster.okOf(1, 0, last));
    }
    assertThat(cluster.replica(0).op() - op)
        .as("requests that waited at the primary")
        .isLessThanOrEqualTo(TestCluster.QUEUE);
  }
}
