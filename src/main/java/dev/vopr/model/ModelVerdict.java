package dev.vopr.model;

import dev.vopr.check.Checkers;
import dev.vopr.check.Violation;
import dev.vopr.scenario.Verdict;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a run of the model ended. */
final class ModelVerdict {
  private final Checkers checkers;
  private final ModelClients clients;
  private final List<ModelReplica> behind;

  ModelVerdict(Checkers checkers, ModelClients clients, List<ModelReplica> behind) {
    this.checkers = checkers;
    this.clients = clients;
    this.behind = behind;
  }

  ModelResult result(long hash, ModelCounters counters, ModelMeasures measures) {
    Optional<Violation> violation = checkers.violation();
    Verdict verdict = Verdict.SAFE;
    String reason = "";
    if (violation.isPresent()) {
      verdict = checkers.hasEvidence() ? Verdict.DETECTED : Verdict.VIOLATION;
      reason = violation.get().invariant() + ": " + violation.get().sentence();
    } else if (clients.outstanding() > 0 || !behind.isEmpty()) {
      verdict = Verdict.STALLED;
      reason =
          "requests without an answer: %d, replicas behind: %s"
              .formatted(
                  clients.outstanding(),
                  behind.isEmpty()
                      ? "none"
                      : behind.stream()
                          .map(it -> Nodes.name(it.number()) + " (" + it.describe() + ")")
                          .collect(Collectors.joining(", ")));
    }
    return new ModelResult(
        verdict,
        reason,
        hash,
        counters.steps,
        checkers.checks(),
        measures.all(checkers.committed()),
        violation);
  }
}
