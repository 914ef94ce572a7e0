package dev.vopr.config;

import java.util.Collection;
import java.util.Optional;

/** The known word that a mistyped one was probably meant to be. */
final class Nearest {
  private Nearest() {}

  /**
   * The candidate with the fewest edits from the word, of equals the first.
   *
   * @return empty if every candidate needs more edits than a third of its letters
   */
  static Optional<String> to(String word, Collection<String> candidates) {
    Optional<String> nearest = Optional.empty();
    int fewest = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int edits = edits(word, candidate);
      if (edits < fewest && edits <= Math.max(word.length(), candidate.length()) / 3) {
        fewest = edits;
        nearest = Optional.of(candidate);
      }
    }
    return nearest;
  }

  /** Insertions, deletions, replacements and swaps of neighbours from one word to the other. */
  static int edits(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        edits[i][j] = i == 0 || j == 0 ? i + j : cheapest(edits, from, to, i, j);
      }
    }
    return edits[from.length()][to.length()];
  }

  private static int cheapest(int[][] edits, String from, String to, int i, int j) {
    int replace = edits[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
    int cheapest = Math.min(replace, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
    boolean isSwap =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return isSwap ? Math.min(cheapest, edits[i - 2][j - 2] + 1) : cheapest;
  }
}
