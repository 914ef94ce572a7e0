package dev.vopr.canary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the runs smaller in which canaries were found, and measures how small they become. */
public final class Shrinker {
  /** As the minimised settings file says it of itself. */
  private static final Pattern COUNTS =
      Pattern.compile("# ([0-9,]+) → ([0-9,]+) decisions,.* ([0-9,]+) → ([0-9,]+) events");

  private static final String INCOMPLETE = "# A limit was reached";

  private final Sources sources;
  private final Path settings;
  private final Path directory;
  private final long maxRuns;

  /**
   * What is left of the run in which a canary was found.
   *
   * @param id the canary
   * @param faultsBefore number of faults that struck
   * @param faults number of faults that are left
   * @param eventsBefore number of messages and alarms that nodes handled
   * @param events the same of what is left
   * @param isComplete whether nothing more could be left out
   * @param wallNanos wall-clock time that it took, in nanoseconds
   */
  public record Shrunk(
      String id,
      long faultsBefore,
      long faults,
      long eventsBefore,
      long events,
      boolean isComplete,
      long wallNanos) {}

  /**
   * Creates it.
   *
   * @param settings directory of the settings files that canaries name
   * @param directory where the settings files of the smaller runs are written
   * @param maxRuns largest number of runs that one may take, from 1
   */
  public Shrinker(Sources sources, Path settings, Path directory, long maxRuns) {
    this.sources = sources;
    this.settings = settings;
    this.directory = directory;
    this.maxRuns = maxRuns;
  }

  /** Makes the run smaller in which a canary was found, and writes down what is left. */
  public Shrunk shrink(Canary canary, Hunt hunt, long seed) {
    Planting planting = Planting.of(canary, sources);
    long began = System.nanoTime();
    String text =
        planting.minimise(Hunt.file(settings, canary.settings()), hunt.overrides(), seed, maxRuns);
    long wallNanos = System.nanoTime() - began;
    Path file = directory.resolve(canary.id() + ".conf");
    try {
      Files.createDirectories(directory);
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new CanaryException(file + ": cannot be written; name another by --log", e);
    }
    return read(canary.id(), text, wallNanos);
  }

  /** Reads what a minimised settings file says of itself. */
  static Shrunk read(String id, String text, long wallNanos) {
    Matcher counts = COUNTS.matcher(text);
    if (!counts.find()) {
      throw new CanaryException(id + ": the minimised run does not say how small it is");
    }
    return new Shrunk(
        id,
        number(counts.group(1)),
        number(counts.group(2)),
        number(counts.group(3)),
        number(counts.group(4)),
        !text.contains(INCOMPLETE),
        wallNanos);
  }

  private static long number(String text) {
    return Long.parseLong(text.replace(",", ""));
  }
}
