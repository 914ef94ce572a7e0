package dev.vopr.canary;

/**
 * What one try to find a canary came to.
 *
 * @param canary its id, or {@link #CONTROL} for the code without any
 * @param version hash of its patch file: what was measured with another one does not count
 * @param settings name of the settings
 * @param hunt name of the hunt
 * @param attempt number of the try, from 0
 * @param seeds how many seeds were run, the one that found it included
 * @param isFound whether what the canary names as its trips noticed it
 * @param seed the seed that found it, if it was found
 * @param trip what noticed it, or empty
 * @param reason what that said
 * @param strangers how many other runs ended badly, but not by what the canary names
 * @param stranger what the first of these ended by, or empty
 * @param cpuNanos processor time of all runs
 */
public record Catch(
    String canary,
    String version,
    String settings,
    String hunt,
    int attempt,
    long seeds,
    boolean isFound,
    long seed,
    String trip,
    String reason,
    long strangers,
    String stranger,
    long cpuNanos) {
  /** The id under which runs without a canary are noted. */
  public static final String CONTROL = "none";

  /** So far apart are the first seeds of two tries. */
  private static final long STRIDE = 1_000_000;

  /** Returns what is left of this if it was no find, because the seed ends badly without it too. */
  Catch missed() {
    return new Catch(
        canary, version, settings, hunt, attempt, seeds, false, 0, "", "", 1, trip, cpuNanos);
  }

  /** Returns the first seed of a try. */
  public static long firstSeed(int attempt) {
    return attempt * STRIDE + 1;
  }

  /** Returns whether this says all that a new try with up to {@code limit} seeds would. */
  boolean isAnswer(Canary other, String otherVersion, Hunt otherHunt, int otherTry, long limit) {
    return canary.equals(other.id())
        && version.equals(otherVersion)
        && settings.equals(other.settings())
        && hunt.equals(otherHunt.name())
        && attempt == otherTry
        && (isFound ? seeds <= limit : seeds >= limit);
  }

  /** Returns whether this shows the code without a canary on at least the first {@code limit}. */
  boolean isControl(String otherSettings, Hunt otherHunt, int otherTry, long limit) {
    return canary.equals(CONTROL)
        && settings.equals(otherSettings)
        && hunt.equals(otherHunt.name())
        && attempt == otherTry
        && (isFound || seeds >= limit);
  }
}
