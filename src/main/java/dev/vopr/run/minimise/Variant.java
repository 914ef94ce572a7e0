package dev.vopr.run.minimise;

import dev.vopr.config.RunSettings;
import dev.vopr.config.SettingsException;
import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Plan;
import dev.vopr.scenario.Scenario;
import dev.vopr.sim.TraceHash;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One way to run: settings, and the faults that strike.
 *
 * @param settings those that differ from the defaults
 * @param base the scenario that they make, without a plan
 * @param decisions the faults
 */
record Variant(RunSettings settings, Scenario base, List<Decision> decisions) {
  private static final String RULES = "byzantine.rules";

  Variant {
    decisions = List.copyOf(decisions);
  }

  /**
   * Returns the variant of settings and faults, without the faults of nodes that there are not.
   *
   * @throws SettingsException if the settings do not fit together
   */
  static Variant of(RunSettings settings, List<Decision> decisions) {
    Scenario base = settings.scenario();
    return new Variant(settings, base, decisions.stream().filter(one -> fits(one, base)).toList());
  }

  private static boolean fits(Decision decision, Scenario base) {
    return switch (decision.kind().site()) {
      case CLUSTER -> true;
      case RULE ->
          decision.first() < base.simulation().byzantine().rules().size()
              && isNode(decision.liar(), base)
              && (decision.deceived() == Decision.ALL || isNode(decision.deceived(), base));
      case REPLICA, CLIENT -> isNode(decision.second(), base);
      case POINT -> isNode(decision.first(), base);
      case LINK -> isNode(decision.first(), base) && isNode(decision.second(), base);
    };
  }

  private static boolean isNode(int node, Scenario base) {
    int clients = base.simulation().workload().clients();
    boolean isReplica = node >= 0 && node < base.simulation().replica().nodes();
    return isReplica || (node >= Nodes.client(0) && node < Nodes.client(clients));
  }

  Variant with(List<Decision> others) {
    return new Variant(settings, base, others);
  }

  /** Returns this with other settings, if they fit together. */
  Optional<Variant> with(RunSettings others) {
    try {
      return Optional.of(of(others, decisions));
    } catch (SettingsException e) {
      return Optional.empty();
    }
  }

  /** Returns the number of rules by which the mutator lies. */
  int rules() {
    return settings.elements(RULES);
  }

  /** Returns this without one of the mutator's rules, and the places of the others moved up. */
  Optional<Variant> withoutRule(int rule) {
    List<Decision> moved = new ArrayList<>();
    for (Decision decision : decisions) {
      boolean isOfRule = decision.kind().site() == FaultKind.Site.RULE;
      if (!isOfRule || decision.first() < rule) {
        moved.add(decision);
      } else if (decision.first() > rule) {
        long place = Decision.lie(decision.first() - 1, decision.liar(), decision.deceived());
        moved.add(at(decision, place, decision.number()));
      }
    }
    return with(moved).with(settings.withoutElement(RULES, rule));
  }

  /** Returns this with what strikes nodes from {@code replicas} on striking other replicas. */
  Variant relocated(int replicas) {
    Map<Decision, Decision> byOccasion = new LinkedHashMap<>();
    for (Decision decision : decisions) {
      Decision moved = at(decision, place(decision, replicas), decision.number());
      byOccasion.putIfAbsent(
          new Decision(moved.kind(), moved.place(), moved.number(), 0, 0), moved);
    }
    return with(List.copyOf(byOccasion.values()));
  }

  private long place(Decision decision, int replicas) {
    return switch (decision.kind().site()) {
      case CLUSTER, CLIENT -> decision.place();
      case RULE ->
          Decision.lie(decision.first(), decision.liar(), moved(decision.deceived(), replicas));
      case REPLICA -> moved(decision.second(), replicas);
      case POINT -> Decision.point(moved(decision.first(), replicas), decision.second());
      case LINK ->
          Decision.link(moved(decision.first(), replicas), moved(decision.second(), replicas));
    };
  }

  private int moved(int node, int replicas) {
    return node < base.simulation().replica().nodes() ? node % replicas : node;
  }

  private static Decision at(Decision decision, long place, long number) {
    return new Decision(decision.kind(), place, number, decision.amount(), decision.detail());
  }

  /** Returns how long the healed cluster may take to settle, in nanoseconds. */
  long settleBoundNanos() {
    return base.simulation().settleBoundNanos();
  }

  /** Returns the scenario to run, with a limit of events and one of the time to settle. */
  Scenario scenario(long maxEvents, long settleNanos) {
    return base.with(base.simulation().planned(new Plan(decisions), maxEvents, settleNanos));
  }

  /** Returns a hash of all that the run depends on besides its seed. */
  long fingerprint() {
    TraceHash hash = new TraceHash();
    settings.text(0, new Plan(List.of()), List.of()).chars().forEach(hash::add);
    for (Decision decision : decisions) {
      hash.add(decision.kind().ordinal());
      hash.add(decision.place());
      hash.add(decision.number());
      hash.add(decision.amount());
      hash.add(decision.detail());
    }
    return hash.value();
  }
}
