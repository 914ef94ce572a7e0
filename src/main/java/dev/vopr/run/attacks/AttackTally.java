package dev.vopr.run.attacks;

import dev.vopr.byzantine.MutationTally;
import dev.vopr.run.RunResult;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.RejectionRule;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Adds up the runs of one cell. */
final class AttackTally {
  private final Scenario scenario;
  private final Map<AttackOutcome, Long> outcomes = new EnumMap<>(AttackOutcome.class);
  private final Map<RejectionRule, Long> rejections = new EnumMap<>(RejectionRule.class);
  private Optional<AttackExample> example = Optional.empty();
  private long unexplained;

  AttackTally(Scenario scenario) {
    this.scenario = scenario;
  }

  void add(RunResult run) {
    AttackOutcome outcome = AttackOutcome.of(run);
    outcomes.merge(outcome, 1L, Long::sum);
    unexplained += isExplained(run.verdict()) ? 0 : 1;
    for (MutationTally tally : run.mutations()) {
      tally.rejection().ifPresent(rule -> rejections.merge(rule, tally.count(), Long::sum));
    }
    if (outcome == AttackOutcome.HARMFUL) {
      AttackExample found = AttackExample.of(run);
      boolean isShorter =
          example.map(best -> found.decisions() < best.decisions()).orElse(Boolean.TRUE);
      example = isShorter ? Optional.of(found) : example;
    }
  }

  private Hardening level() {
    return scenario.simulation().replica().hardening();
  }

  /** No level lets a lie crash a replica; only signed claims that lies do no harm. */
  private boolean isExplained(Verdict verdict) {
    return switch (verdict) {
      case SAFE, VACUOUS -> true;
      case STALLED, DETECTED, VIOLATION ->
          level() != Hardening.SIGNED || scenario.expected().contains(verdict);
      case CRASHED, NONDETERMINISTIC -> false;
    };
  }

  AttackCell cell() {
    return new AttackCell(
        scenario.name(),
        level(),
        scenario.simulation().replica().replicas(),
        outcomes,
        unexplained,
        rejections.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey),
        example);
  }
}
