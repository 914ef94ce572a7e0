package dev.vopr.check.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.check.history.LogAndHistory.Middle;
import dev.vopr.check.history.SearchResult.Answer;
import dev.vopr.check.model.KeyValueModel;
import org.junit.jupiter.api.Test;

/**
 * Two checkers that know nothing of each other come to the same answer: the witness, by the log,
 * and the search, without it.
 */
class WitnessAndSearchTest {
  private static final int PAIRS = 2_000;
  private static final SearchBudget BUDGET = new SearchBudget(10_000_000, 64 << 20);

  @Test
  void witnessAndSearchAgreeOnTwoThousandPairsOfLogAndHistory() {
    Middle[] middles = Middle.values();
    int wrong = 0;
    for (int seed = 0; seed < PAIRS; seed++) {
      Middle middle = middles[seed % middles.length];
      LogAndHistory pair = LogAndHistory.of(seed, middle);

      Answer searched =
          LinearizabilitySearch.search(new KeyValueModel(), pair.operations(), BUDGET).answer();

      boolean isWitnessed = pair.witnessed().isEmpty();
      wrong += isWitnessed ? 0 : 1;
      assertThat(searched)
          .as("seed %d, %s: %s", seed, middle, pair.witnessed())
          .isEqualTo(middle.isRight() ? Answer.LINEARIZABLE : Answer.NOT_LINEARIZABLE);
      assertThat(isWitnessed)
          .as("seed %d, %s: %s", seed, middle, pair.witnessed())
          .isEqualTo(middle.isRight());
    }
    assertThat(wrong).isGreaterThan(PAIRS / 3);
  }
}
