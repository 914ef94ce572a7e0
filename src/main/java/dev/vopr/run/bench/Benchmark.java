package dev.vopr.run.bench;

import dev.vopr.check.CheckedCluster;
import dev.vopr.check.Checkers;
import dev.vopr.check.history.HistoryRecorder;
import dev.vopr.check.history.LinearizabilitySearch;
import dev.vopr.check.history.SearchResult;
import dev.vopr.check.model.KeyValueModel;
import dev.vopr.cluster.SimulationSettings;
import dev.vopr.cluster.VsrSimulation;
import dev.vopr.cluster.WorkloadSettings;
import dev.vopr.model.ModelFit;
import dev.vopr.run.RunResult;
import dev.vopr.run.SeedRunner;
import dev.vopr.run.Sweep;
import dev.vopr.run.SweepResult;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.SweepSettings;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.ReplicaObserver;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.state.KeyValueStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Measures the kernel and real clusters in turn, several rounds in one process, so that ratios hold
 * on a machine whose speed changes. The cluster is that of the job's settings, with a fixed load.
 */
public final class Benchmark {
  private static final int MESSAGES = 2_000_000;
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLISECOND = 1_000_000L;
  private static final int WARM_UP_ROUNDS = 1;
  private static final int SHORT_RUNS = 600;
  private static final int MODEL_RUNS = 5_000;
  private static final long LATE_OP = 100_000;
  private static final int WINDOWS = 9;
  private static final long WINDOW_OPS = 450;
  private static final long CHECKED_RUN_NANOS = 50 * SECOND;
  private static final int SEARCHED_OPERATIONS = 10_000;
  private static final int SEARCHED_CLIENTS = 10;
  private static final int SEARCHED_KEYS = 4;
  private static final long SHORT_RUN_NANOS = 2_100 * MILLISECOND;

  private final Scenario scenario;
  private final Scenario faulty;
  private final int rounds;
  private final Consumer<String> progress;
  private final List<double[]> samples = new ArrayList<>();

  private Benchmark(Scenario scenario, Scenario faulty, int rounds, Consumer<String> progress) {
    this.scenario = scenario;
    this.faulty = faulty;
    this.rounds = rounds;
    this.progress = progress;
    while (samples.size() < Column.values().length) {
      samples.add(new double[rounds]);
    }
  }

  private enum Column {
    KERNEL_MESSAGES("kernel: actor messages", "/s", ""),
    BARE_DELIVERIES("kernel: deliveries over 3 actors and a timer", "/s", ""),
    VSR_DELIVERIES("cluster: messages delivered, codec and checkers on", "/s", "≥ 400 k"),
    CHECKS_SHARE("  share of the checkers of replicas in its time", "", "≤ 0.35"),
    VSR_SHARE("  as a share of the kernel's deliveries", "", "≥ 0.40"),
    FAULTS_SHARE("  with all faults but lies, as a share of that", "", "≥ 0.60"),
    RUNS_ONE("sweep: runs of about 1,000 events, 1 worker", "/s", ""),
    RUNS_TWO("sweep: the same, 2 workers", "/s", "≥ 800"),
    SCALING("  from 1 worker to 2", "x", "≥ 1.8"),
    EVENTS("  events in such a run", "", "about 1,000"),
    MODEL_RUNS("model: the same scenario in simplified mode, 1 worker", "/s", ""),
    MODEL_RATIO("  as a multiple of the cluster's runs", "x", "≥ 10"),
    GROWTH("cluster: cost of an event near op 100,000 / op 1,000", "x", "≤ 1.1"),
    IDLE("idle-heavy cluster: simulated time", "x real", "≥ 10,000"),
    SEARCH("linearizability: 10,000 operations, 10 clients, 4 keys", " s", "≤ 5");

    private final String title;
    private final String unit;
    private final String aim;

    Column(String title, String unit, String aim) {
      this.title = title;
      this.unit = unit;
      this.aim = aim;
    }
  }

  /**
   * Measures everything, after a round to warm up.
   *
   * @param scenario gives the cluster; its load and length are replaced
   * @param faulty the same in which everything goes wrong
   * @param rounds number of rounds, from 1
   * @param progress is told what is being measured
   */
  public static List<Figure> run(
      Scenario scenario, Scenario faulty, int rounds, Consumer<String> progress) {
    Benchmark benchmark = new Benchmark(scenario, faulty, rounds, progress);
    for (int i = -WARM_UP_ROUNDS; i < rounds; i++) {
      benchmark.round(i);
    }
    List<Figure> figures = new ArrayList<>();
    for (Column column : Column.values()) {
      figures.add(
          new Figure(
              column.title,
              column.unit,
              column.aim,
              new Figure.Samples(benchmark.samples.get(column.ordinal()))));
    }
    return figures;
  }

  private void round(int round) {
    progress.accept(round < 0 ? "warming up" : "round " + (round + 1) + " of " + rounds);
    try (SimSystem sim = SimSystem.create("vopr-bench")) {
      KernelLoads kernel = new KernelLoads(sim);
      put(round, Column.KERNEL_MESSAGES, rate(() -> kernel.ring(MESSAGES)));
      double bare = rate(() -> kernel.deliveries(MESSAGES));
      put(round, Column.BARE_DELIVERIES, bare);
      double delivered = rate(() -> busyCluster(sim, scenario));
      put(round, Column.VSR_DELIVERIES, delivered);
      put(round, Column.FAULTS_SHARE, rate(() -> busyCluster(sim, faulty)) / delivered);
      put(round, Column.CHECKS_SHARE, checksShare(sim));
      put(round, Column.VSR_SHARE, delivered / bare);
      put(round, Column.GROWTH, growth(sim));
      put(round, Column.IDLE, rate(() -> idleCluster(sim)) / SECOND);
      put(round, Column.SEARCH, searchSeconds(sim));
    }
    double one = rate(() -> shortRuns(1, round));
    double two = rate(() -> shortRuns(2, round));
    double model = rate(this::modelRuns);
    put(round, Column.MODEL_RUNS, model);
    put(round, Column.MODEL_RATIO, model / one);
    put(round, Column.RUNS_ONE, one);
    put(round, Column.RUNS_TWO, two);
    put(round, Column.SCALING, two / one);
  }

  private void put(int round, Column column, double value) {
    if (round >= 0) {
      samples.get(column.ordinal())[round] = value;
    }
  }

  private static double rate(LongSupplier load) {
    long began = System.nanoTime();
    long done = load.getAsLong();
    return done / ((System.nanoTime() - began) / 1e9);
  }

  private long busyCluster(SimSystem sim, Scenario cluster) {
    WorkloadSettings load = workload(16, 0, MILLISECOND);
    RunResult run = safe(new SeedRunner(sim, with(cluster, load, 200 * SECOND)).run(1));
    return run.measures().get(Measure.DELIVERED);
  }

  /** Returns how much less a run takes of which nobody looks at anything, as a share. */
  private double checksShare(SimSystem sim) {
    SimulationSettings busy = with(workload(16, 0, MILLISECOND), CHECKED_RUN_NANOS).simulation();
    Checkers checkers = checkers(busy);
    double checked = nanosOf(sim, busy, checkers);
    if (checkers.hasViolation()) {
      throw new IllegalStateException("an invariant broke: " + checkers.violation());
    }
    return 1 - nanosOf(sim, busy, (replica, nanos) -> {}) / checked;
  }

  private static double nanosOf(SimSystem sim, SimulationSettings busy, ReplicaObserver observer) {
    VsrSimulation simulation = new VsrSimulation(sim, busy, 1, observer, TraceSink.OFF);
    long began = System.nanoTime();
    simulation.runFaults(() -> false);
    return System.nanoTime() - began;
  }

  private Checkers checkers(SimulationSettings settings) {
    return new Checkers(
        new CheckedCluster(
            settings.replica(),
            settings.byzantine().compromised(),
            settings.workload().tenants(),
            scenario.check().isAudited()));
  }

  private long idleCluster(SimSystem sim) {
    WorkloadSettings load = workload(2, 10 * SECOND, 60 * SECOND);
    return safe(new SeedRunner(sim, with(load, 20_000 * SECOND)).run(1)).nanos();
  }

  private long modelRuns() {
    Scenario cluster = with(shortLoad(), SHORT_RUN_NANOS);
    Scenario model = ModelFit.fit(cluster, cluster.simulation());
    SweepSettings sweep = new SweepSettings(1, MODEL_RUNS, 1, false, false, 60_000);
    return new Sweep(model, sweep, (run, soFar) -> safe(run)).run().runs();
  }

  private WorkloadSettings shortLoad() {
    return workload(2, 5 * MILLISECOND, 60 * MILLISECOND);
  }

  private long shortRuns(int workers, int round) {
    WorkloadSettings load = shortLoad();
    SweepSettings sweep = new SweepSettings(1, SHORT_RUNS, workers, false, false, 60_000);
    SweepResult result =
        new Sweep(with(load, SHORT_RUN_NANOS), sweep, (run, soFar) -> safe(run)).run();
    put(round, Column.EVENTS, (double) result.events() / result.runs());
    return result.runs();
  }

  /** Returns what an event costs late in a run, as a multiple of what it costs early in it. */
  private double growth(SimSystem sim) {
    SimulationSettings busy = with(workload(16, 0, MILLISECOND), 100_000 * SECOND).simulation();
    Checkers checkers = checkers(busy);
    VsrSimulation simulation = new VsrSimulation(sim, busy, 1, checkers, TraceSink.OFF);
    nanosPerEvent(simulation, checkers, 100);
    double early = costOfWindows(simulation, checkers);
    nanosPerEvent(simulation, checkers, LATE_OP - checkers.committed());
    return costOfWindows(simulation, checkers) / early;
  }

  /** Returns the median of several windows: single ones are at the mercy of the machine. */
  private static double costOfWindows(VsrSimulation simulation, Checkers checkers) {
    double[] costs = new double[WINDOWS];
    for (int i = 0; i < WINDOWS; i++) {
      costs[i] = nanosPerEvent(simulation, checkers, WINDOW_OPS);
    }
    return new Figure.Samples(costs).median();
  }

  private static double nanosPerEvent(VsrSimulation simulation, Checkers checkers, long ops) {
    long target = checkers.committed() + ops;
    long events = simulation.counters().events();
    long began = System.nanoTime();
    simulation.runFaults(() -> checkers.committed() >= target || checkers.hasViolation());
    if (checkers.committed() < target) {
      throw new IllegalStateException("the cluster of a benchmark did not reach op " + target);
    }
    return (double) (System.nanoTime() - began) / (simulation.counters().events() - events);
  }

  /** Returns how long it takes to find an order of what clients saw of a cluster with faults. */
  private double searchSeconds(SimSystem sim) {
    WorkloadSettings load = workload(SEARCHED_CLIENTS, SEARCHED_KEYS, 0, MILLISECOND);
    SimulationSettings settings = with(faulty, load, 100_000 * SECOND).simulation();
    HistoryRecorder recorder = new HistoryRecorder(SEARCHED_OPERATIONS);
    VsrSimulation.Observers observers =
        new VsrSimulation.Observers((replica, nanos) -> {}, recorder);
    new VsrSimulation(sim, settings, 1, observers, KeyValueStore::new, TraceSink.OFF)
        .runFaults(recorder::isFull);
    long began = System.nanoTime();
    SearchResult.Answer answer =
        LinearizabilitySearch.search(
                new KeyValueModel(), recorder.operations(), scenario.check().budget())
            .answer();
    double seconds = (System.nanoTime() - began) / 1e9;
    if (answer != SearchResult.Answer.LINEARIZABLE) {
      throw new IllegalStateException("the history of a benchmark has no order: " + answer);
    }
    return seconds;
  }

  private static RunResult safe(RunResult run) {
    if (run.verdict() != Verdict.SAFE) {
      throw new IllegalStateException(
          "a benchmark over a run that is not safe means nothing: " + run.reason());
    }
    return run;
  }

  private WorkloadSettings workload(int clients, long thinkMin, long thinkMax) {
    return workload(clients, scenario.simulation().workload().keys(), thinkMin, thinkMax);
  }

  private WorkloadSettings workload(int clients, int keys, long thinkMin, long thinkMax) {
    WorkloadSettings load = scenario.simulation().workload();
    return new WorkloadSettings(
        clients,
        load.tenants(),
        keys,
        load.valueBytes(),
        thinkMin,
        thinkMax,
        0,
        load.choice(),
        load.idleness());
  }

  private Scenario with(WorkloadSettings load, long nanos) {
    return with(scenario, load, nanos);
  }

  private static Scenario with(Scenario cluster, WorkloadSettings load, long nanos) {
    SimulationSettings settings = cluster.simulation().loaded(load, nanos, Long.MAX_VALUE);
    return cluster.with(settings).withoutGoals();
  }
}
