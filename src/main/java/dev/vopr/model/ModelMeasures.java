package dev.vopr.model;

import dev.vopr.byzantine.MessageMutationRule;
import dev.vopr.cluster.ProcessPoint;
import dev.vopr.fault.FaultKind;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Measure;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is counted in the model, under the names that it has in the cluster. */
final class ModelMeasures {
  private final ModelCounters counters;
  private final Map<ProcessPoint, Long> points;
  private final List<MessageMutationRule> rules;
  private final long[] lies;

  ModelMeasures(
      ModelCounters counters,
      Map<ProcessPoint, Long> points,
      List<MessageMutationRule> rules,
      long[] lies) {
    this.counters = counters;
    this.points = new EnumMap<>(points);
    this.rules = rules;
    this.lies = lies.clone();
  }

  /** Returns whether the model counts this at all. */
  static boolean counts(Countable counted, List<MessageMutationRule> rules) {
    if (counted instanceof Countable.Lie lie) {
      return rules.stream()
          .anyMatch(rule -> rule.name().equals(lie.rule()) && LieReasons.of(rule).isEmpty());
    }
    if (counted instanceof Countable.Point point) {
      return ModelPoint.of(point.point()).isPresent();
    }
    boolean isMeasure =
        counted instanceof Measure measure && of(new ModelCounters(), 0, measure).isPresent();
    boolean isStruck =
        counted instanceof Countable.Struck struck
            && struck(new ModelCounters(), 0, struck.kind()).isPresent();
    return isMeasure || isStruck;
  }

  Map<Countable, Long> all(long committed) {
    Map<Countable, Long> all = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      of(counters, committed, measure).ifPresent(count -> all.put(measure, count));
    }
    long atPoints = points.values().stream().mapToLong(Long::longValue).sum();
    for (FaultKind kind : FaultKind.values()) {
      struck(counters, atPoints, kind)
          .filter(count -> count > 0)
          .ifPresent(count -> all.put(new Countable.Struck(kind), count));
    }
    points.forEach((point, count) -> all.put(new Countable.Point(point), count));
    for (int i = 0; i < lies.length; i++) {
      if (lies[i] > 0) {
        all.put(new Countable.Lie(rules.get(i).name()), lies[i]);
      }
    }
    return all;
  }

  private static Optional<Long> of(ModelCounters counters, long committed, Measure measure) {
    return switch (measure) {
      case COMMITTED -> Optional.of(committed);
      case ANSWERED -> Optional.of(counters.answered);
      case RETRIED -> Optional.of(counters.retries);
      case DELIVERED -> Optional.of(counters.delivered);
      case LOST -> Optional.of(counters.lost);
      case DUPLICATED -> Optional.of(counters.duplicated);
      case REORDERED -> Optional.of(counters.overtaken);
      case PARTITIONED -> Optional.of(counters.partitions);
      case MUTATED -> Optional.of(counters.mutated);
      case MUTATED_DELIVERED -> Optional.of(counters.mutatedDelivered);
      case MUTATED_REJECTED -> Optional.of(counters.mutatedRejected);
      case GAPS -> Optional.of(counters.gaps);
      case CRASHED -> Optional.of(counters.crashes);
      case VIEWS_STARTED -> Optional.of(counters.viewsStarted);
      case EVIDENCE -> Optional.of(counters.evidence);
      case MUTATED_FOLLOWED,
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
          HISTORIES_SEARCHED,
          HISTORIES_UNDECIDED,
          UNSOLVABLE,
          CLOCKS_SYNCHRONISED,
          CLOCKS_LOST,
          TIMESTAMPS_DOUBTED,
          CLOCK_STEPS,
          CLOCK_FREEZES,
          CLOCK_FAILURES ->
          Optional.empty();
    };
  }

  private static Optional<Long> struck(ModelCounters counters, long atPoints, FaultKind kind) {
    return switch (kind) {
      case LOSS -> Optional.of(counters.lostByChance);
      case DUPLICATION -> Optional.of(counters.duplicated);
      case PARTITION -> Optional.of(counters.partitions);
      case CLOG -> Optional.of(counters.clogs);
      case CRASH -> Optional.of(counters.crashesByChance);
      case CRASH_AT_POINT -> Optional.of(atPoints);
      case MUTATION -> Optional.of(counters.mutated);
      case TWIN,
          REORDERING,
          LATE_REPLAY,
          BIT_CORRUPTION,
          TRUNCATION,
          MISDELIVERY,
          SLOW_LINK,
          WRITE_ERROR,
          READ_ERROR,
          DISK_FULL,
          TORN_WRITE,
          LOST_WRITE,
          LYING_SYNC,
          BIT_ROT,
          READ_FLIP,
          MISDIRECTED_WRITE,
          MISDIRECTED_READ,
          STALE_SECTOR,
          ZEROED_SECTOR,
          CORRUPT_SLOT,
          LOST_DISK,
          SLOW_DISK,
          CORRELATED_CRASH,
          CRASH_LOOP,
          STOP,
          REFORMAT,
          PAUSE,
          SLOW_REPLICA,
          INTERMITTENT,
          DEAF,
          MUTE,
          READ_ONLY,
          CLOCK_OFFSET,
          CLOCK_DRIFT,
          CLOCK_STEP,
          CLOCK_FREEZE,
          CLOCK_FAILURE,
          CLIENT_CRASH,
          BAD_REQUEST ->
          Optional.empty();
    };
  }
}
