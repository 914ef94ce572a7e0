package dev.vopr.scenario;

import dev.vopr.byzantine.MessageMutationRule;
import dev.vopr.byzantine.TwinSettings;
import dev.vopr.check.Situation;
import dev.vopr.cluster.ClockFaultSettings;
import dev.vopr.cluster.ProcessPoint;
import dev.vopr.cluster.ProcessSettings;
import dev.vopr.cluster.SimulationSettings;
import dev.vopr.fault.FaultKind;
import dev.vopr.net.NetworkSettings;
import dev.vopr.storage.StorageSettings;
import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.ReloadRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Everything that a sweep may reach: each fault, named point, lie, rejection rule, milestone, row
 * of the reload table, situation, and what else is counted. Of each is said which settings let it
 * happen at all, so that a share of what can be reached means something.
 *
 * <p>What is not possible is what the settings switch off: a fault of probability 0, a rule that is
 * not in force at the level of hardening, or one that only lies, damaged packets or a standby can
 * trip, where there are none. Nothing is left out for being rare.
 */
public final class Universe {
  /** So many seeds are drawn to see what settings a sweep has, where they are drawn. */
  private static final int DRAWS = 100;

  private final List<Goal> goals = new ArrayList<>();

  /**
   * Something to be reached.
   *
   * @param counted what
   * @param isPossible tells whether settings let it happen
   */
  public record Goal(Countable counted, Predicate<SimulationSettings> isPossible) {}

  private Universe(Scenario scenario) {
    addMeasures();
    for (FaultKind kind : FaultKind.values()) {
      add(new Countable.Struck(kind), settings -> probability(kind, settings) > 0);
    }
    for (ProcessPoint point : ProcessPoint.values()) {
      add(
          new Countable.Point(point),
          settings -> settings.process().points().getOrDefault(point, 0.0) > 0);
    }
    for (MessageMutationRule rule : scenario.simulation().byzantine().rules()) {
      add(
          new Countable.Lie(rule.name()),
          settings ->
              settings.byzantine().rules().stream()
                  .anyMatch(each -> each.name().equals(rule.name()) && each.probability() > 0));
    }
    if (scenario.simulation().byzantine().twins().isOn()) {
      add(new Countable.Lie(TwinSettings.RULE), settings -> settings.byzantine().twins().isOn());
    }
    for (RejectionRule rule : RejectionRule.values()) {
      add(
          new Countable.Refused(rule),
          settings -> settings.replica().enforces(rule) && Trippers.of(rule).are(settings));
    }
    for (Milestone milestone : Milestone.values()) {
      add(new Countable.Reached(milestone), settings -> isPossible(milestone, settings));
    }
    for (ReloadRow row : ReloadRow.values()) {
      add(new Countable.Reloaded(row), settings -> isPossible(row, settings));
    }
    for (Situation situation : Situation.values()) {
      add(new Countable.Met(situation), settings -> true);
    }
  }

  /** Returns all that a sweep of the scenario may reach, possible with its settings or not. */
  public static List<Goal> of(Scenario scenario) {
    return List.copyOf(new Universe(scenario).goals);
  }

  /**
   * Returns what the settings of a sweep make possible; where each run draws its own, what those of
   * one of its first runs do.
   *
   * @param first the first seed
   */
  public static List<Countable> possible(Scenario scenario, long first) {
    List<SimulationSettings> settings = new ArrayList<>();
    int draws = scenario.swarm().isPresent() ? DRAWS : 1;
    for (int i = 0; i < draws; i++) {
      settings.add(scenario.draw(first + i).settings());
    }
    return of(scenario).stream()
        .filter(goal -> settings.stream().anyMatch(goal.isPossible()))
        .map(Goal::counted)
        .toList();
  }

  private void add(Countable counted, Predicate<SimulationSettings> isPossible) {
    goals.add(new Goal(counted, isPossible));
  }

  /** What other names count as well is left out here, and what nobody wants to reach. */
  private void addMeasures() {
    for (Measure measure : Measure.values()) {
      switch (measure) {
        case COMMITTED, ANSWERED, RETRIED, DELIVERED, LOST, HISTORIES_SEARCHED ->
            add(measure, settings -> true);
        case MUTATED_DELIVERED, MUTATED_REJECTED, MUTATED_FOLLOWED ->
            add(measure, Universe::hasLies);
        case DUPLICATED,
            REORDERED,
            PARTITIONED,
            MUTATED,
            GAPS,
            CRASHED,
            VIEWS_STARTED,
            RECOVERED,
            ENTRIES_REPAIRED,
            STATE_TRANSFERS,
            CHECKPOINTS,
            SILENCED,
            EVICTED,
            TORN,
            CORRUPTED,
            DISKS_LOST,
            ROTTEN,
            SCRUB_TOURS,
            SCRUB_REPAIRED,
            WRITE_ERRORS,
            CLOCKS_SYNCHRONISED,
            CLOCKS_LOST,
            TIMESTAMPS_DOUBTED,
            CLOCK_STEPS,
            CLOCK_FREEZES,
            CLOCK_FAILURES,
            EVIDENCE,
            HISTORIES_UNDECIDED,
            UNSOLVABLE -> {}
      }
    }
  }

  static boolean hasLies(SimulationSettings settings) {
    return hasRules(settings) || settings.byzantine().twins().isOn();
  }

  private static boolean hasRules(SimulationSettings settings) {
    boolean isTold = settings.byzantine().rules().stream().anyMatch(rule -> rule.probability() > 0);
    return isTold && !settings.byzantine().compromised().isEmpty();
  }

  private static boolean isPossible(Milestone milestone, SimulationSettings settings) {
    return switch (milestone) {
      case VIEW_STARTED,
          VIEW_JOINED,
          VIEW_LEFT,
          CLIENT_NEGLECTED,
          NEWS_ASKED_FOR,
          STATE_TRANSFERRED,
          CHECKPOINT_MADE,
          PRIMARY_SILENT ->
          true;
      case RECOVERY_BEGUN, RECOVERY_COMPLETED, ENTRY_REPAIRED -> damagesDisks(settings);
      case DISK_FAILED ->
          settings.storage().writes().writeError() > 0
              || settings.storage().writes().diskFull() > 0
              || settings.storage().reads().readError() > 0
              || settings.process().gray().readOnly().probability() > 0;
      case SESSION_EVICTED -> settings.workload().clients() > settings.replica().sessions();
      case SCRUB_TOUR -> settings.replica().timing().scrub() > 0;
      case SCRUB_REPAIRED -> settings.replica().timing().scrub() > 0 && damagesDisks(settings);
      case CLOCK_SYNCHRONISED, CLOCK_LOST, TIMESTAMP_DOUBTED ->
          settings.replica().clock().isSynchronised();
      case EVIDENCE_RECORDED ->
          settings.replica().hardening().isAtLeast(Hardening.SIGNED) && hasLies(settings);
    };
  }

  private static boolean damagesDisks(SimulationSettings settings) {
    StorageSettings.Writes writes = settings.storage().writes();
    StorageSettings.Reads reads = settings.storage().reads();
    StorageSettings.Rest rest = settings.storage().rest();
    return settings.storage().faultyDisks() > 0
        && writes.lostWrite()
                + writes.lyingSync()
                + writes.misdirectedWrite()
                + reads.readFlip()
                + reads.misdirectedRead()
                + reads.staleSector()
                + rest.bitRot()
                + rest.zeroedSector()
                + rest.corruption()
                + rest.lostDisk()
            > 0;
  }

  private static boolean isPossible(ReloadRow row, SimulationSettings settings) {
    return switch (row) {
      case NEVER_WRITTEN -> true;
      case INTACT, HEADER_NOT_WRITTEN -> isRestarting(settings);
      case ENTRY_TORN ->
          isRestarting(settings)
              && (settings.storage().writes().tornWrite() > 0 || damagesDisks(settings));
      case ENTRY_CLASHES, ENTRY_LOST, ENTRY_CORRUPT, HEADER_CORRUPT_ENTRY_OTHER, BOTH_CORRUPT ->
          isRestarting(settings) && damagesDisks(settings);
      case HEADER_CORRUPT ->
          isRestarting(settings)
              && (settings.storage().writes().tornWrite() > 0 || damagesDisks(settings));
    };
  }

  private static boolean isRestarting(SimulationSettings settings) {
    ProcessSettings process = settings.process();
    boolean isAtPoints = process.points().values().stream().anyMatch(chance -> chance > 0);
    return process.crash() > 0 || process.correlatedCrash() > 0 || process.stop() > 0 || isAtPoints;
  }

  /** Returns the largest probability with which a kind may strike, where it is asked about. */
  private static double probability(FaultKind kind, SimulationSettings settings) {
    return switch (kind.family()) {
      case NETWORK -> ofNetwork(kind, settings.network());
      case STORAGE -> ofStorage(kind, settings);
      case PROCESS -> ofProcess(kind, settings.process(), isRestarting(settings));
      case CLOCK -> ofClock(kind, settings.clock());
      case BYZANTINE -> {
        boolean isTwin = kind == FaultKind.TWIN;
        yield isTwin ? settings.byzantine().twins().share() : hasRules(settings) ? 1 : 0;
      }
      case CLIENT ->
          kind == FaultKind.CLIENT_CRASH
              ? settings.clientFaults().crash()
              : settings.clientFaults().badRequest();
    };
  }

  private static double ofNetwork(FaultKind kind, NetworkSettings network) {
    return switch (kind) {
      case LOSS -> network.loss();
      case DUPLICATION -> network.duplication();
      case REORDERING -> network.reordering();
      case LATE_REPLAY -> network.packets().lateReplay();
      case BIT_CORRUPTION -> network.packets().bitCorruption();
      case TRUNCATION -> network.packets().truncation();
      case MISDELIVERY -> network.packets().misdelivery();
      case CLOG -> network.links().clogs().probability();
      case SLOW_LINK -> network.links().slowness().probability();
      case PARTITION -> network.partition().probability();
      default -> 0;
    };
  }

  private static double ofStorage(FaultKind kind, SimulationSettings settings) {
    StorageSettings storage = settings.storage();
    double faulty = storage.faultyDisks() > 0 ? 1 : 0;
    double restarted = isRestarting(settings) ? 1 : 0;
    return switch (kind) {
      case WRITE_ERROR -> storage.writes().writeError();
      case READ_ERROR -> storage.reads().readError();
      case DISK_FULL -> storage.writes().diskFull();
      case TORN_WRITE -> restarted * storage.writes().tornWrite();
      case LOST_WRITE -> faulty * storage.writes().lostWrite();
      case LYING_SYNC -> faulty * storage.writes().lyingSync();
      case BIT_ROT -> faulty * storage.rest().bitRot();
      case READ_FLIP -> faulty * storage.reads().readFlip();
      case MISDIRECTED_WRITE -> faulty * storage.writes().misdirectedWrite();
      case MISDIRECTED_READ -> faulty * storage.reads().misdirectedRead();
      case STALE_SECTOR -> faulty * storage.reads().staleSector();
      case ZEROED_SECTOR -> faulty * storage.rest().zeroedSector();
      case CORRUPT_SLOT -> restarted * faulty * storage.rest().corruption();
      case LOST_DISK -> restarted * faulty * storage.rest().lostDisk();
      case SLOW_DISK -> storage.slow().probability();
      default -> 0;
    };
  }

  private static double ofProcess(FaultKind kind, ProcessSettings process, boolean isRestarting) {
    double restarted = isRestarting ? 1 : 0;
    double impaired = process.gray().maxImpaired() > 0 ? 1 : 0;
    return switch (kind) {
      case CRASH -> process.crash();
      case CRASH_AT_POINT ->
          process.points().values().stream().mapToDouble(chance -> chance).max().orElse(0);
      case CORRELATED_CRASH -> process.correlatedCrash();
      case CRASH_LOOP -> restarted * process.restarts().loop();
      case STOP -> process.stop();
      case REFORMAT -> restarted * process.restarts().reformat();
      case PAUSE -> process.pause().probability();
      case SLOW_REPLICA -> impaired * process.gray().slow().probability();
      case INTERMITTENT -> impaired * process.gray().intermittent().probability();
      case DEAF -> impaired * process.gray().deaf().probability();
      case MUTE -> impaired * process.gray().mute().probability();
      case READ_ONLY -> impaired * process.gray().readOnly().probability();
      default -> 0;
    };
  }

  private static double ofClock(FaultKind kind, ClockFaultSettings clock) {
    double faulty = clock.faultyClocks() > 0 ? 1 : 0;
    return switch (kind) {
      case CLOCK_OFFSET -> clock.offsetMax();
      case CLOCK_DRIFT -> clock.driftMaxPpm();
      case CLOCK_STEP -> faulty * clock.step().spell().probability();
      case CLOCK_FREEZE -> faulty * clock.freeze().probability();
      case CLOCK_FAILURE -> faulty * clock.failure().spell().probability();
      default -> 0;
    };
  }
}
