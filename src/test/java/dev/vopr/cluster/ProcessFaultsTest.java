package dev.vopr.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.scenario.Jobs;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.Milestone;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When replicas crash, and that they come back. */
class ProcessFaultsTest {
  private static final long MILLI = 1_000_000;

  private static SimSystem sim;

  @BeforeAll
  static void createSystem() {
    sim = SimSystem.create("process-faults-test");
  }

  @AfterAll
  static void closeSystem() {
    sim.close();
  }

  /** What happened to a replica. */
  private record Change(long nanos, String replica, boolean isCrash) {}

  /** One run, with all crashes and restarts. */
  private static final class Run implements TraceSink {
    private final List<Change> changes = new ArrayList<>();
    private final VsrSimulation simulation;

    Run(long seed, String... settings) {
      SimulationSettings simulationSettings = Jobs.scenario(settings).simulation();
      simulation = new VsrSimulation(sim, simulationSettings, seed, (replica, nanos) -> {}, this);
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
      if (event instanceof TraceEvent.Change changed) {
        String[] words = changed.what().split(" ", -1);
        boolean isCrash = changed.what().endsWith(" crashes");
        if (isCrash || changed.what().endsWith(" starts again")) {
          changes.add(new Change(changed.nanos(), words[0], isCrash));
        }
      }
    }

    List<Change> crashes() {
      return changes.stream().filter(Change::isCrash).toList();
    }

    /** Returns the largest number of replicas that were down at a time. */
    int mostDown() {
      Set<String> down = new TreeSet<>();
      int most = 0;
      for (Change change : changes) {
        boolean isPossible =
            change.isCrash() ? down.add(change.replica()) : down.remove(change.replica());
        assertThat(isPossible).as("%s", change).isTrue();
        most = Math.max(most, down.size());
      }
      return most;
    }

    /** Returns how long each crash lasted that ended. */
    List<Long> pauses() {
      List<Long> pauses = new ArrayList<>();
      for (int i = 0; i < changes.size(); i++) {
        Change crash = changes.get(i);
        changes.stream()
            .skip(i + 1L)
            .filter(later -> crash.isCrash() && later.replica().equals(crash.replica()))
            .findFirst()
            .ifPresent(restart -> pauses.add(restart.nanos() - crash.nanos()));
      }
      return pauses;
    }
  }

  @Test
  void replicasCrashAtTheirRate() {
    // Ten runs with 20 intervals and 3 replicas, of which all may be down, for much less than one.
    int crashes = 0;
    for (long seed = 1; seed <= 10; seed++) {
      crashes +=
          new Run(
                  seed,
                  "run.fault-time = 2050 ms",
                  "process.crash = 0.3",
                  "process.interval = 100 ms",
                  "process.down-min = 1 ms",
                  "process.down-max = 2 ms",
                  "process.max-down = 3")
              .crashes()
              .size();
    }

    // 180 of 600 are expected, with a standard deviation of 11.
    assertThat(crashes).isBetween(135, 225);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void noMoreReplicasAreDownThanAllowed(int most) {
    int reached = 0;
    for (long seed = 1; seed <= 4; seed++) {
      Run run =
          new Run(
                  seed,
                  "run.fault-time = 2 s",
                  "process.crash = 0.5",
                  "process.interval = 50 ms",
                  "process.down-max = 300 ms",
                  "process.max-down = " + most)
              .settle();
      assertThat(run.mostDown()).as("seed %d", seed).isLessThanOrEqualTo(most);
      reached = Math.max(reached, run.mostDown());
    }

    assertThat(reached).isEqualTo(most);
  }

  @Test
  void replicasStayDownForTheirTime() {
    Run run =
        new Run(
            5,
            "run.fault-time = 5 s",
            "process.crash = 0.3",
            "process.interval = 100 ms",
            "process.down-min = 30 ms",
            "process.down-max = 90 ms");

    assertThat(run.pauses())
        .hasSizeGreaterThan(10)
        .allMatch(pause -> pause >= 30 * MILLI && pause <= 90 * MILLI)
        .anyMatch(pause -> pause < 50 * MILLI)
        .anyMatch(pause -> pause > 70 * MILLI);
  }

  @Test
  void everybodyIsBackOnceHealedAndNobodyCrashesAnyMore() {
    for (long seed = 1; seed <= 5; seed++) {
      Run run =
          new Run(
                  seed,
                  "run.fault-time = 1 s",
                  "process.crash = 0.8",
                  "process.interval = 50 ms",
                  "process.down-min = 5 s",
                  "process.down-max = 9 s",
                  "process.max-down = 3")
              .settle();

      assertThat(run.crashes()).as("seed %d", seed).hasSize(3);
      assertThat(run.crashes()).allMatch(change -> change.nanos() <= 1_000 * MILLI);
      assertThat(run.changes).hasSize(6);
      assertThat(run.simulation.isSettled()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"process.crash = 0", "process.max-down = 0"})
  void nobodyCrashesWhenThatIsOff(String off) {
    String on = "process.crash = 1";
    Run run =
        off.startsWith("process.crash")
            ? new Run(1, "run.fault-time = 2 s", off).settle()
            : new Run(1, "run.fault-time = 2 s", on, off).settle();

    assertThat(run.changes).isEmpty();
    assertThat(run.simulation.counters().crashes()).isZero();
  }

  @Test
  void replicaWhoseDiskFailedIsStartedAgainThoughNothingElseCrashes() {
    Run run =
        new Run(
            3,
            "run.fault-time = 3 s",
            "storage.write-error = 0.05",
            "storage.attempts = 1",
            "process.down-max = 100 ms");
    int crashes = run.crashes().size();
    long failed = run.simulation.reached(Milestone.DISK_FAILED);
    int restarts = run.pauses().size();
    run.settle();

    assertThat(failed).isPositive();
    assertThat(crashes).isPositive();
    assertThat(restarts).isPositive();
    assertThat(run.simulation.isSettled()).isTrue();
  }

  @Test
  void replicaWhoseDiskFailsAtTheVeryEndComesBackToo() {
    // Errors are reported 50 ms late, when all is healed and everybody was started again.
    for (long seed = 1; seed <= 10; seed++) {
      Run run =
          new Run(
                  seed,
                  "run.fault-time = 300 ms",
                  "storage.min = 50 ms",
                  "storage.max = 50 ms",
                  "storage.write-error = 0.9",
                  "storage.attempts = 1",
                  "process.down-min = 1 ms",
                  "process.down-max = 1 ms")
              .settle();

      assertThat(run.simulation.isSettled()).as("seed %d", seed).isTrue();
      run.mostDown();
    }
  }
}
