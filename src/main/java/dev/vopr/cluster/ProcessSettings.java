package dev.vopr.cluster;

import dev.vopr.sim.SimRng;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How replicas crash, stop and pause, and work by halves; probabilities are from 0 to 1, times in
 * nanoseconds.
 *
 * @param crash probability that a replica crashes, asked at each interval
 * @param intervalNanos how often that is asked
 * @param downMinNanos shortest time that a crashed replica stays down
 * @param downMaxNanos longest such time; drawn uniformly
 * @param maxDown largest number of members that are down, paused or impaired at a time
 * @param correlatedCrash probability that several members crash at once, asked at each interval
 * @param stop probability that a replica is stopped in good order, asked at each interval
 * @param restarts what goes wrong when replicas start again
 * @param pause when a replica handles nothing for a while, asked at each interval
 * @param gray when replicas work by halves
 * @param points probability that a replica crashes at a named point, each time that it comes there;
 *     0 where nothing is said
 */
public record ProcessSettings(
    double crash,
    long intervalNanos,
    long downMinNanos,
    long downMaxNanos,
    int maxDown,
    double correlatedCrash,
    double stop,
    Restarts restarts,
    Spell pause,
    Gray gray,
    Map<ProcessPoint, Double> points) {

  /** Copies the points. */
  public ProcessSettings {
    points = Collections.unmodifiableMap(new TreeMap<>(points));
  }

  /**
   * What goes wrong when replicas start again.
   *
   * @param loop probability that a replica crashes again soon
   * @param loopNanos how soon at the latest, from 1
   * @param reformat probability that its disk is formatted first, if it is one that may be lost
   */
  public record Restarts(double loop, long loopNanos, double reformat) {
    /** Nothing goes wrong. */
    public static final Restarts GOOD = new Restarts(0, 1, 0);
  }

  /**
   * A fault that lasts for a while.
   *
   * @param probability probability that it begins
   * @param minNanos how long it lasts at least
   * @param maxNanos how long it lasts at most; drawn uniformly
   */
  public record Spell(double probability, long minNanos, long maxNanos) {
    /** It never strikes. */
    public static final Spell NEVER = new Spell(0, 1, 1);

    long drawNanos(long bits) {
      return minNanos + SimRng.scale(bits, maxNanos - minNanos + 1);
    }
  }

  /**
   * When replicas work by halves; a replica has one such fault at a time.
   *
   * @param intervalNanos how often it is asked whether one begins, for each kind and replica
   * @param maxImpaired largest number of impaired members at a time
   * @param slow its links take 2 to 11 times as long
   * @param intermittent its links lose 10 to 60 % of the packets
   * @param deaf it hears nothing
   * @param mute it is not heard
   * @param readOnly its disk fails all writes
   */
  public record Gray(
      long intervalNanos,
      int maxImpaired,
      Spell slow,
      Spell intermittent,
      Spell deaf,
      Spell mute,
      Spell readOnly) {
    /** All work wholly or not at all. */
    public static final Gray NEVER =
        new Gray(1, 0, Spell.NEVER, Spell.NEVER, Spell.NEVER, Spell.NEVER, Spell.NEVER);
  }

  double at(ProcessPoint point) {
    return points.getOrDefault(point, 0.0);
  }

  long downNanos(long bits) {
    return downMinNanos + SimRng.scale(bits, downMaxNanos - downMinNanos + 1);
  }
}
