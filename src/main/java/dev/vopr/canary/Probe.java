package dev.vopr.canary;

import dev.vopr.config.JobReader;
import dev.vopr.config.PlanFile;
import dev.vopr.run.RunResult;
import dev.vopr.run.SeedRunner;
import dev.vopr.run.WallClockGuard;
import dev.vopr.run.minimise.MinimiseText;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Makes runs within the copy of the program that a canary is planted in. Whoever calls it is
 * outside, and so only types of the JDK cross its methods.
 */
public final class Probe {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Probe() {}

  /**
   * Makes runs of one scenario, from seed {@code first} on, at most {@code count}.
   *
   * @param file settings file
   * @param overrides settings that win over it, by path
   * @param isSwarm whether each seed draws its own settings; if not, all have those of the first
   * @param isTwice whether each seed is run twice
   * @param listener is told of each run by the words {@code seed}, {@code trip} (what noticed
   *     something: an invariant or a verdict, else empty), {@code reason}, {@code cpu} (its
   *     nanoseconds of processor time) and {@code faults} (how many struck); returns whether to go
   *     on
   */
  public static void run(
      String file,
      Map<String, String> overrides,
      long first,
      long count,
      boolean isSwarm,
      boolean isTwice,
      Predicate<Map<String, String>> listener) {
    Job job = JobReader.read(Optional.of(Path.of(file)), overrides);
    Duration limit = Duration.ofMillis(job.sweep().wallLimitMillis());
    try (SimSystem sim = SimSystem.create("vopr-canary");
        WallClockGuard guard = WallClockGuard.start(limit);
        Watch watch = Watch.over(guard, sim)) {
      Scenario scenario = isSwarm ? job.scenario() : fixed(job.scenario(), first);
      SeedRunner runner = new SeedRunner(sim, scenario);
      boolean isToGoOn = watch.isOn();
      for (long seed = first; seed < first + count && isToGoOn; seed++) {
        long began = THREADS.getCurrentThreadCpuTime();
        RunResult run = runner.run(seed);
        boolean isOther = isTwice && runner.run(seed).hash() != run.hash();
        long cpuNanos = THREADS.getCurrentThreadCpuTime() - began;
        Map<String, String> told = told(run, isOther, cpuNanos);
        isToGoOn = listener.test(told);
      }
    }
  }

  private static Map<String, String> told(RunResult run, boolean isOther, long cpuNanos) {
    String other = Verdict.NONDETERMINISTIC.name().toLowerCase(Locale.ROOT);
    Map<String, String> told = new LinkedHashMap<>();
    told.put("seed", Long.toString(run.seed()));
    told.put("trip", isOther ? other : trip(run));
    told.put("reason", isOther ? "a second run took other steps" : run.reason());
    told.put("cpu", Long.toString(cpuNanos));
    told.put("faults", Integer.toString(run.faults().plan().decisions().size()));
    return told;
  }

  /** Makes the run that a settings file is about, that of its seed, and tells of it likewise. */
  public static Map<String, String> replay(String file, boolean isTwice) {
    Job job = JobReader.read(Optional.of(Path.of(file)), Map.of());
    List<Map<String, String>> told = new ArrayList<>();
    run(file, Map.of(), job.sweep().seed(), 1, true, isTwice, told::add);
    return told.get(0);
  }

  /**
   * Returns the settings file of a run that is smaller than that of a seed, and fails in the same
   * way.
   *
   * @param maxRuns largest number of runs that this may take
   */
  public static String minimise(
      String file, Map<String, String> overrides, long seed, long maxRuns) {
    return MinimiseText.minimise(plan(file, overrides, seed, "whole"), seed, maxRuns);
  }

  private static Scenario fixed(Scenario scenario, long seed) {
    return scenario.with(scenario.draw(seed).settings());
  }

  /** Returns what noticed that something is wrong, or nothing. */
  private static String trip(RunResult run) {
    return switch (run.verdict()) {
      case SAFE, VACUOUS -> "";
      case VIOLATION, DETECTED -> run.violation().orElseThrow().invariant();
      case STALLED, CRASHED, NONDETERMINISTIC -> run.verdict().name().toLowerCase(Locale.ROOT);
    };
  }

  /** Returns the settings file that makes the run of a seed again, with all its faults. */
  public static String plan(String file, Map<String, String> overrides, long seed, String about) {
    Optional<Path> path = Optional.of(Path.of(file));
    Job job = JobReader.read(path, overrides);
    try (SimSystem sim = SimSystem.create("vopr-canary-plan")) {
      RunResult run = new SeedRunner(sim, job.scenario()).run(seed);
      return PlanFile.text(path, overrides, seed, run.faults().drawn(), run.faults().plan(), about);
    }
  }

  /** A watch that can be closed without an exception. */
  private record Watch(AutoCloseable inner) implements AutoCloseable {
    static Watch over(WallClockGuard guard, SimSystem sim) {
      return new Watch(guard.watch(sim));
    }

    boolean isOn() {
      return true;
    }

    @Override
    public void close() {
      try {
        inner.close();
      } catch (Exception e) {
        throw new IllegalStateException("a watch can always be ended", e);
      }
    }
  }
}
