package dev.vopr.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import dev.vopr.scenario.Jobs;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.ReplicaObserver;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.ReplicaView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When clocks go wrong, how far, for how long, and that they are right again in the end. */
class ClockFaultsTest {
  private static final long MILLI = 1_000_000;

  private static SimSystem sim;

  @BeforeAll
  static void createSystem() {
    sim = SimSystem.create("clock-faults-test");
  }

  @AfterAll
  static void closeSystem() {
    sim.close();
  }

  /** One run, with all that was told of clocks. */
  private static final class Run implements TraceSink, ReplicaObserver {
    private final List<TraceEvent.WorldChanged> changes = new ArrayList<>();
    private final TreeMap<Integer, Long> largest = new TreeMap<>();
    private final VsrSimulation simulation;
    private long inexactAt;

    Run(long seed, String... settings) {
      SimulationSettings simulationSettings = Jobs.scenario(settings).simulation();
      simulation = new VsrSimulation(sim, simulationSettings, seed, this, this);
      simulation.runFaults(() -> false);
    }

    Run settle() {
      simulation.settle(() -> false);
      return this;
    }

    @Override
    public boolean isOn() {
      return true;
    }

    @Override
    public void add(TraceEvent event) {
      if (event instanceof TraceEvent.WorldChanged changed && changed.what().contains("clock")) {
        changes.add(changed);
      }
    }

    @Override
    public void afterStep(ReplicaView replica, long nanos) {}

    @Override
    public void onInexactClock(int replica, long errorNanos, long nanos) {
      largest.merge(replica, Math.abs(errorNanos), Math::max);
      inexactAt = nanos;
    }

    /** Returns how often the replicas' clocks began to do so. */
    long count(String what) {
      return changes.stream().filter(change -> change.what().contains(what)).count();
    }

    /** Returns how long each fault lasted that ended. */
    List<Long> lengths(String begin, String end) {
      List<Long> lengths = new ArrayList<>();
      TreeMap<String, Long> begun = new TreeMap<>();
      for (TraceEvent.WorldChanged change : changes) {
        String replica = change.what().substring(0, 2);
        if (change.what().contains(begin)) {
          begun.put(replica, change.nanos());
        } else if (change.what().endsWith(end)) {
          lengths.add(change.nanos() - begun.remove(replica));
        }
      }
      return lengths;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "step,    steps by,      steps back",
    "freeze,  stands still,  runs again",
    "failure, shows nonsense, makes sense again"
  })
  void faultStrikesAtItsRateAndLastsForItsTime(String kind, String begin, String end) {
    List<Long> lengths = new ArrayList<>();
    long count = 0;
    for (long seed = 1; seed <= 10; seed++) {
      Run run =
          new Run(
              seed,
              "run.fault-time = 4050 ms",
              "clock.interval = 20 ms",
              "clock.faulty-clocks = 3",
              "clock." + kind + ".probability = 0.2",
              "clock." + kind + ".min = 3 ms",
              "clock." + kind + ".max = 17 ms");
      lengths.addAll(run.lengths(begin, end));
      count += run.count(begin);
      assertThat(run.largest).as("seed %d", seed).hasSize(3);
    }

    // 10 runs of 202 intervals and 3 clocks: 1,212 are expected, with a standard deviation of 31.
    assertThat(count).isBetween(1_090L, 1_335L);
    assertThat(lengths)
        .hasSizeGreaterThan(1_000)
        .allMatch(length -> length >= 3 * MILLI && length <= 17 * MILLI)
        .anyMatch(length -> length < 4 * MILLI)
        .anyMatch(length -> length > 16 * MILLI);
  }

  @Test
  void countersCountEachKind() {
    Run run =
        new Run(
            3,
            "run.fault-time = 3 s",
            "clock.interval = 50 ms",
            "clock.step.probability = 0.5",
            "clock.freeze.probability = 0.3",
            "clock.failure.probability = 0.1");
    Faults faults = run.simulation.faults();

    assertThat(faults.struck(FaultKind.CLOCK_STEP)).isPositive().isEqualTo(run.count("steps by"));
    assertThat(faults.struck(FaultKind.CLOCK_FREEZE))
        .isPositive()
        .isEqualTo(run.count("stands still"));
    assertThat(faults.struck(FaultKind.CLOCK_FAILURE))
        .isPositive()
        .isEqualTo(run.count("shows nonsense"));
  }

  @Test
  void stepsGoBothWaysAndAreOfAllOrdersOfMagnitude() {
    List<Double> steps = new ArrayList<>();
    for (long seed = 1; seed <= 10; seed++) {
      Run run =
          new Run(
              seed,
              "run.fault-time = 2 s",
              "clock.interval = 10 ms",
              "clock.faulty-clocks = 3",
              "clock.step.probability = 0.5",
              "clock.step.size-min = 100 ms",
              "clock.step.size-max = 1000 s",
              "clock.step.min = 1 ms",
              "clock.step.max = 2 ms");
      run.changes.stream()
          .map(change -> change.what().replaceAll(".*steps (by (.*) s|back)", "$2"))
          .filter(size -> !size.isEmpty())
          .map(Double::parseDouble)
          .forEach(steps::add);
    }

    assertThat(steps).hasSizeGreaterThan(2_000);
    assertThat(steps).allMatch(step -> Math.abs(step) >= 0.1 && Math.abs(step) <= 1_000);
    assertThat(share(steps, step -> step < 0)).isBetween(0.45, 0.55);
    for (double low : new double[] {0.1, 1, 10, 100}) {
      double share = share(steps, step -> Math.abs(step) >= low && Math.abs(step) < 10 * low);
      assertThat(share).as("from %s to %s s", low, 10 * low).isBetween(0.2, 0.3);
    }
  }

  private static double share(List<Double> steps, DoublePredicate which) {
    return (double) steps.stream().mapToDouble(step -> step).filter(which).count() / steps.size();
  }

  @Test
  void onlyTheFaultyClocksAreStruckAndEachCanBe() {
    Set<Integer> struck = new TreeSet<>();
    for (long seed = 1; seed <= 12; seed++) {
      Run run =
          new Run(
              seed,
              "run.fault-time = 500 ms",
              "clock.interval = 10 ms",
              "clock.step.probability = 0.5");
      assertThat(run.largest).as("seed %d", seed).hasSize(1);
      struck.addAll(run.largest.keySet());
    }

    assertThat(struck).containsExactly(0, 1, 2);
  }

  @Test
  void offsetAndDriftOfEachClockStayWithinTheirBoundsAndReachThem() {
    long largest = 0;
    for (long seed = 1; seed <= 20; seed++) {
      Run run =
          new Run(
              seed,
              "run.fault-time = 1 s",
              "clock.offset-max = 20 ms",
              "clock.drift-max-ppm = 1000",
              "clock.correction = 500 ms");
      assertThat(run.largest).as("seed %d", seed).hasSize(3);
      assertThat(run.largest.values()).allMatch(error -> error <= 20_500_001);
      for (long error : run.largest.values()) {
        largest = Math.max(largest, error);
      }
    }

    assertThat(largest).isGreaterThan(18 * MILLI);
  }

  @Test
  void clocksAreRightOnceHealed() {
    for (long seed = 1; seed <= 5; seed++) {
      Run run =
          new Run(
                  seed,
                  "run.fault-time = 2 s",
                  "clock.offset-max = 5 ms",
                  "clock.drift-max-ppm = 1000",
                  "clock.interval = 20 ms",
                  "clock.faulty-clocks = 3",
                  "clock.step.probability = 0.3",
                  "clock.freeze.probability = 0.3",
                  "clock.failure.probability = 0.3")
              .settle();

      assertThat(run.inexactAt).as("seed %d", seed).isBetween(1_900 * MILLI, 2_000 * MILLI);
      assertThat(run.changes).allMatch(change -> change.nanos() <= 2_000 * MILLI);
      assertThat(run.simulation.isSettled()).isTrue();
    }
  }

  @Test
  void nothingHappensWhenAllIsOff() {
    Run none = new Run(1, "run.fault-time = 2 s").settle();
    Run nobody =
        new Run(1, "run.fault-time = 2 s", "clock.faulty-clocks = 0", "clock.step.probability = 1")
            .settle();

    for (Run run : List.of(none, nobody)) {
      assertThat(run.changes).isEmpty();
      assertThat(run.largest).isEmpty();
      assertThat(run.simulation.faults().struck()).isZero();
    }
  }
}
