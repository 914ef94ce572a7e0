package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The decision table of reload (rule D2): complete, without doubles, and each row as it must be.
 */
class ReloadRowTest {

  @Test
  void everyCombinationButOneHasARow() {
    for (ReloadRow.Header header : ReloadRow.Header.values()) {
      for (ReloadRow.Entry entry : ReloadRow.Entry.values()) {
        boolean canOccur = entry != ReloadRow.Entry.CLASH || header == ReloadRow.Header.THIS;
        assertThat(ReloadRow.of(header, entry).isPresent())
            .as("header %s, entry %s: a clash takes an intact header", header, entry)
            .isEqualTo(canOccur);
      }
    }
  }

  @Test
  void noCombinationHasTwoRows() {
    List<ReloadRow> found =
        Arrays.stream(ReloadRow.Header.values())
            .flatMap(
                header ->
                    Arrays.stream(ReloadRow.Entry.values())
                        .map(entry -> ReloadRow.of(header, entry)))
            .flatMap(Optional::stream)
            .toList();

    assertThat(found).doesNotHaveDuplicates().containsExactlyInAnyOrder(ReloadRow.values());
  }

  @ParameterizedTest
  @CsvSource({
    "OTHER, OTHER, NEVER_WRITTEN, END",
    "OTHER, THIS, HEADER_NOT_WRITTEN, KEEP",
    "OTHER, BROKEN, ENTRY_TORN, END",
    "THIS, THIS, INTACT, KEEP",
    "THIS, CLASH, ENTRY_CLASHES, MISSING",
    "THIS, OTHER, ENTRY_LOST, MISSING",
    "THIS, BROKEN, ENTRY_CORRUPT, MISSING",
    "BROKEN, THIS, HEADER_CORRUPT, KEEP",
    "BROKEN, OTHER, HEADER_CORRUPT_ENTRY_OTHER, UNKNOWN",
    "BROKEN, BROKEN, BOTH_CORRUPT, UNKNOWN"
  })
  void eachRowHasItsAction(
      ReloadRow.Header header, ReloadRow.Entry entry, ReloadRow row, ReloadRow.Action action) {
    assertThat(ReloadRow.of(header, entry)).contains(row);
    assertThat(row.action()).isEqualTo(action);
  }
}
