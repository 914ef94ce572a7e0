package dev.vopr.vsr.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EntryTest {
  private static final Entry ENTRY = Entry.sealed(1, 2, 3, 1_004, 6, 5, Bytes.of("x"), 7);

  @Test
  void aSealedEntryIsIntact() {
    assertThat(ENTRY.isIntact()).isTrue();
  }

  @Test
  void theChecksumNeverChanges() {
    assertThat(ENTRY.checksum()).isEqualTo(0xBC1A961FE8BD7AA2L);
  }

  @Test
  void theChecksumCoversEveryField() {
    long checksum = ENTRY.checksum();
    Bytes x = Bytes.of("x");

    List<Entry> changed =
        List.of(
            new Entry(0, 2, 3, 1_004, 6, 5, x, 7, checksum),
            new Entry(1, 1, 3, 1_004, 6, 5, x, 7, checksum),
            new Entry(1, 2, 2, 1_004, 6, 5, x, 7, checksum),
            new Entry(1, 2, 3, 1_005, 6, 5, x, 7, checksum),
            new Entry(1, 2, 3, 1_004, 6, 4, x, 7, checksum),
            new Entry(1, 2, 3, 1_004, 5, 5, x, 7, checksum),
            new Entry(1, 2, 3, 1_004, 5, 6, x, 7, checksum),
            new Entry(1, 2, 3, 1_004, 6, 5, Bytes.of("y"), 7, checksum),
            new Entry(1, 2, 3, 1_004, 6, 5, Bytes.EMPTY, 7, checksum),
            new Entry(1, 2, 3, 1_004, 6, 5, x, 8, checksum),
            new Entry(1, 2, 3, 1_004, 6, 5, x, 7, checksum ^ 1));

    assertThat(changed).noneMatch(Entry::isIntact);
  }

  @Test
  void swappedFieldsDoNotCancelOut() {
    Entry swapped = new Entry(2, 1, 3, 1_004, 6, 5, Bytes.of("x"), 7, ENTRY.checksum());

    assertThat(swapped.isIntact()).isFalse();
  }
}
