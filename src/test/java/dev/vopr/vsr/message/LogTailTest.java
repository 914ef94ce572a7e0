package dev.vopr.vsr.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a log tail says about an entry: it is there, it is not, or it never was (rule V4). */
class LogTailTest {
  private static final Header FIRST = new Header(0, 6, 50, 60);
  private static final Header SECOND = new Header(0, 7, 60, 70);
  private static final LogTail NAMED = new LogTail(5, 50, List.of(FIRST, SECOND), List.of());

  @Test
  void entryAboveTheEndNeverWas() {
    assertThat(NAMED.op()).isEqualTo(7);
    assertThat(NAMED.isNack(8, 80)).isTrue();
  }

  @Test
  void entryInWhosePlaceThereIsAnotherNeverWas() {
    assertThat(NAMED.isNack(6, 61)).isTrue();
    assertThat(NAMED.isNack(7, 71)).as("at the end").isTrue();
  }

  @Test
  void entryThatIsNamedMayHaveBeen() {
    assertThat(NAMED.isNack(6, 60)).isFalse();
    assertThat(NAMED.isNack(7, 70)).isFalse();
    assertThat(new LogTail(5, 50, List.of(FIRST, SECOND), List.of(), List.of(7L)).isNack(7, 70))
        .as("unless it says so")
        .isTrue();
  }

  /** What the tail starts from is committed. */
  @Test
  void nothingIsSaidOfTheBaseAndBelow() {
    assertThat(NAMED.isNack(5, 51)).isFalse();
    assertThat(NAMED.isNack(4, 40)).isFalse();
  }

  @Test
  void tailIsWholeIfAllItsEntriesArePresent() {
    Entry entry = Entry.sealed(0, 6, 50, 1_000, 1, 1, Bytes.of("x"), 5);

    assertThat(LogTail.whole(5, 50, List.of(entry)).isWhole()).isTrue();
    assertThat(LogTail.whole(5, 50, List.of(entry)).entryAt(6)).contains(entry);
    assertThat(NAMED.isWhole()).isFalse();
    assertThat(NAMED.entryAt(6)).isEmpty();
  }
}
