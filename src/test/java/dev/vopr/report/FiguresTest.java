package dev.vopr.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers and lines as people read them. */
class FiguresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0        | 0 %
          0.00015  | 0.015 %
          0.02     | 2 %
          0.125    | 12.5 %
          0.29     | 29 %
          0.9999   | 99.9 %
          1        | 100 %
          """)
  void sharesAreNeverRoundedToAllOrNothing(double share, String text) {
    assertThat(Figures.percent(share)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0               | 0 ns
          100000          | 100 us
          1500000         | 1.5 ms
          30000000000     | 30 s
          125000000000    | 2 min 5 s
          7500000000000   | 2 h 5 min
          180000000000000 | 2 d 2 h
          """)
  void durationsHaveTheUnitThatFits(long nanos, String text) {
    assertThat(Figures.duration(nanos)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -1                   | -1 ns
          -7304829             | -7.3 ms
          -125000000000        | -2 min 5 s
          -9223372036854775808 | -106751 d 23 h
          """)
  void clockThatGoesBackGoesByAsMuchAsOneThatGoesForward(long nanos, String text) {
    assertThat(Figures.duration(nanos)).isEqualTo(text);
  }

  @Test
  void oneIsSingular() {
    assertThat(Figures.counted(1, "run")).isEqualTo("1 run");
    assertThat(Figures.counted(0, "run")).isEqualTo("0 runs");
    assertThat(Figures.counted(1_234, "run")).isEqualTo("1,234 runs");
  }

  @Test
  void listsEndWithAnd() {
    assertThat(Figures.list(List.of())).isEmpty();
    assertThat(Figures.list(List.of("a"))).isEqualTo("a");
    assertThat(Figures.list(List.of("a", "b"))).isEqualTo("a and b");
    assertThat(Figures.list(List.of("a", "b", "c"))).isEqualTo("a, b and c");
  }

  @Test
  void paragraphBreaksBetweenWordsButNotBeforeAUnit() {
    String text = "word ".repeat(19).strip() + " at 10 ms ≥ 100 end";

    assertThat(Paragraph.of("  label ", text))
        .containsExactly("  label " + "word ".repeat(19) + "at", "        10 ms ≥ 100 end");
  }

  @Test
  void paragraphEndsWithDotsAtItsLimit() {
    List<String> lines = Paragraph.of("> ", "word ".repeat(100).strip(), 2);

    assertThat(lines).hasSize(2).allMatch(line -> line.length() <= 110);
    assertThat(lines.get(1)).endsWith(" …");
  }

  @Test
  void wordThatIsLongerThanALineIsCut() {
    assertThat(Paragraph.of("", "x".repeat(500))).containsExactly("x".repeat(108) + " …");
  }
}
