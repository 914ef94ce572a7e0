package dev.vopr.model;

import dev.vopr.cluster.ProcessPoint;
import dev.vopr.cluster.ProcessSettings;
import dev.vopr.cluster.SimulationSettings;
import dev.vopr.fault.FaultFamily;
import dev.vopr.net.Episodes;
import dev.vopr.net.NetworkSettings;
import dev.vopr.net.PartitionKind;
import dev.vopr.net.PartitionSettings;
import dev.vopr.vsr.Hardening;
import java.util.List;
import java.util.Map;

/**
 * What a run of the model depends on, besides its seed. Probabilities are from 0 to 1; what the
 * settings of the cluster ask at intervals is asked at each step here, so that it strikes as often.
 *
 * @param replicas number of replicas, 3, 5 or 7
 * @param clients number of clients, from 1
 * @param hardening what replicas verify
 * @param steps how many steps faults strike and clients ask
 * @param loss that a message is lost when it would be delivered
 * @param duplication that a message is delivered and stays in flight
 * @param premature that a backup whose time-out comes suspects a primary that is well
 * @param partition when the network falls apart
 * @param partitions the shapes of partitions
 * @param clog when a link holds its messages, asked for one link at a time
 * @param crash when a replica crashes, asked for one replica at a time
 * @param maxDown largest number of replicas that are down
 * @param points that a replica crashes at a named point
 */
record ModelSettings(
    int replicas,
    int clients,
    Hardening hardening,
    long steps,
    double loss,
    double duplication,
    double premature,
    Spell partition,
    List<PartitionKind> partitions,
    Spell clog,
    Spell crash,
    int maxDown,
    Map<ProcessPoint, Double> points) {

  /**
   * A step stands for so much of a scenario's time, in nanoseconds: with it a run handles about as
   * many messages as one of a cluster.
   */
  static final long STEP_NANOS = 2_000_000;

  private static final double PREMATURE = 0.02;

  /**
   * Something that lasts for a while.
   *
   * @param probability that it begins at a step
   * @param minSteps how many steps it lasts at least, from 1
   * @param maxSteps how many at most; drawn uniformly
   */
  record Spell(double probability, long minSteps, long maxSteps) {
    static final Spell NEVER = new Spell(0, 1, 1);

    static Spell of(double probability, long intervalNanos, long minNanos, long maxNanos) {
      long least = Math.max(1, minNanos / STEP_NANOS);
      return new Spell(
          perStep(probability, intervalNanos), least, Math.max(least, maxNanos / STEP_NANOS));
    }
  }

  /** Returns the model's settings for a run of the cluster. */
  static ModelSettings of(SimulationSettings settings) {
    boolean hasNetwork = !settings.omitted().contains(FaultFamily.NETWORK);
    boolean hasProcess = !settings.omitted().contains(FaultFamily.PROCESS);
    NetworkSettings network = settings.network();
    ProcessSettings process = settings.process();
    PartitionSettings partition = network.partition();
    // What dies at a checksum is lost, and a late replay is a copy that stays in flight for long.
    double loss = either(network.loss(), network.packets().bitCorruption());
    loss = either(loss, network.packets().truncation());
    double duplication = either(network.duplication(), network.packets().lateReplay());
    int replicas = settings.replica().replicas();
    boolean isRough = hasNetwork && (loss > 0 || partition.probability() > 0);
    return new ModelSettings(
        replicas,
        settings.workload().clients(),
        settings.replica().hardening(),
        Math.max(1, settings.faultNanos() / STEP_NANOS),
        hasNetwork ? loss : 0,
        hasNetwork ? duplication : 0,
        isRough ? PREMATURE : 0,
        hasNetwork
            ? Spell.of(
                partition.probability(),
                partition.intervalNanos(),
                partition.minNanos(),
                partition.maxNanos())
            : Spell.NEVER,
        partition.kinds(),
        hasNetwork ? clogs(network.links().clogs(), replicas) : Spell.NEVER,
        hasProcess
            ? Spell.of(
                process.crash() * replicas,
                process.intervalNanos(),
                process.downMinNanos(),
                process.downMaxNanos())
            : Spell.NEVER,
        hasProcess ? process.maxDown() : 0,
        process.points());
  }

  /** As uniform a law as the model needs: from half to one and a half of the median. */
  private static Spell clogs(Episodes clogs, int replicas) {
    long median = clogs.duration().drawNanos(Long.MIN_VALUE);
    return Spell.of(
        clogs.probability() * replicas * (replicas - 1),
        clogs.intervalNanos(),
        median / 2,
        median + median / 2);
  }

  private static double either(double one, double other) {
    return 1 - (1 - one) * (1 - other);
  }

  private static double perStep(double probability, long intervalNanos) {
    return Math.min(1, probability * STEP_NANOS / intervalNanos);
  }
}
