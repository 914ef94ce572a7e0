package dev.vopr.model;

import dev.vopr.byzantine.MessageMutationRule;
import dev.vopr.byzantine.RoundBudget;
import dev.vopr.cluster.HealScope;
import dev.vopr.cluster.ProcessPoint;
import dev.vopr.cluster.ProcessSettings;
import dev.vopr.cluster.SimulationSettings;
import dev.vopr.net.NetworkSettings;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.FaultsEnd;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.ModelClaim;
import dev.vopr.scenario.Scenario;
import dev.vopr.storage.StorageSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of a scenario the model can represent. Whatever it leaves out is named; a scenario of which
 * the model has none of the faults, none of the lies, or less than half of the goals is refused.
 */
public final class ModelFit {
  private final SimulationSettings settings;
  private final List<MessageMutationRule> rules;
  private final Set<String> leftOut = new LinkedHashSet<>();
  private int faultsLeftOut;

  private ModelFit(SimulationSettings settings) {
    this.settings = settings;
    this.rules = settings.byzantine().rules();
  }

  /**
   * Returns a scenario in simplified mode.
   *
   * @param upper the settings of its cluster where seeds draw the upper ends; else the same
   */
  public static Scenario fit(Scenario scenario, SimulationSettings upper) {
    ModelFit fit = new ModelFit(upper);
    fit.leaveOutFaults();
    fit.leaveOutRules();
    if (scenario.until() == FaultsEnd.GOALS) {
      fit.leftOut.add("an end at the goals: runs last their whole time");
    }
    Optional<String> refusal = fit.refusal(scenario);
    Map<Countable, Long> goals = fit.goals(scenario);
    return scenario.modelled(goals, new ModelClaim(new ArrayList<>(fit.leftOut), refusal));
  }

  private Optional<String> refusal(Scenario scenario) {
    if (settings.plan().isPresent()) {
      return Optional.of("a plan names packets, writes and alarms of a cluster");
    }
    boolean hasLiar = !settings.byzantine().compromised().isEmpty() && !rules.isEmpty();
    if (hasLiar && rules.stream().noneMatch(rule -> LieReasons.of(rule).isEmpty())) {
      String why = LieReasons.of(rules.get(0)).orElse("");
      return Optional.of(
          "the model can tell none of its lies (%s: %s)".formatted(rules.get(0).name(), why));
    }
    if (settings.byzantine().twins().isOn() && rules.isEmpty()) {
      return Optional.of("a twin is a second replica, which the model does not have");
    }
    if (faultsLeftOut > 0 && !hasLiar && !hasFaults()) {
      return Optional.of("the model has none of its faults: " + String.join(", ", leftOut));
    }
    return foreignGoals(scenario);
  }

  /** A scenario is what its goals are, besides work: the model has to count half of those. */
  private Optional<String> foreignGoals(Scenario scenario) {
    List<Countable> about =
        scenario.goals().keySet().stream()
            .filter(goal -> goal != Measure.COMMITTED && goal != Measure.ANSWERED)
            .toList();
    List<String> foreign =
        about.stream()
            .filter(goal -> !ModelMeasures.counts(goal, rules))
            .map(Countable::key)
            .toList();
    return 2 * foreign.size() <= about.size()
        ? Optional.empty()
        : Optional.of(
            "of its %d goals besides work done the model counts only %d, and not %s"
                .formatted(
                    about.size(), about.size() - foreign.size(), String.join(", ", foreign)));
  }

  private boolean hasFaults() {
    ModelSettings model = ModelSettings.of(settings);
    return model.loss() > 0
        || model.duplication() > 0
        || model.partition().probability() > 0
        || model.clog().probability() > 0
        || canCrash(model);
  }

  private static boolean canCrash(ModelSettings model) {
    boolean isAtPoint =
        model.points().keySet().stream().anyMatch(point -> ModelPoint.of(point).isPresent());
    return model.maxDown() > 0 && (model.crash().probability() > 0 || isAtPoint);
  }

  // ---- what is left out -------------------------------------------------------------------------

  private void leaveOut(boolean isOn, String what) {
    if (isOn) {
      leftOut.add(what);
      faultsLeftOut++;
    }
  }

  private void leaveOutFaults() {
    NetworkSettings network = settings.network();
    leaveOut(network.packets().misdelivery() > 0, "misdelivery");
    leaveOut(network.links().slowness().probability() > 0, "slow links");
    leaveOut(!network.packets().kinds().isEmpty(), "what befalls single kinds of messages");
    boolean isRolling = network.partition().probability() > 0 && network.partition().rolling() > 0;
    leaveOut(isRolling, "partitions that roll");
    ProcessSettings process = settings.process();
    boolean canBeDown = process.maxDown() > 0;
    leaveOut(canBeDown && process.correlatedCrash() > 0, "correlated crashes");
    leaveOut(canBeDown && process.stop() > 0, "stops");
    leaveOut(canBeDown && process.pause().probability() > 0, "pauses");
    leaveOut(canBeDown && process.restarts().loop() > 0, "crashes after a restart");
    ProcessSettings.Gray gray = process.gray();
    double grayness =
        gray.slow().probability()
            + gray.intermittent().probability()
            + gray.deaf().probability()
            + gray.mute().probability()
            + gray.readOnly().probability();
    leaveOut(gray.maxImpaired() > 0 && grayness > 0, "gray failures");
    for (ProcessPoint point : process.points().keySet()) {
      leaveOut(ModelPoint.of(point).isEmpty(), "crashes at " + point.key());
    }
    leaveOut(hasDiskFaults(settings.storage()), "faults of disks");
    boolean isClockWrong = settings.clock().offsetMax() > 0 || settings.clock().driftMaxPpm() > 0;
    leaveOut(isClockWrong || settings.clock().hasFaults(), "clocks");
    leaveOut(settings.clientFaults().crash() > 0, "crashes of clients");
    leaveOut(settings.clientFaults().badRequest() > 0, "bad requests");
    leaveOut(settings.workload().tenants() > 1, "tenants");
    leaveOut(settings.replica().standbys() > 0, "standbys");
    if (settings.heal() == HealScope.CORE) {
      leftOut.add("healing a core only: all is healed");
    }
  }

  private static boolean hasDiskFaults(StorageSettings storage) {
    StorageSettings.Writes writes = storage.writes();
    StorageSettings.Reads reads = storage.reads();
    StorageSettings.Rest rest = storage.rest();
    double sum =
        writes.writeError()
            + writes.diskFull()
            + writes.lostWrite()
            + writes.lyingSync()
            + writes.misdirectedWrite()
            + reads.readError()
            + reads.readFlip()
            + reads.misdirectedRead()
            + reads.staleSector()
            + rest.bitRot()
            + rest.zeroedSector()
            + rest.corruption()
            + rest.lostDisk()
            + storage.slow().probability();
    return sum > 0;
  }

  private void leaveOutRules() {
    if (settings.byzantine().compromised().isEmpty()) {
      return;
    }
    if (settings.byzantine().twins().isOn()) {
      leftOut.add("twins");
    }
    for (MessageMutationRule rule : rules) {
      Optional<String> why = LieReasons.of(rule);
      if (why.isPresent()) {
        leftOut.add("rule %s (%s)".formatted(rule.name(), why.get()));
      } else if (!rule.budget().equals(RoundBudget.UNLIMITED)) {
        leftOut.add("the budget of rule " + rule.name());
      }
    }
    if (!settings.byzantine().budget().equals(RoundBudget.UNLIMITED)) {
      leftOut.add("the budget of rounds");
    }
  }

  // ---- goals ------------------------------------------------------------------------------------

  /** Those of the scenario that can be counted, and that its faults strike at all. */
  private Map<Countable, Long> goals(Scenario scenario) {
    Map<Countable, Long> goals = new LinkedHashMap<>();
    scenario
        .goals()
        .forEach(
            (counted, least) -> {
              if (ModelMeasures.counts(counted, rules)) {
                goals.put(counted, least);
              } else {
                leftOut.add("goal " + counted.key());
              }
            });
    goals.putIfAbsent(Measure.COMMITTED, 1L);
    goals.putIfAbsent(Measure.ANSWERED, 1L);
    // Where each seed draws its faults anew, some go without: only the scenario's own goals count.
    if (scenario.swarm().isEmpty()) {
      ModelSettings model = ModelSettings.of(settings);
      addGoal(goals, model.loss() > 0, Measure.LOST);
      addGoal(goals, model.duplication() > 0, Measure.DUPLICATED);
      addGoal(goals, model.partition().probability() > 0, Measure.PARTITIONED);
      addGoal(goals, canCrash(model), Measure.CRASHED);
      boolean hasLie = rules.stream().anyMatch(rule -> LieReasons.of(rule).isEmpty());
      addGoal(
          goals,
          hasLie && !settings.byzantine().compromised().isEmpty(),
          Measure.MUTATED_DELIVERED);
    }
    return goals;
  }

  private static void addGoal(Map<Countable, Long> goals, boolean isOn, Measure measure) {
    if (isOn) {
      goals.putIfAbsent(measure, 1L);
    }
  }
}
