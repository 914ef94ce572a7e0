package dev.vopr.cluster;

import dev.vopr.byzantine.ByzantineSettings;
import dev.vopr.fault.FaultFamily;
import dev.vopr.fault.Plan;
import dev.vopr.net.NetworkSettings;
import dev.vopr.sim.Interleaving;
import dev.vopr.storage.StorageSettings;
import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.client.ClientSettings;
import dev.vopr.vsr.sign.Signatures;
import java.util.List;
import java.util.Optional;

/**
 * All that one run of one cluster depends on, besides its seed.
 *
 * @param interleaving the order in which waiting actors take turns
 * @param pctDepth with PCT, the number of ordering constraints looked for, from 1
 * @param pctSteps with PCT, the expected number of turns, from 1
 * @param faultNanos how long faults strike and clients ask, in nanoseconds of virtual time
 * @param settleNanos how long the healed cluster may take to answer all requests and to converge; 0
 *     for a bound that follows from the time-outs
 * @param heal who heals after the faults
 * @param maxEvents a run with more events than this is ended, as stalled
 * @param replica what replicas are told
 * @param client what clients are told
 * @param workload what clients ask for
 * @param clientFaults how clients go wrong
 * @param network latency and faults of links
 * @param byzantine who lies, and how
 * @param storage how disks behave
 * @param process how replicas crash
 * @param clock how the replicas' clocks go wrong
 * @param signatures how nodes sign, at hardening level {@code signed}
 * @param omitted kinds of faults that do not strike in this run
 * @param plan the faults of the run, if they are not left to chance
 */
public record SimulationSettings(
    Interleaving interleaving,
    int pctDepth,
    long pctSteps,
    long faultNanos,
    long settleNanos,
    HealScope heal,
    long maxEvents,
    ReplicaSettings replica,
    ClientSettings client,
    WorkloadSettings workload,
    ClientFaultSettings clientFaults,
    NetworkSettings network,
    ByzantineSettings byzantine,
    StorageSettings storage,
    ProcessSettings process,
    ClockFaultSettings clock,
    Signatures signatures,
    List<FaultFamily> omitted,
    Optional<Plan> plan) {

  /** Returns how long the healed cluster may take to settle, in nanoseconds. */
  public long settleBoundNanos() {
    return settleNanos > 0 ? settleNanos : LivenessBound.nanos(replica, client);
  }

  /** Returns whether nodes sign what they send. */
  public boolean isSigned() {
    return replica.hardening().isAtLeast(Hardening.SIGNED);
  }

  /**
   * Returns these settings with another load.
   *
   * @param newWorkload what clients ask for
   * @param newFaultNanos how long faults strike and clients ask, in nanoseconds of virtual time
   * @param newMaxEvents a run with more events than this is ended, as stalled
   */
  public SimulationSettings loaded(
      WorkloadSettings newWorkload, long newFaultNanos, long newMaxEvents) {
    return new SimulationSettings(
        interleaving,
        pctDepth,
        pctSteps,
        newFaultNanos,
        settleNanos,
        heal,
        newMaxEvents,
        replica,
        client,
        newWorkload,
        clientFaults,
        network,
        byzantine,
        storage,
        process,
        clock,
        signatures,
        omitted,
        plan);
  }

  /**
   * Returns these settings with the faults of a plan, and another limit of events.
   *
   * @param newPlan the faults of the run
   * @param newMaxEvents a run with more events than this is ended, as stalled
   */
  public SimulationSettings planned(Plan newPlan, long newMaxEvents) {
    return planned(newPlan, newMaxEvents, settleNanos);
  }

  /**
   * As above, with another limit of the time to settle; what happens within the shorter limit is
   * the same.
   *
   * @param newPlan the faults of the run
   * @param newMaxEvents a run with more events than this is ended, as stalled
   * @param newSettleNanos how long the healed cluster may take, in nanoseconds; 0 for a bound that
   *     follows from the time-outs
   */
  public SimulationSettings planned(Plan newPlan, long newMaxEvents, long newSettleNanos) {
    return new SimulationSettings(
        interleaving,
        pctDepth,
        pctSteps,
        faultNanos,
        newSettleNanos,
        heal,
        newMaxEvents,
        replica,
        client,
        workload,
        clientFaults,
        network,
        byzantine,
        storage,
        process,
        clock,
        signatures,
        omitted,
        Optional.of(newPlan));
  }
}
