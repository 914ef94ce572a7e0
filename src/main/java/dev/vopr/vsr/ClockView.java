package dev.vopr.vsr;

/**
 * What a replica made of the time at its last step, for those who only look. All but {@link
 * #isSynchronised} needs an agreement; times are in nanoseconds since 1970.
 */
public interface ClockView {
  /** Returns whether it has agreed with a quorum on the time (rule T1). */
  boolean isSynchronised();

  /** Returns cluster time. */
  long time();

  /** Returns the lower end of the agreed interval of cluster time. */
  long earliest();

  /** Returns the upper end of the agreed interval of cluster time. */
  long latest();

  /**
   * Returns by how many nanoseconds cluster time differs from true time at most, as long as no more
   * than f wall clocks are wrong.
   */
  long error();
}
