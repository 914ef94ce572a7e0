package dev.vopr.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.vopr.check.Checkers;
import dev.vopr.cluster.SimulationSettings;
import dev.vopr.cluster.VsrSimulation;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Scenario;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the determinism test runs: clusters as they are, and with an actor that breaks the rules.
 */
public enum World {
  /** A cluster under all faults, with a liar; each third seed has another interleaving. */
  CLUSTER,
  /** An actor that tells its subscribers in the order of a linked map; nothing wrong with it. */
  ORDERED_BROADCAST,
  /** The same actor with a hash map: the order is that of identity hashes. */
  HASH_ORDERED_BROADCAST,
  /** An actor whose timer depends on the wall clock. */
  WALL_CLOCK;

  private static final int SUBSCRIBERS = 12;
  private static final int ROUNDS = 3;
  private static final List<Scenario> SCENARIOS =
      List.of(scenario("random"), scenario("fifo"), scenario("pct"));

  /** A key that, like most classes, has no hash code of its own. */
  private static final class Session {}

  private static Scenario scenario(String interleaving) {
    return Jobs.scenario(
        "run.interleaving = " + interleaving,
        "run.fault-time = 100 ms",
        "run.settle-time = 20 s",
        "workload.think-min = 1 ms",
        "workload.think-max = 20 ms",
        "network.loss = 0.06",
        "network.duplication = 0.06",
        "network.reordering = 0.05",
        "network.partitions.probability = 0.6",
        "network.partitions.interval = 20 ms",
        "network.partitions.min = 5 ms",
        "network.partitions.max = 40 ms",
        "vsr.heartbeat-interval = 10 ms",
        "vsr.suspicion = 20 ms",
        "vsr.view-change = 40 ms",
        "vsr.view-change-cap = 160 ms",
        "client.retry = 40 ms",
        "client.retry-cap = 160 ms",
        "process.crash = 0.2",
        "process.interval = 20 ms",
        "process.down-min = 1 ms",
        "process.down-max = 20 ms",
        "storage.max = 4 ms",
        "storage.write-error = 0.02",
        "storage.corruption = 0.02",
        "storage.lost-disk = 0.05",
        "byzantine.compromised = [2]",
        """
        byzantine.rules = [
          { name = ack-beyond, message = [prepare-ok], probability = 0.1
            mutation = { kind = op-number-mismatch, offset = 500 } }
          { name = corrupt, probability = 0.1, mutation = { kind = corrupt-checksum, bits = 3 } }
          { name = double, probability = 0.1, mutation = { kind = duplicate-message } }
          { name = late, probability = 0.1, mutation = { kind = delay, max = 50 ms } }
          { name = silent, probability = 0.1, mutation = { kind = drop } }
        ]\
        """);
  }

  /** Returns the scenario of the cluster that has the given seed. */
  public static Scenario scenarioOf(long seed) {
    return SCENARIOS.get((int) Math.floorMod(seed, (long) SCENARIOS.size()));
  }

  /** Makes the run of a seed and returns its trace hash. */
  public long hash(SimSystem sim, long seed) {
    Scenario scenario = scenarioOf(seed);
    if (this == CLUSTER) {
      return new SeedRunner(sim, scenario).run(seed).hash();
    }
    SimulationSettings settings = scenario.simulation();
    Checkers checkers = new Checkers(settings.replica().nodes(), List.of());
    VsrSimulation simulation = new VsrSimulation(sim, settings, seed, checkers, TraceSink.OFF);
    plant(sim);
    simulation.runFaults(() -> false);
    return sim.hash().value();
  }

  private void plant(SimSystem sim) {
    if (this == WALL_CLOCK) {
      sim.spawn(wallClockTimer(), "planted");
      return;
    }
    List<ActorRef<String>> subscribers = new ArrayList<>();
    for (int i = 0; i < SUBSCRIBERS; i++) {
      subscribers.add(sim.spawn(Behaviors.<String>ignore(), "subscriber" + i));
    }
    ActorRef<String> broadcaster = sim.spawn(broadcaster(subscribers), "planted");
    for (int i = 0; i < ROUNDS; i++) {
      broadcaster.tell("round " + i);
    }
  }

  private Behavior<String> broadcaster(List<ActorRef<String>> subscribers) {
    Map<Session, ActorRef<String>> sessions =
        this == HASH_ORDERED_BROADCAST ? new HashMap<>() : new LinkedHashMap<>();
    subscribers.forEach(subscriber -> sessions.put(new Session(), subscriber));
    return Behaviors.receiveMessage(
        message -> {
          sessions.values().forEach(subscriber -> subscriber.tell(message));
          return Behaviors.same();
        });
  }

  private static Behavior<String> wallClockTimer() {
    return Behaviors.withTimers(
        timers -> {
          timers.startSingleTimer("late", Duration.ofNanos(1 + System.nanoTime() % 1_000_000));
          return Behaviors.ignore();
        });
  }
}
