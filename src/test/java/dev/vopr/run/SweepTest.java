package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import dev.vopr.cluster.WorkloadSettings;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.SweepSettings;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many runs: their order, their end, and what a bad one does to the others. */
class SweepTest {
  private static final String SHORT = "run.fault-time = 100 ms";

  private static SweepSettings settings(int iterations, int workers, boolean isFailFast) {
    return new SweepSettings(10, iterations, workers, isFailFast, false, 30_000);
  }

  /** Clients ask once; about 55 of 100 operations carry a value, which is too large to be sent. */
  private static Scenario crashingSometimes() {
    Scenario scenario = Jobs.scenario(SHORT, "goals.committed = 1");
    return Jobs.withWorkload(
        scenario, new WorkloadSettings(1, 1, 8, 1 << 20, 1_000_000, 2_000_000, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void runsAreTakenUpInTheOrderOfTheirSeeds(int workers) {
    List<Long> seeds = new ArrayList<>();
    Scenario scenario = Jobs.scenario(SHORT);

    SweepResult result =
        new Sweep(scenario, settings(12, workers, false), (run, soFar) -> seeds.add(run.seed()))
            .run();

    assertThat(seeds).containsExactly(10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L, 21L);
    assertThat(result.runs()).isEqualTo(12);
    assertThat(result.isInterrupted()).isFalse();
    assertThat(result.isPass()).isTrue();
  }

  @Test
  void runOfASweepCanBeMadeAlone() {
    List<RunResult> runs = new ArrayList<>();
    Scenario scenario = World.scenarioOf(0);
    new Sweep(scenario, settings(5, 2, false), (run, soFar) -> runs.add(run)).run();

    List<RunResult> alone = new ArrayList<>();
    SweepSettings third = new SweepSettings(12, 1, 1, false, false, 30_000);
    new Sweep(scenario, third, (run, soFar) -> alone.add(run)).run();

    assertThat(alone).containsExactly(runs.get(2));
  }

  @Test
  void crashOfOneRunDoesNotTouchTheOthers() {
    SweepResult result =
        new Sweep(crashingSometimes(), settings(30, 2, false), (run, soFar) -> {}).run();

    assertThat(result.runs()).isEqualTo(30);
    assertThat(result.verdicts().get(Verdict.CRASHED)).isPositive();
    assertThat(result.verdicts().get(Verdict.SAFE)).isPositive();
    assertThat(result.verdict()).isEqualTo(Verdict.CRASHED);
    assertThat(result.isPass()).isFalse();
    assertThat(result.failures().get(0).reason())
        .matches(
            "step \\d+: /user/c0 threw java.lang.IllegalArgumentException: keys and values .*");
  }

  @Test
  void runThatNothingCanEndIsAbandonedAndTheOthersGoOn() {
    AtomicBoolean isOver = new AtomicBoolean();
    Scenario scenario = Jobs.scenario(SHORT);
    Sweep sweep =
        new Sweep(
            scenario,
            new SweepSettings(10, 6, 2, false, false, 300),
            (run, soFar) -> {},
            sim ->
                seed -> seed == 12 ? spin(sim, isOver) : new SeedRunner(sim, scenario).run(seed));

    SweepResult result = sweep.run();
    isOver.set(true);

    assertThat(result.runs()).isEqualTo(6);
    assertThat(result.verdicts())
        .containsEntry(Verdict.CRASHED, 1L)
        .containsEntry(Verdict.SAFE, 5L);
    assertThat(result.failures()).extracting(RunResult::seed).containsExactly(12L);
    assertThat(result.failures().get(0).reason()).startsWith("/user/endless does not return");
  }

  /** Neither an interrupt nor anything else ends the turn of this actor, until the test is over. */
  private static RunResult spin(SimSystem sim, AtomicBoolean isOver) {
    ActorRef<String> endless =
        sim.spawn(
            Behaviors.receiveMessage(
                message -> {
                  while (!isOver.get()) {
                    Thread.onSpinWait();
                  }
                  return Behaviors.stopped();
                }),
            "endless");
    endless.tell("begin");
    sim.runReady();
    return RunResult.crashed(12, 0, 0, Optional.empty(), "this result comes too late");
  }

  @Test
  void failFastEndsAtTheFirstUnexpectedSeedWithAnyNumberOfWorkers() {
    SweepResult all =
        new Sweep(crashingSometimes(), settings(30, 1, false), (run, soFar) -> {}).run();
    long firstBad = all.failures().get(0).seed();

    for (int workers = 1; workers <= 3; workers++) {
      SweepResult result =
          new Sweep(crashingSometimes(), settings(30, workers, true), (run, soFar) -> {}).run();

      assertThat(result.runs()).as("%d workers", workers).isEqualTo(firstBad - 10 + 1);
      assertThat(result.failures()).extracting(RunResult::seed).containsExactly(firstBad);
      assertThat(result.isInterrupted()).isFalse();
      assertThat(result.verdict()).isEqualTo(Verdict.CRASHED);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void stoppedSweepGivesAPartialResult(int workers) {
    AtomicReference<Sweep> itself = new AtomicReference<>();
    itself.set(
        new Sweep(
            Jobs.scenario(SHORT),
            settings(1_000, workers, false),
            (run, soFar) -> {
              if (soFar.runs() == 3) {
                itself.get().stop();
              }
            }));

    SweepResult result = itself.get().run();

    assertThat(result.runs()).isBetween(3L, 999L);
    assertThat(result.isInterrupted()).isTrue();
  }

  @Test
  void sweepThatIsStoppedBeforeItBeginsIsInterruptedToo() {
    Sweep sweep = new Sweep(Jobs.scenario(SHORT), settings(5, 2, false), (run, soFar) -> {});
    sweep.stop();

    SweepResult result = sweep.run();

    assertThat(result.runs()).isZero();
    assertThat(result.isInterrupted()).isTrue();
  }

  @Test
  void interruptedThreadGetsThePartialResultWhenAllWorkersAreDone() {
    Thread caller = Thread.currentThread();
    Sweep sweep =
        new Sweep(
            Jobs.scenario(SHORT),
            settings(1_000_000, 2, false),
            (run, soFar) -> {
              if (soFar.runs() == 3) {
                caller.interrupt();
              }
            });

    SweepResult result = sweep.run();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.isInterrupted()).isTrue();
    assertThat(result.runs()).isGreaterThanOrEqualTo(3);
    assertThat(workersAlive()).isEmpty();
  }

  private static List<String> workersAlive() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("vopr-worker-"))
        .toList();
  }

  @Test
  void defectOfAWorkerIsToldToWhoWaitsForTheSweep() {
    Sweep sweep =
        new Sweep(
            Jobs.scenario(SHORT),
            settings(10, 2, false),
            (run, soFar) -> {
              throw new IllegalArgumentException("a broken listener");
            });

    assertThatThrownBy(sweep::run)
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("a broken listener");
  }

  @ParameterizedTest
  @ValueSource(strings = {"baseline.conf", "lies.conf", "chaos.conf", "clocks.conf", "demo.conf"})
  void scenarioFilePasses(String file) {
    Job job = Jobs.ofFile(file);
    SweepSettings settings = new SweepSettings(job.sweep().seed(), 12, 2, false, false, 30_000);

    SweepResult result = new Sweep(job.scenario(), settings, (run, soFar) -> {}).run();

    assertThat(result.failures()).as(file).isEmpty();
    assertThat(result.missedGoals()).as(file).isEmpty();
  }

  // ---- determinism ------------------------------------------------------------------------------

  @Test
  void secondRunConfirmsTheFirst() {
    Job job = Jobs.of("iterations = 6", "workers = 2", "check-determinism = true");

    SweepResult result = new Sweep(World.scenarioOf(1), job.sweep(), (run, soFar) -> {}).run();

    assertThat(result.verdicts()).containsOnlyKeys(Verdict.SAFE);
    assertThat(result.runs()).isEqualTo(6);
  }

  @Test
  void stateThatSurvivesFromRunToRunIsFoundByTheSecondRun() {
    Scenario scenario = Jobs.scenario(SHORT);
    SweepSettings settings = new SweepSettings(10, 4, 2, false, true, 30_000);

    SweepResult result =
        new Sweep(
                scenario,
                settings,
                (run, soFar) -> {},
                sim -> {
                  LeakingSink leak = new LeakingSink(sim);
                  SeedRunner runner = new SeedRunner(sim, scenario);
                  return seed -> runner.run(seed, leak);
                })
            .run();

    assertThat(result.verdict()).isEqualTo(Verdict.NONDETERMINISTIC);
    assertThat(result.verdicts()).containsOnlyKeys(Verdict.NONDETERMINISTIC);
    assertThat(result.failures().get(0).reason())
        .matches("trace hash [0-9a-f]{16}, but [0-9a-f]{16} when run again");
  }

  /** Makes the steps of a run depend on how many events there were in earlier runs. */
  private static final class LeakingSink implements TraceSink {
    private final SimSystem sim;
    private long events;

    LeakingSink(SimSystem sim) {
      this.sim = sim;
    }

    @Override
    public boolean isOn() {
      return true;
    }

    @Override
    public void add(TraceEvent event) {
      sim.hash().add(events++);
    }
  }
}
