package dev.vopr.scenario;

/**
 * How a sweep that ends early can go on later.
 *
 * @param directory where sweeps keep how far they are, while they run and until they are done;
 *     nowhere if empty
 * @param isResumed whether a sweep goes on where it was ended
 * @param settings all settings that its results depend on, as text: a sweep with others is another
 */
public record ResumeSettings(String directory, boolean isResumed, String settings) {
  /** Nothing is kept. */
  public static final ResumeSettings NONE = new ResumeSettings("", false, "");
}
