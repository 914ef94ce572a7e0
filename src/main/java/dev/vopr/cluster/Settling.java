package dev.vopr.cluster;

import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimSystem;
import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The end of a run: the cluster heals, wholly or in its core, has to settle, and then to stay calm.
 */
final class Settling {
  private static final long NANOS_OF_MILLI = 1_000_000;

  /** A suspicion comes after one to two of its time-outs. */
  private static final long CALM_SUSPICIONS = 4;

  /** So often in a row the calm is broken before view changes count as endless. */
  private static final int RESTLESS_TIMES = 4;

  private final SimSystem sim;
  private final SimulationSettings settings;
  private final SimRng cores;
  private final Healing healing;
  private final List<ReplicaProcess> replicas;
  private final List<ClientProcess> clients;
  private final ClientGate gate;
  private final BooleanSupplier isOverLimit;

  /** Whose progress counts: the correct replicas, and after healing those of the core. */
  private final boolean[] counts;

  private long healedAtNanos;
  private long settledAtNanos;
  private Optional<String> restlessness = Optional.empty();

  /**
   * Knows the cluster from its start on, and lets it be.
   *
   * @param cores the core is drawn from it, if only one is healed
   * @param isOverLimit whether the run has had as many events as it may have
   */
  Settling(
      SimSystem sim,
      SimulationSettings settings,
      SimRng cores,
      Healing healing,
      List<ReplicaProcess> replicas,
      List<ClientProcess> clients,
      ClientGate gate,
      BooleanSupplier isOverLimit) {
    this.sim = sim;
    this.settings = settings;
    this.cores = cores;
    this.healing = healing;
    this.replicas = replicas;
    this.clients = clients;
    this.gate = gate;
    this.isOverLimit = isOverLimit;
    counts = new boolean[replicas.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = !settings.byzantine().compromised().contains(i);
    }
  }

  /**
   * Ends the faults, asks each client for one last request, and goes on until the cluster has
   * settled, at most for the time that the settings give, or until {@code stop}.
   */
  void run(BooleanSupplier stop) {
    healedAtNanos = sim.nowNanos();
    long views = latestView();
    switch (settings.heal()) {
      case ALL -> healing.all();
      case CORE -> {
        List<Integer> core = drawCore();
        for (int i = 0; i < counts.length; i++) {
          counts[i] = core.contains(i);
        }
        healing.core(core);
      }
    }
    List<ClientProcess> probing = clients.stream().filter(ClientProcess::hasNext).toList();
    gate.close(probing.stream().map(ClientProcess::node).toList());
    probing.forEach(ClientProcess::probe);
    runUntilSettled(stop);
    settledAtNanos = sim.nowNanos();
    // Views that change for ever do so after healing too: other runs need not be watched.
    if (isSettled() && latestView() > views && canKeepCalm()) {
      keepCalm(stop);
    }
  }

  private boolean isCutOff(BooleanSupplier stop) {
    return stop.getAsBoolean() || isOverLimit.getAsBoolean();
  }

  private void runUntilSettled(BooleanSupplier stop) {
    sim.runUntil(
        Math.max(sim.nowNanos(), healedAtNanos + settings.settleBoundNanos()),
        () -> isCutOff(stop) || isSettled());
  }

  /**
   * Returns whether calm can be demanded: whether the core hears a primary of its own in time, or
   * has nobody outside. A replica outside that hears no primary votes against each view (rule V1),
   * and takes its turn as a primary that the core has to leave again. One more vote is enough then.
   * So where a heartbeat that nothing holds up may take longer than a suspicion, views change for
   * ever, and with these time-outs they have to.
   */
  private boolean canKeepCalm() {
    ReplicaSettings.Timing timing = settings.replica().timing();
    boolean isHeardInTime =
        timing.heartbeat() + settings.network().longestLatencyNanos() <= timing.suspicion();
    boolean isCoreAll = true;
    for (int member = 0; member < settings.replica().replicas(); member++) {
      isCoreAll &= counts[member];
    }
    return isHeardInTime || isCoreAll || settings.heal() == HealScope.ALL;
  }

  /**
   * Lets time pass, in which nobody asks and nothing fails, until the view stays the same for a few
   * suspicions, and for as long as votes from before count. One more view change may be under way,
   * or a liar that has been caught be replaced; but not again and again. Whom such a change leaves
   * behind has what is left of the time to settle.
   */
  private void keepCalm(BooleanSupplier stop) {
    ReplicaSettings.Timing timing = settings.replica().timing();
    long calm = CALM_SUSPICIONS * timing.suspicion() + timing.voteLife();
    long settledView = latestView();
    for (int time = 0; time < RESTLESS_TIMES; time++) {
      long view = latestView();
      sim.runUntil(sim.nowNanos() + calm, () -> isCutOff(stop) || latestView() > view);
      if (!isCutOff(stop) && !isSettled()) {
        runUntilSettled(stop);
      }
      if (latestView() == view || stop.getAsBoolean()) {
        return;
      }
    }
    restlessness =
        Optional.of(
            "view changes go on: all was settled in view %d, and %d ms later view %d is there"
                .formatted(
                    settledView, (sim.nowNanos() - settledAtNanos) / NANOS_OF_MILLI, latestView()));
  }

  /** Draws a quorum of correct members, and perhaps more of them. */
  private List<Integer> drawCore() {
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < settings.replica().replicas(); i++) {
      if (counts[i]) {
        left.add(i);
      }
    }
    int quorum = settings.replica().quorum();
    int size = quorum + cores.nextInt(left.size() - quorum + 1);
    while (left.size() > size) {
      left.remove(cores.nextInt(left.size()));
    }
    return left;
  }

  /** Returns how long the healed cluster took to settle, in nanoseconds of virtual time. */
  long healedForNanos() {
    return settledAtNanos - healedAtNanos;
  }

  /** Returns what goes on in a cluster that has settled and should be at rest, if that is so. */
  Optional<String> restlessness() {
    return restlessness;
  }

  /** Returns why nothing that the healed replicas do could let them go on, if that is so. */
  Optional<String> whyUnsolvable() {
    List<ReplicaView> core =
        replicas.stream().map(ReplicaProcess::view).filter(view -> counts[view.number()]).toList();
    return settings.heal() == HealScope.ALL
        ? Optional.empty()
        : Solvability.whyNot(core, settings.replica());
  }

  /** Returns whether all requests are answered and all correct replicas executed the same. */
  boolean isSettled() {
    return gate.outstanding() == 0 && restlessness.isEmpty() && laggards().isEmpty();
  }

  /**
   * Returns whose progress counts, but who executed less than another one, or is in another view.
   */
  List<Integer> laggards() {
    long furthest = furthest();
    long latest = latestView();
    List<Integer> behind = List.of();
    for (ReplicaProcess process : replicas) {
      ReplicaView view = process.view();
      boolean isBehind =
          view.executed() < furthest
              || view.view() < latest
              || view.status() != Status.NORMAL
              || !process.isUp();
      if (counts[view.number()] && isBehind) {
        behind = behind.isEmpty() ? new ArrayList<>() : behind;
        behind.add(view.number());
      }
    }
    return behind;
  }

  private long latestView() {
    long latest = 0;
    for (ReplicaProcess process : replicas) {
      boolean isCounted = counts[process.view().number()];
      latest = isCounted ? Math.max(latest, process.view().view()) : latest;
    }
    return latest;
  }

  /** Returns the highest op-number that a replica whose progress counts has executed. */
  private long furthest() {
    long furthest = 0;
    for (ReplicaProcess process : replicas) {
      boolean isCounted = counts[process.view().number()];
      furthest = isCounted ? Math.max(furthest, process.view().executed()) : furthest;
    }
    return furthest;
  }
}
