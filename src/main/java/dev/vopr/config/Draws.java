package dev.vopr.config;

import dev.vopr.sim.SimRng;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What becomes of settings that are given as a range or as a choice: while settings are checked,
 * one of the ends; for a run, whatever its seed draws. A draw depends on the seed and the setting's
 * path only.
 */
final class Draws {
  private final Optional<SimRng> rng;
  private final boolean isHigh;
  private final Map<String, String> drawn = new TreeMap<>();

  private Draws(Optional<SimRng> rng, boolean isHigh) {
    this.rng = rng;
    this.isHigh = isHigh;
  }

  /** All ranges at their lower end, all choices at their first element. */
  static Draws low() {
    return new Draws(Optional.empty(), false);
  }

  /** All ranges at their upper end, all choices at their last element. */
  static Draws high() {
    return new Draws(Optional.empty(), true);
  }

  /**
   * What a seed draws.
   *
   * @param attempt from 0; a draw that does not fit together is made again
   */
  static Draws ofSeed(long seed, int attempt) {
    return new Draws(Optional.of(SimRng.of(seed).fork("swarm", attempt)), false);
  }

  /** Returns whether a seed draws, rather than that settings are checked. */
  boolean isOfSeed() {
    return rng.isPresent();
  }

  /** Returns the share of the way that is drawn for a setting, from 0 to below 1. */
  double unit(String path) {
    return rng.map(generator -> generator.fork(path).nextDouble())
        .orElse(isHigh ? Math.nextDown(1.0) : 0.0);
  }

  /** Takes down what was drawn, as it would stand in a settings file. */
  void drew(String path, String text) {
    drawn.put(path, text);
  }

  /** Returns whether any setting is given as a range or a choice. */
  boolean isUsed() {
    return !drawn.isEmpty();
  }

  /** Returns what was drawn so far, by the settings' paths. */
  Map<String, String> drawn() {
    return drawn;
  }
}
