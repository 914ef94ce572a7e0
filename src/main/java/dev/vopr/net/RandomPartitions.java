package dev.vopr.net;

import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimScheduler;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Starts and ends partitions by chance.
 *
 * <p>All draws are keyed by the number of the interval, from 1, at whose end a partition may start:
 * how long an earlier one lasted does not change what a later one looks like.
 */
final class RandomPartitions {
  private static final int STRIKE = 0;
  private static final int KIND = 1;
  private static final int LENGTH = 2;
  private static final int MEMBERS = 3;

  /** Intervals without a partition that are skipped by one timer. */
  private static final int LOOK_AHEAD = 1_000;

  private final SimScheduler scheduler;
  private final SimRng rng;
  private final PartitionSettings settings;
  private final Partitions partitions;
  private final List<Integer> replicas = new ArrayList<>();
  private final List<Integer> clients = new ArrayList<>();
  private final List<PartitionKind> kinds;
  private final long startNanos;
  private long interval;
  private boolean isStopped;

  RandomPartitions(
      World world,
      SimRng rng,
      PartitionSettings settings,
      int replicaCount,
      int clientCount,
      Partitions partitions) {
    this.scheduler = world.sim().scheduler();
    this.rng = rng;
    this.settings = settings;
    this.partitions = partitions;
    this.startNanos = world.sim().nowNanos();
    for (int replica = 0; replica < replicaCount; replica++) {
      replicas.add(replica);
    }
    for (int client = 0; client < clientCount; client++) {
      clients.add(Nodes.client(client));
    }
    this.kinds = settings.kinds().stream().filter(this::isPossible).toList();
  }

  private boolean isPossible(PartitionKind kind) {
    return switch (kind) {
      case SYMMETRIC, ONE_WAY -> replicas.size() >= 2;
      case ISOLATE_ONE -> replicas.size() + clients.size() >= 2;
      case ISOLATE_CLIENT -> !clients.isEmpty();
    };
  }

  void start() {
    if (settings.probability() > 0 && !kinds.isEmpty()) {
      awaitNext();
    }
  }

  void stop() {
    isStopped = true;
  }

  /** Sets one timer for the next interval that strikes, rather than one for each interval. */
  private void awaitNext() {
    boolean strikes = false;
    for (int i = 0; i < LOOK_AHEAD && !strikes; i++) {
      interval++;
      strikes = SimRng.toUnit(rng.keyed(interval, STRIKE)) < settings.probability();
    }
    long dueNanos = startNanos + interval * settings.intervalNanos();
    scheduler.scheduleOnce(
        dueNanos - scheduler.nowNanos(), strikes ? this::begin : this::onNothingFound);
  }

  private void onNothingFound() {
    if (!isStopped) {
      awaitNext();
    }
  }

  private void begin() {
    if (isStopped) {
      return;
    }
    PartitionKind kind = kinds.get((int) SimRng.scale(rng.keyed(interval, KIND), kinds.size()));
    String name = "random-" + interval + "-" + kind.name().toLowerCase(Locale.ROOT);
    partitions.start(name, links(kind, rng.keyed(interval, MEMBERS)));
    long spread = settings.maxNanos() - settings.minNanos() + 1;
    long lengthNanos = settings.minNanos() + SimRng.scale(rng.keyed(interval, LENGTH), spread);
    scheduler.scheduleOnce(lengthNanos, () -> end(name));
  }

  private void end(String name) {
    if (isStopped) {
      return;
    }
    partitions.end(name);
    interval = (scheduler.nowNanos() - startNanos) / settings.intervalNanos();
    awaitNext();
  }

  private List<DirectedLink> links(PartitionKind kind, long bits) {
    return switch (kind) {
      case SYMMETRIC -> split(bits, true);
      case ONE_WAY -> split(bits, false);
      case ISOLATE_ONE -> {
        int alone = replicas.get((int) SimRng.scale(bits, replicas.size()));
        List<Integer> others = new ArrayList<>(replicas);
        others.remove(Integer.valueOf(alone));
        others.addAll(clients);
        yield DirectedLink.bothWays(List.of(alone), others);
      }
      case ISOLATE_CLIENT -> {
        int alone = clients.get((int) SimRng.scale(bits, clients.size()));
        yield DirectedLink.bothWays(List.of(alone), replicas);
      }
    };
  }

  /** Each way to make two groups, neither of them empty, has the same chance. */
  private List<DirectedLink> split(long bits, boolean isBothWays) {
    long members = 1 + SimRng.scale(bits, (1L << replicas.size()) - 2);
    List<Integer> first = new ArrayList<>();
    List<Integer> second = new ArrayList<>();
    for (int replica : replicas) {
      ((members >>> replica & 1) == 0 ? first : second).add(replica);
    }
    return isBothWays ? DirectedLink.bothWays(first, second) : DirectedLink.oneWay(first, second);
  }
}
