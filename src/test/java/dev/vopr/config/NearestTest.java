package dev.vopr.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  @ParameterizedTest
  @CsvSource({
    "loss, loss, 0",
    "los, loss, 1",
    "losss, loss, 1",
    "lass, loss, 1",
    "vorp, vopr, 1",
    "'', abc, 3",
    "kitten, sitting, 3"
  })
  void countsEditsWithASwapOfNeighboursAsOne(String from, String to, int edits) {
    assertThat(Nearest.edits(from, to)).isEqualTo(edits);
    assertThat(Nearest.edits(to, from)).isEqualTo(edits);
  }

  @Test
  void choosesTheCandidateWithTheFewestEdits() {
    assertThat(Nearest.to("delays", List.of("relay", "delay", "loss"))).contains("delay");
  }

  @Test
  void choosesTheFirstOfEquallyNearCandidates() {
    assertThat(Nearest.to("bat", List.of("cat", "hat"))).contains("cat");
  }

  @Test
  void suggestsNothingThatDiffersInMoreThanAThird() {
    assertThat(Nearest.to("seed", List.of("loss", "need-more"))).isEmpty();
    assertThat(Nearest.to("a", List.of("b"))).isEmpty();
    assertThat(Nearest.to("a", List.of())).isEmpty();
  }
}
