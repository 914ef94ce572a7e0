package dev.vopr.config;

import static dev.vopr.config.SimulationReader.HOUR;

import dev.vopr.net.LatencyLaw;

/** Reads how long something takes: a law and its parameters, side by side in one section. */
final class LatencyReader {
  private enum Law {
    CONSTANT,
    UNIFORM,
    EXPONENTIAL,
    LOGNORMAL,
    PARETO
  }

  private LatencyReader() {}

  /**
   * Reads a law. What it does not need may be left out, but must make sense if it is there.
   *
   * @param leastNanos the shortest time that is allowed
   */
  static LatencyLaw law(SettingsNode section, long leastNanos) {
    Law law = section.choice("law", Law.class);
    long min = section.durationNanos("min", leastNanos, HOUR);
    long max = duration(section, "max", law != Law.CONSTANT, leastNanos);
    long mean = duration(section, "mean", law == Law.EXPONENTIAL, leastNanos);
    long median = duration(section, "median", law == Law.LOGNORMAL, leastNanos);
    double sigma = number(section, "sigma", law == Law.LOGNORMAL, 0, 10);
    double shape = number(section, "shape", law == Law.PARETO, 0.1, 100);
    if (law == Law.PARETO && min == 0) {
      section.problem("min", "0 is no beginning of a Pareto tail; give a longer one");
      return new LatencyLaw.Constant(leastNanos);
    }
    long middle =
        switch (law) {
          case CONSTANT, UNIFORM, PARETO -> min;
          case EXPONENTIAL -> min + mean;
          case LOGNORMAL -> min + median;
        };
    if (law != Law.CONSTANT && middle > max) {
      // A maximum that is missing has been reported already.
      if (section.has("max")) {
        String key = min > max ? "min" : law == Law.EXPONENTIAL ? "mean" : "median";
        section.problem(key, "is above max; make it at most that" + remark(key));
      }
      return new LatencyLaw.Constant(min);
    }
    return switch (law) {
      case CONSTANT -> new LatencyLaw.Constant(min);
      case UNIFORM -> new LatencyLaw.Uniform(min, max);
      case EXPONENTIAL -> new LatencyLaw.Exponential(min, middle, max);
      case LOGNORMAL -> new LatencyLaw.Lognormal(min, middle, sigma, max);
      case PARETO -> new LatencyLaw.Pareto(min, shape, max);
    };
  }

  /** Mean and median are those of the part that varies. */
  private static String remark(String key) {
    return "min".equals(key) ? "" : ", together with min";
  }

  private static long duration(
      SettingsNode section, String key, boolean isNeeded, long leastNanos) {
    return isNeeded
        ? section.durationNanos(key, leastNanos, HOUR)
        : section.durationNanosOr(key, leastNanos, leastNanos, HOUR);
  }

  private static double number(
      SettingsNode section, String key, boolean isNeeded, double low, double high) {
    return isNeeded ? section.number(key, low, high) : section.numberOr(key, low, low, high);
  }
}
