package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.TestCluster.Link;
import dev.vopr.vsr.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages that are lost, doubled and reordered at random, with all invariants checked after every
 * step; once that ends, everybody is answered and all replicas have executed the same.
 */
class RandomScheduleTest {
  private static final int SEEDS = 150;
  private static final int STEPS_PER_REPLICA = 150;
  private static final int CLIENTS = 4;
  private static final int SETTLING_ROUNDS = 40;

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 7})
  void aClusterOnAFaultyNetworkAgreesAndSettles(int replicas) {
    long executed = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      SimRng rng = SimRng.of(seed).fork("schedule", replicas);
      TestCluster cluster = TestCluster.of(replicas);

      double faults = rng.nextInt(4) * 0.1;
      for (int step = 0; step < STEPS_PER_REPLICA * replicas; step++) {
        ask(cluster, rng);
        move(cluster, rng, faults);
      }
      settle(cluster);

      checkOutcome(cluster, "seed " + seed + " with " + replicas + " replicas");
      executed += cluster.executed(0).size();
    }
    assertThat(executed).as("operations of all seeds").isGreaterThan(SEEDS * 10L);
  }

  private static void ask(TestCluster cluster, SimRng rng) {
    int client = rng.nextInt(CLIENTS);
    if (!rng.chance(0.3)) {
      return;
    }
    if (cluster.isAnswered(client)) {
      int number = cluster.replies(client).size();
      cluster.request(client, "c" + client + "." + number + "." + rng.nextInt(1_000_000));
    } else if (rng.chance(0.3)) {
      cluster.retry(client);
    }
  }

  private static void move(TestCluster cluster, SimRng rng, double faults) {
    List<Link> busy = cluster.busyLinks();
    if (busy.isEmpty() || rng.chance(0.1)) {
      cluster.advance(rng.nextLong(TestCluster.PREPARE_RETRY));
      return;
    }
    Link link = busy.get(rng.nextInt(busy.size()));
    int size = cluster.pending(link.from(), link.to()).size();
    int index = rng.chance(faults) ? rng.nextInt(size) : 0;
    if (rng.chance(faults)) {
      cluster.drop(link, index);
    } else if (rng.chance(faults)) {
      cluster.duplicate(link, index);
    } else {
      cluster.deliver(link, index);
    }
  }

  private static void settle(TestCluster cluster) {
    for (int round = 0; round < SETTLING_ROUNDS; round++) {
      cluster.deliverAll();
      cluster.advance(TestCluster.HEARTBEAT);
      for (int client = 0; client < CLIENTS; client++) {
        if (!cluster.isAnswered(client)) {
          cluster.retry(client);
        }
      }
    }
    cluster.deliverAll();
  }

  private static void checkOutcome(TestCluster cluster, String run) {
    for (int client = 0; client < CLIENTS; client++) {
      assertThat(cluster.isAnswered(client)).as("%s: c%d is answered", run, client).isTrue();
      assertThat(isEachResultTheOnlyOne(cluster.replies(client)))
          .as("%s: c%d has one result for each request", run, client)
          .isTrue();
    }
    List<String> first = cluster.executed(0);
    assertThat(first).as(run).doesNotHaveDuplicates();
    assertThat(cluster.timestamps(0)).as(run).isSorted().doesNotHaveDuplicates();
    for (int replica = 1; replica < cluster.size(); replica++) {
      assertThat(cluster.executed(replica)).as("%s: r%d", run, replica).isEqualTo(first);
      assertThat(cluster.replica(replica).stateDigest())
          .as("%s: r%d", run, replica)
          .isEqualTo(cluster.replica(0).stateDigest());
      assertThat(cluster.replica(replica).clientTableDigest())
          .as("%s: r%d", run, replica)
          .isEqualTo(cluster.replica(0).clientTableDigest());
    }
  }

  private static boolean isEachResultTheOnlyOne(List<Message.Reply> replies) {
    List<Message.Reply> distinct = new ArrayList<>();
    for (Message.Reply reply : replies) {
      for (Message.Reply other : distinct) {
        if (other.request() == reply.request() && !other.result().equals(reply.result())) {
          return false;
        }
      }
      distinct.add(reply);
    }
    return true;
  }
}
