package dev.vopr.canary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Shows of each canary that it does harm in this replica, and that the replica is right without it:
 * beside its patch lies a settings file with one small run, which ends badly with the canary, by
 * what has to notice it, and well without.
 */
public final class Proofs {
  private static final String ENDING = ".conf";

  private final Sources sources;
  private final Path settings;
  private final Planting healthy = Planting.none();

  /**
   * Creates it.
   *
   * @param settings directory of the settings files that canaries name
   */
  public Proofs(Sources sources, Path settings) {
    this.sources = sources;
    this.settings = settings;
  }

  /** What a proof shows. */
  public enum Answer {
    /** What it must. */
    SHOWN,
    /** There is none. */
    NONE,
    /** The canary did no harm, or something else noticed it. */
    HARMLESS,
    /** The run ends badly without the canary as well. */
    ALARM
  }

  /**
   * What came out of replaying a proof.
   *
   * @param reason what noticed the canary, or what went wrong
   * @param faults how many faults the run has
   */
  public record Replay(Answer answer, String reason, int faults) {}

  /** Returns the file of the proof of a canary, which may not be there. */
  public static Path file(Canary canary) {
    return canary.file().resolveSibling(canary.id() + ENDING);
  }

  /** Returns whether a canary has a proof; whether it holds is another question. */
  public static boolean isThere(Canary canary) {
    return Files.exists(file(canary));
  }

  /**
   * Writes the proof: the smallest run that can be made of that of a seed which found the canary.
   *
   * @param maxRuns largest number of runs that making it smaller may take
   */
  public void write(Canary canary, Hunt hunt, long seed, long maxRuns) {
    Path whole = Hunt.file(settings, canary.settings());
    Planting planted = Planting.of(canary, sources);
    // Two runs that differ have no common plan: the seed has to do.
    String text =
        canary.isRunTwice()
            ? planted.plan(whole, hunt.overrides(), seed, "proof of " + canary.id())
            : planted.minimise(whole, hunt.overrides(), seed, maxRuns);
    String title = "# Proof of %s: %s\n".formatted(canary.id(), canary.wrong());
    try {
      Files.writeString(file(canary), title + text);
    } catch (IOException e) {
      throw new CanaryException(file(canary) + ": cannot be written", e);
    }
  }

  /** Removes the proof of a canary, if there is one. */
  public void remove(Canary canary) {
    try {
      Files.deleteIfExists(file(canary));
    } catch (IOException e) {
      throw new CanaryException(file(canary) + ": cannot be removed", e);
    }
  }

  /** Makes the run of a proof with the canary, and without. */
  public Replay replay(Canary canary) {
    Path file = file(canary);
    if (!isThere(canary)) {
      return new Replay(Answer.NONE, "there is no " + file, 0);
    }
    Planting.Run planted = Planting.of(canary, sources).replay(file, canary.isRunTwice());
    Optional<String> trip = planted.trip();
    if (trip.filter(canary::isNamedBy).isEmpty()) {
      String found = trip.map(name -> name + ": " + planted.reason()).orElse("nothing");
      return new Replay(Answer.HARMLESS, "noticed was " + found, planted.faults());
    }
    Planting.Run without = healthy.replay(file, canary.isRunTwice());
    return without.trip().isPresent()
        ? new Replay(Answer.ALARM, "without it: " + without.reason(), planted.faults())
        : new Replay(Answer.SHOWN, trip.orElseThrow(), planted.faults());
  }
}
