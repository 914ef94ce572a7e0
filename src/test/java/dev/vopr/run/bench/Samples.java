package dev.vopr.run.bench;

/** Figures made by hand. */
public final class Samples {
  private Samples() {}

  /** Returns a figure with the given values. */
  public static Figure figure(String name, String unit, String aim, double... values) {
    return new Figure(name, unit, aim, new Figure.Samples(values));
  }
}
