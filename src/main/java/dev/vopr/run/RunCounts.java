package dev.vopr.run;

import dev.vopr.byzantine.MutationFate;
import dev.vopr.byzantine.MutationTally;
import dev.vopr.check.Checkers;
import dev.vopr.check.Situation;
import dev.vopr.cluster.ProcessPoint;
import dev.vopr.cluster.VsrSimulation;
import dev.vopr.fault.FaultKind;
import dev.vopr.net.NetworkCounters;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Measure;
import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.ReloadRow;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run of a cluster has been through until now. The search of a history counts as soon as it
 * is drawn: it comes at the end of the run.
 */
final class RunCounts implements Countable.Counts {
  private final VsrSimulation simulation;
  private final Checkers checkers;
  private final HistorySample history;

  RunCounts(VsrSimulation simulation, Checkers checkers, HistorySample history) {
    this.simulation = simulation;
    this.checkers = checkers;
    this.history = history;
  }

  /** Returns all measures, and of the rest what there is any of. */
  Map<Countable, Long> all() {
    Map<Countable, Long> all = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      all.put(measure, of(measure));
    }
    for (FaultKind kind : FaultKind.values()) {
      putIfAny(all, new Countable.Struck(kind));
    }
    for (ProcessPoint point : ProcessPoint.values()) {
      putIfAny(all, new Countable.Point(point));
    }
    for (MutationTally tally : simulation.ledger().summary()) {
      if (tally.fate().isDelivered()) {
        all.merge(new Countable.Lie(tally.rule()), tally.count(), Long::sum);
      }
    }
    for (RejectionRule rule : RejectionRule.values()) {
      putIfAny(all, new Countable.Refused(rule));
    }
    for (Milestone milestone : Milestone.values()) {
      putIfAny(all, new Countable.Reached(milestone));
    }
    for (ReloadRow row : ReloadRow.values()) {
      putIfAny(all, new Countable.Reloaded(row));
    }
    for (Situation situation : Situation.values()) {
      putIfAny(all, new Countable.Met(situation));
    }
    return all;
  }

  private void putIfAny(Map<Countable, Long> all, Countable counted) {
    long count = counted.countIn(this);
    if (count > 0) {
      all.put(counted, count);
    }
  }

  @Override
  public long of(Countable.Struck struck) {
    return simulation.faults().struck(struck.kind());
  }

  @Override
  public long of(Countable.Point point) {
    return simulation.crashesAt(point.point());
  }

  @Override
  public long of(Countable.Refused refused) {
    return simulation.counters().rejections(refused.rule());
  }

  @Override
  public long of(Countable.Reached reached) {
    return simulation.reached(reached.milestone());
  }

  @Override
  public long of(Countable.Reloaded reloaded) {
    return simulation.reloaded(reloaded.row());
  }

  @Override
  public long of(Countable.Met met) {
    return checkers.met(met.situation());
  }

  @Override
  public long of(Countable.Lie lie) {
    return simulation.ledger().delivered(lie.rule());
  }

  @Override
  public long of(Measure measure) {
    NetworkCounters network = simulation.networkCounters();
    return switch (measure) {
      case COMMITTED -> checkers.committed();
      case ANSWERED -> simulation.counters().answered();
      case RETRIED -> simulation.counters().retries();
      case DELIVERED -> simulation.counters().deliveries();
      case LOST -> network.lost();
      case DUPLICATED -> network.duplicated();
      case REORDERED -> network.reordered();
      case PARTITIONED -> network.partitionsStarted();
      case MUTATED -> simulation.ledger().mutated();
      case MUTATED_DELIVERED -> simulation.ledger().delivered();
      case MUTATED_REJECTED -> simulation.ledger().count(MutationFate.REJECTED);
      case MUTATED_FOLLOWED ->
          simulation.ledger().count(MutationFate.TOOK_EFFECT)
              + simulation.ledger().count(MutationFate.DETECTED)
              + simulation.ledger().count(MutationFate.HARMFUL);
      case GAPS -> simulation.counters().rejections(RejectionRule.ENTRY_GAP);
      case CRASHED -> simulation.counters().crashes();
      case VIEWS_STARTED -> simulation.reached(Milestone.VIEW_STARTED);
      case RECOVERED -> simulation.reached(Milestone.RECOVERY_COMPLETED);
      case ENTRIES_REPAIRED -> simulation.reached(Milestone.ENTRY_REPAIRED);
      case STATE_TRANSFERS -> simulation.reached(Milestone.STATE_TRANSFERRED);
      case CHECKPOINTS -> simulation.reached(Milestone.CHECKPOINT_MADE);
      case SILENCED -> simulation.reached(Milestone.PRIMARY_SILENT);
      case EVICTED -> simulation.reached(Milestone.SESSION_EVICTED);
      case EVIDENCE -> simulation.reached(Milestone.EVIDENCE_RECORDED);
      case TORN -> simulation.faults().struck(FaultKind.TORN_WRITE);
      case CORRUPTED -> simulation.storageCounters().corruptions();
      case DISKS_LOST -> simulation.faults().struck(FaultKind.LOST_DISK);
      case ROTTEN -> simulation.faults().struck(FaultKind.BIT_ROT);
      case SCRUB_TOURS -> simulation.reached(Milestone.SCRUB_TOUR);
      case SCRUB_REPAIRED -> simulation.reached(Milestone.SCRUB_REPAIRED);
      case WRITE_ERRORS -> simulation.faults().struck(FaultKind.WRITE_ERROR);
      case HISTORIES_SEARCHED -> history.isTaken() ? 1 : 0;
      case HISTORIES_UNDECIDED -> history.isUndecided() ? 1 : 0;
      case UNSOLVABLE -> 0;
      case CLOCKS_SYNCHRONISED -> simulation.reached(Milestone.CLOCK_SYNCHRONISED);
      case CLOCKS_LOST -> simulation.reached(Milestone.CLOCK_LOST);
      case TIMESTAMPS_DOUBTED -> simulation.reached(Milestone.TIMESTAMP_DOUBTED);
      case CLOCK_STEPS -> simulation.faults().struck(FaultKind.CLOCK_STEP);
      case CLOCK_FREEZES -> simulation.faults().struck(FaultKind.CLOCK_FREEZE);
      case CLOCK_FAILURES -> simulation.faults().struck(FaultKind.CLOCK_FAILURE);
    };
  }
}
