package dev.vopr.canary;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A copy of this program with a canary planted in it, or without one, for comparison. */
public final class Planting {
  private final ClassLoader loader;
  private final Class<?> probe;

  private Planting(Map<String, byte[]> classes) {
    loader = new PlantedLoader(Planting.class.getClassLoader(), classes);
    try {
      probe = Class.forName(Probe.class.getName(), true, loader);
    } catch (ClassNotFoundException e) {
      throw new CanaryException("the classes of this program cannot be found again", e);
    }
  }

  /**
   * Plants a canary.
   *
   * @throws CanaryException if its patch no longer applies, or does not compile
   */
  public static Planting of(Canary canary, Sources sources) {
    return new Planting(Compiler.compile(canary, sources));
  }

  /** Returns a copy without any canary. */
  public static Planting none() {
    return new Planting(new LinkedHashMap<>());
  }

  /**
   * What came out of one run.
   *
   * @param trip what noticed that something is wrong, an invariant or a verdict; empty if nothing
   * @param reason what it said
   * @param cpuNanos processor time of the run
   * @param faults how many faults struck
   */
  public record Run(long seed, Optional<String> trip, String reason, long cpuNanos, int faults) {}

  /**
   * How seeds are run.
   *
   * @param isSwarm whether each draws its own settings, rather than all having those of the first
   * @param isTwice whether each is run twice, and the trace hashes are compared
   */
  public record Manner(boolean isSwarm, boolean isTwice) {
    /** Each seed once, with its own settings. */
    public static final Manner USUAL = new Manner(true, false);
  }

  /**
   * Makes runs, from seed {@code first} on, at most {@code count}, as long as {@code listener} says
   * so.
   *
   * @param file settings file
   * @param overrides settings that win over it, by path
   */
  public void run(
      Path file,
      Map<String, String> overrides,
      long first,
      long count,
      Manner manner,
      Predicate<Run> listener) {
    Predicate<Map<String, String>> inner = told -> listener.test(run(told));
    call(
        "run",
        new Class<?>[] {
          String.class,
          Map.class,
          long.class,
          long.class,
          boolean.class,
          boolean.class,
          Predicate.class
        },
        file.toString(),
        overrides,
        first,
        count,
        manner.isSwarm(),
        manner.isTwice(),
        inner);
  }

  private static Run run(Map<String, String> told) {
    String trip = told.getOrDefault("trip", "");
    return new Run(
        Long.parseLong(told.get("seed")),
        trip.isEmpty() ? Optional.empty() : Optional.of(trip),
        told.get("reason"),
        Long.parseLong(told.get("cpu")),
        Integer.parseInt(told.get("faults")));
  }

  /** Returns the settings file that makes the run of a seed again, with all its faults. */
  public String plan(Path file, Map<String, String> overrides, long seed, String about) {
    return (String)
        call(
            "plan",
            new Class<?>[] {String.class, Map.class, long.class, String.class},
            file.toString(),
            overrides,
            seed,
            about);
  }

  /**
   * Returns the settings file of a run that is smaller than that of a seed, and fails in the same
   * way.
   *
   * @param maxRuns largest number of runs that this may take
   */
  public String minimise(Path file, Map<String, String> overrides, long seed, long maxRuns) {
    return (String)
        call(
            "minimise",
            new Class<?>[] {String.class, Map.class, long.class, long.class},
            file.toString(),
            overrides,
            seed,
            maxRuns);
  }

  /** Makes the run that a settings file is about, that of its seed. */
  @SuppressWarnings("unchecked")
  public Run replay(Path file, boolean isTwice) {
    return run(
        (Map<String, String>)
            call("replay", new Class<?>[] {String.class, boolean.class}, file.toString(), isTwice));
  }

  private Object call(String method, Class<?>[] types, Object... arguments) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // Akka loads what its settings name, our dispatcher among it, from here.
    thread.setContextClassLoader(loader);
    try {
      return probe.getMethod(method, types).invoke(null, arguments);
    } catch (InvocationTargetException e) {
      throw new CanaryException(
          "the copy of the program failed: " + e.getCause().getMessage(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new CanaryException("the copy of the program is another program", e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
