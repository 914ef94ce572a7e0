package dev.vopr.canary;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A known bug, as the difference that it makes to the sources.
 *
 * @param id its name, such as {@code N01}; that of its file
 * @param wrong what is wrong with the planted code, in a sentence
 * @param source where somebody made this mistake, or proved that it can be made
 * @param trigger what has to happen for it to do harm
 * @param trips what may notice it: invariants by their names, or {@code stalled}, {@code crashed},
 *     {@code nondeterministic}
 * @param expected what the source of the canary says would notice it, in the same words; empty if
 *     it says only that something would
 * @param difficulty how hard it is for a random search: 1 (easy) to 5, or 0 if it is not hunted
 * @param settings name of the settings file, without directory and ending, with which it is hunted
 * @param isRunTwice whether each seed is run twice and the trace hashes are compared
 * @param masked the canary is active only from this view-number on; 0 if it always is
 * @param script the test whose script shows it doing harm, as a class that has a static method
 *     {@code run}, for a canary that no search has found
 * @param idle why it is not hunted, if so
 * @param diffs the changes, one for each file; none if the canary cannot be planted here
 * @param file where it was read from
 */
public record Canary(
    String id,
    String wrong,
    String source,
    String trigger,
    List<String> trips,
    List<String> expected,
    int difficulty,
    String settings,
    boolean isRunTwice,
    long masked,
    Optional<String> script,
    Optional<Idle> idle,
    List<FileDiff> diffs,
    Path file) {

  /** Why a canary is not hunted. */
  public record Idle(Kind kind, String reason) {}

  /** In what way a canary is not hunted. */
  public enum Kind {
    /** The planted code is there, but can do no harm in this replica. */
    HARMLESS,
    /** There is nothing here that it could be planted in. */
    ABSENT
  }

  /**
   * The change of one file.
   *
   * @param path below the root of the sources, such as {@code dev/vopr/vsr/ViewChange.java}
   * @param lines unified diff of that file, from its line {@code ---} on
   */
  public record FileDiff(String path, List<String> lines) {}

  /** Returns whether a hunt has something to find. */
  public boolean isHunted() {
    return idle.isEmpty();
  }

  /** Returns whether what a run ended with is what has to notice this canary. */
  public boolean isNamedBy(String trip) {
    return trips.contains(trip);
  }
}
