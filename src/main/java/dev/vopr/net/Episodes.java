package dev.vopr.net;

/**
 * How often something befalls a link, and for how long it lasts.
 *
 * @param probability that it begins, asked for each link once an interval unless it lasts there, 0
 *     to 1; 0 for never
 * @param intervalNanos length of an interval, from 1 ns to one hour; the links are asked about one
 *     after another, spread evenly over it
 * @param duration how long it lasts
 * @param stabilityNanos how long a link is left in peace after it, 0 to one hour
 */
public record Episodes(
    double probability, long intervalNanos, LatencyLaw duration, long stabilityNanos) {

  /** It never happens. */
  public static final Episodes NEVER =
      new Episodes(0, Range.MAX_NANOS, new LatencyLaw.Constant(1), 0);

  /** Checks the ranges. */
  public Episodes {
    Range.checkProbability("probability of an episode", probability);
    Range.checkNanos("interval of episodes", intervalNanos, 1, Range.MAX_NANOS);
    Range.checkNanos("stability of a link", stabilityNanos, 0, Range.MAX_NANOS);
  }
}
