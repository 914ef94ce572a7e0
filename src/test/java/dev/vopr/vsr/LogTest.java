package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The log in memory: a chain above a base, in which entries may be missing. */
class LogTest {
  private static final int CAPACITY = 4;

  private final Log log = new Log(CAPACITY);

  private Log with(int entries) {
    for (int i = 0; i < entries; i++) {
      log.append(next("op"));
    }
    return log;
  }

  private Entry next(String operation) {
    return TestCluster.entry(log.op() + 1, log.headChecksum(), operation);
  }

  // ---- what it holds ----------------------------------------------------------------------------

  @Test
  void headerOfTheBaseIsKeptWhenItsEntryIsFreed() {
    Header third = with(CAPACITY).headerAt(3);

    log.dropUpTo(3);

    assertThat(log.base()).isEqualTo(3);
    assertThat(log.headerAt(3)).isEqualTo(third);
    assertThat(log.checksumAt(3)).isEqualTo(third.checksum());
    assertThat(log.isPresent(3)).isFalse();
    assertThat(log.isPresent(4)).isTrue();
  }

  @Test
  void emptyLogStartsFromTheOrigin() {
    assertThat(log.headerAt(0)).isEqualTo(Log.ORIGIN);
    assertThat(log.headChecksum()).isEqualTo(Log.ORIGIN.checksum());
  }

  @Test
  void freedEntriesMakeRoom() {
    assertThat(with(CAPACITY).isFull()).isTrue();

    log.dropUpTo(3);

    assertThat(log.room()).isEqualTo(3);
    assertThat(with(3).isFull()).isTrue();
    assertThat(log.op()).isEqualTo(CAPACITY + 3);
  }

  @Test
  void baseNeverFalls() {
    with(CAPACITY).dropUpTo(3);

    log.dropUpTo(2);

    assertThat(log.base()).isEqualTo(3);
  }

  // ---- missing entries --------------------------------------------------------------------------

  @Test
  void logIsWholeAgainOnceItsMissingEntryIsFilledIn() {
    with(1);
    Entry missing = next("missing");
    log.appendMissing(missing.header());
    with(1);
    assertThat(log.isWhole()).isFalse();
    assertThat(log.firstMissing()).isEqualTo(2);
    assertThat(log.from(1, CAPACITY)).as("up to the missing one").hasSize(1);

    log.fill(missing);
    log.fill(missing);

    assertThat(log.isWhole()).isTrue();
    assertThat(log.firstMissing()).isEqualTo(4);
    assertThat(log.at(2)).isEqualTo(missing);
  }

  @Test
  void missingEntryThatIsCutOffOrFreedIsNotMissedAnyMore() {
    with(1).appendMissing(next("missing").header());

    log.truncateAfter(1);
    assertThat(log.isWhole()).isTrue();
    log.appendMissing(next("missing").header());
    log.dropUpTo(2);

    assertThat(log.isWhole()).isTrue();
  }

  @Test
  void onlyAnEntryThatCertainlyNeverWasIsANack() {
    with(1).appendMissing(next("never").header(), true);
    log.appendMissing(next("corrupt").header(), false);

    assertThat(log.isNack(1)).isFalse();
    assertThat(log.isNack(2)).isTrue();
    assertThat(log.isNack(3)).isFalse();
  }

  // ---- what must not be asked of it -------------------------------------------------------------

  private static void assertRefused(String rule, ThrowingCallable wrong) {
    assertThatIllegalStateException().isThrownBy(wrong).withMessageContaining(rule);
  }

  @Test
  void fullLogTakesNothingMore() {
    Entry more = TestCluster.entry(CAPACITY + 1, with(CAPACITY).headChecksum(), "more");

    assertRefused("the log has room", () -> log.append(more));
    assertRefused("the log has room", () -> log.appendMissing(more.header()));
  }

  @Test
  void entryAboveAGapIsNotTaken() {
    Entry above = TestCluster.entry(3, with(1).headChecksum(), "above");

    assertRefused("the log grows without gaps", () -> log.append(above));
    assertRefused("the log grows without gaps", () -> log.appendMissing(above.header()));
  }

  @Test
  void entryOfAnotherChainIsNotTaken() {
    Entry other = TestCluster.entry(2, with(1).headChecksum() ^ 1, "other");

    assertRefused("the log is a chain", () -> log.append(other));
  }

  @Test
  void otherEntryThanTheMissingOneIsNotFilledIn() {
    with(1).appendMissing(next("missing").header());
    Entry other = TestCluster.entry(2, log.checksumAt(1), "other");

    assertRefused("it is the missing one", () -> log.fill(other));
  }

  @Test
  void whatIsInACheckpointIsNotCutOff() {
    with(CAPACITY).dropUpTo(3);

    assertRefused("the checkpoint is not cut", () -> log.truncateAfter(2));
  }

  @Test
  void whatItDoesNotReachIsNotFreed() {
    with(2);

    assertRefused("the log reaches the new base", () -> log.dropUpTo(3));
  }

  @Test
  void whatItDoesNotHoldIsNotLookedUp() {
    with(CAPACITY).dropUpTo(2);

    assertRefused("the log holds the op-number", () -> log.checksumAt(1));
    assertRefused("the log holds the op-number", () -> log.headerAt(CAPACITY + 1));
    assertRefused("the log holds the op-number", () -> log.at(2));
  }
}
