package dev.vopr.run;

import dev.vopr.check.CheckedCluster;
import dev.vopr.check.Checkers;
import dev.vopr.check.ClusterTimeInvariant;
import dev.vopr.check.Violation;
import dev.vopr.check.witness.Witness;
import dev.vopr.cluster.ReplicaClock;
import dev.vopr.cluster.SimulationSettings;
import dev.vopr.cluster.VsrSimulation;
import dev.vopr.fault.FaultFamily;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.FaultsEnd;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Swarm;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimFailure;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.state.KeyValueStore;
import dev.vopr.vsr.state.StateMachine;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes single runs of a scenario on one {@link SimSystem}, on whose thread it lives. */
public final class SeedRunner {
  private final SimSystem sim;
  private final Scenario scenario;
  private final Supplier<StateMachine> service;

  /** Creates a runner; {@code sim} is reset before each run. */
  public SeedRunner(SimSystem sim, Scenario scenario) {
    this(sim, scenario, KeyValueStore::new);
  }

  /** As above, with another service: tests plant bugs in it. */
  SeedRunner(SimSystem sim, Scenario scenario, Supplier<StateMachine> service) {
    this.sim = sim;
    this.scenario = scenario;
    this.service = service;
  }

  /** Makes the run of a seed without a trace. */
  public RunResult run(long seed) {
    return run(seed, TraceSink.OFF);
  }

  /** Makes the run of a seed and tells {@code trace} its events. */
  public RunResult run(long seed, TraceSink trace) {
    Swarm.Drawn drawn = scenario.draw(seed);
    SimulationSettings settings = drawn.settings();
    ReplicaSettings replica = settings.replica();
    Witness witness = new Witness(replica.nodes(), replica.sessions());
    Checkers checkers =
        new Checkers(
            new CheckedCluster(
                replica,
                settings.byzantine().compromised(),
                settings.workload().tenants(),
                scenario.check().isAudited()),
            clockClaim(settings),
            Optional.of(witness));
    HistorySample history = new HistorySample(scenario.check(), seed);
    Latencies latencies = new Latencies();
    VsrSimulation.Observers observers =
        new VsrSimulation.Observers(checkers, history.observer(witness).and(latencies));
    VsrSimulation simulation;
    try {
      simulation = new VsrSimulation(sim, settings, seed, observers, service, trace);
    } catch (IllegalStateException e) {
      // The cluster did not come up, because an actor failed as soon as it was started.
      SimFailure failure = sim.failure().orElseThrow(() -> e);
      return RunResult.crashed(
          seed, sim.hash().value(), sim.nowNanos(), Optional.of(failure), crashed(failure));
    }
    simulation.runFaults(faultsEnd(simulation, checkers, history));
    if (!checkers.hasViolation() && sim.failure().isEmpty()) {
      simulation.settle(checkers::hasViolation);
    }
    boolean isOfStep = checkers.hasViolation();
    boolean isWitnessed = endChecks(simulation, checkers, history);
    if (checkers.hasViolation()) {
      simulation.ledger().onViolation();
    }
    if (trace.isOn()) {
      checkers.violation().ifPresent(it -> trace.add(violated(it, !isOfStep)));
    }
    return result(
        seed,
        drawn,
        simulation,
        checkers,
        measures(simulation, checkers, history, isWitnessed),
        timing(simulation, latencies));
  }

  /** Returns what ends the faults of a run besides their time. */
  private BooleanSupplier faultsEnd(
      VsrSimulation simulation, Checkers checkers, HistorySample history) {
    if (scenario.until() == FaultsEnd.TIME || scenario.goals().isEmpty()) {
      return checkers::hasViolation;
    }
    GoalWatch watch = new GoalWatch(scenario.goals(), new RunCounts(simulation, checkers, history));
    return () -> checkers.hasViolation() || watch.areReached(simulation.counters().events());
  }

  private static TraceEvent violated(Violation found, boolean isAtEnd) {
    return new TraceEvent.Violated(
        found.nanos(), found.invariant(), found.sentence(), found.replicas(), found.op(), isAtEnd);
  }

  /** What can be claimed of cluster time, as long as no more than f clocks go wrong. */
  private static ClusterTimeInvariant.Claim clockClaim(SimulationSettings simulation) {
    return new ClusterTimeInvariant.Claim(
        ReplicaClock.trueWall(0), simulation.clock().soundNanos(), simulation.replica().clock());
  }

  /** Makes the checks of the end of a run; returns whether all that is committed was witnessed. */
  private boolean endChecks(VsrSimulation simulation, Checkers checkers, HistorySample history) {
    if (sim.failure().isPresent() || checkers.hasViolation()) {
      return true;
    }
    boolean isWitnessed = true;
    if (simulation.isSettled()) {
      isWitnessed = checkers.atEnd(simulation.views(), sim.nowNanos());
    }
    history.search(checkers, sim.nowNanos());
    return isWitnessed;
  }

  private static Map<Countable, Long> measures(
      VsrSimulation simulation, Checkers checkers, HistorySample history, boolean isWitnessed) {
    Map<Countable, Long> measures = new RunCounts(simulation, checkers, history).all();
    if (!isWitnessed) {
      measures.put(Measure.HISTORIES_UNDECIDED, 1L);
    }
    return measures;
  }

  private RunResult result(
      long seed,
      Swarm.Drawn drawn,
      VsrSimulation simulation,
      Checkers checkers,
      Map<Countable, Long> measures,
      RunTiming timing) {
    Optional<Violation> violation = checkers.violation();
    Optional<SimFailure> failure = sim.failure();
    Verdict verdict = Verdict.SAFE;
    String reason = "";
    if (failure.isPresent()) {
      verdict = Verdict.CRASHED;
      reason = crashed(failure.get());
    } else if (violation.isPresent()) {
      verdict = checkers.hasEvidence() ? Verdict.DETECTED : Verdict.VIOLATION;
      reason = violation.get().invariant() + ": " + violation.get().sentence();
    } else if (!simulation.isSettled()) {
      Optional<String> unsolvable =
          simulation.restlessness().isPresent() ? Optional.empty() : simulation.whyUnsolvable();
      verdict = unsolvable.isPresent() ? Verdict.VACUOUS : Verdict.STALLED;
      reason =
          unsolvable
              .map(why -> "unsolvable: " + why)
              .orElseGet(() -> stalled(simulation, drawn.settings().maxEvents()));
      measures.put(Measure.UNSOLVABLE, unsolvable.isPresent() ? 1L : 0L);
    } else {
      Optional<String> missed = Goals.missed(scenario.goals(), measures);
      if (missed.isPresent()) {
        verdict = Verdict.VACUOUS;
        reason = missed.get();
      }
    }
    return new RunResult(
        seed,
        verdict,
        sim.hash().value(),
        simulation.counters().events(),
        sim.nowNanos(),
        checkers.checks(),
        measures,
        simulation.ledger().summary(),
        timing,
        faults(simulation.faults(), drawn.values()),
        violation,
        failure,
        reason);
  }

  private static RunTiming timing(VsrSimulation simulation, Latencies latencies) {
    Set<FaultFamily> families = EnumSet.noneOf(FaultFamily.class);
    for (FaultKind kind : FaultKind.values()) {
      if (simulation.faults().struck(kind) > 0) {
        families.add(kind.family());
      }
    }
    long settled = simulation.isSettled() ? simulation.healedForNanos() : 0;
    return new RunTiming(settled, latencies.nanos(), families);
  }

  private static FaultRecord faults(Faults faults, Map<String, String> drawn) {
    return new FaultRecord(faults.plan(), faults.isPlanWhole(), faults.unused(), drawn);
  }

  private static String stalled(VsrSimulation simulation, long maxEvents) {
    if (simulation.counters().events() >= maxEvents) {
      return "the limit of " + maxEvents + " events was reached";
    }
    if (simulation.restlessness().isPresent()) {
      return simulation.restlessness().get();
    }
    String behind =
        simulation.laggards().stream()
            .map(
                number ->
                    "%s (%s)"
                        .formatted(
                            Nodes.name(number), simulation.replica(number).snapshot().describe()))
            .collect(Collectors.joining(", "));
    return "requests without an answer: %d, replicas behind: %s"
        .formatted(simulation.outstanding(), behind.isEmpty() ? "none" : behind);
  }

  /** What failed and in which step, with the place in the code where there is one. */
  private static String crashed(SimFailure failure) {
    StackTraceElement[] stack = failure.cause().getStackTrace();
    String place =
        failure.kind() == SimFailure.Kind.EXCEPTION && stack.length > 0
            ? " (%s:%d)".formatted(stack[0].getFileName(), stack[0].getLineNumber())
            : "";
    return "step %d: %s%s".formatted(failure.step(), failure.describe(), place);
  }
}
