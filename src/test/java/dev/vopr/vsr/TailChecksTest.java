package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log tail from another replica must look like. */
class TailChecksTest {
  private static final ReplicaSettings SETTINGS = TestCluster.settings(3);
  private static final long VIEW = 4;

  private final List<Entry> entries = chain(10, 99, 3);
  private final List<Header> headers =
      new ArrayList<>(entries.stream().map(Entry::header).toList());

  @Test
  void aWholeTailIsFine() {
    assertBroken(LogTail.whole(10, 99, entries), null);
    assertBroken(LogTail.NONE, null);
    assertBroken(LogTail.whole(0, 0, chain(0, 0, SETTINGS.limits().tailEntries())), null);
  }

  @Test
  void aTailMayLackEntries() {
    assertBroken(new LogTail(10, 99, headers, List.of()), null);
    assertBroken(new LogTail(10, 99, headers, List.of(entries.get(1))), null);
  }

  @Test
  void aTailAboveTheLimitIsRefused() {
    int limit = SETTINGS.limits().tailEntries();

    assertBroken(LogTail.whole(0, 0, chain(0, 0, limit + 1)), RejectionRule.TAIL_TOO_LONG);
    assertBroken(new LogTail(10, 99, headers.subList(0, 2), entries), RejectionRule.TAIL_TOO_LONG);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE / 2})
  void aBaseThatNoLogReachesIsRefused(long base) {
    assertBroken(new LogTail(base, 99, List.of(), List.of()), RejectionRule.TAIL_RANGE);
    assertBroken(LogTail.whole(base, 99, chain(base, 99, 3)), RejectionRule.TAIL_RANGE);
  }

  @Test
  void theStartOfTheLogHasNoChecksum() {
    assertBroken(new LogTail(0, 5, List.of(), List.of()), RejectionRule.TAIL_CHAIN);
  }

  @Test
  void headersAreAChainFromTheBaseOn() {
    assertBroken(LogTail.whole(10, 98, entries), RejectionRule.TAIL_CHAIN);
    assertBroken(LogTail.whole(9, 99, entries), RejectionRule.TAIL_BROKEN);
    Collections.swap(headers, 0, 1);
    assertBroken(new LogTail(10, 99, headers, List.of()), RejectionRule.TAIL_BROKEN);
  }

  @Test
  void viewsDoNotFallAlongTheTailNorExceedTheOneItIsOf() {
    for (long view : new long[] {-1, VIEW + 1, Long.MAX_VALUE, 1}) {
      Header last = headers.get(2);
      headers.set(2, new Header(view, last.op(), last.parent(), last.checksum()));
      assertBroken(new LogTail(10, 99, headers, List.of()), RejectionRule.ENTRY_VIEW);
    }
  }

  @Test
  void entriesAreThoseOfTheHeadersInOrder() {
    Entry other =
        Entry.sealed(2, 12, entries.get(0).checksum(), 1_000, 1, 1, Bytes.of("other"), 50);

    for (List<Entry> wrong :
        List.of(
            List.of(entries.get(1), entries.get(0)),
            List.of(entries.get(0), entries.get(0)),
            chain(13, 99, 1),
            chain(9, 99, 1))) {
      assertBroken(new LogTail(10, 99, headers, wrong), RejectionRule.TAIL_BROKEN);
    }
    assertBroken(new LogTail(10, 99, headers, List.of(other)), RejectionRule.TAIL_CHAIN);
  }

  @Test
  void nacksAreOfMissingEntriesInOrder() {
    List<Entry> first = entries.subList(0, 1);

    LogTail nacking = new LogTail(10, 99, headers, first, List.of(12L, 13L));
    assertThat(TailChecks.check(SETTINGS, nacking, VIEW)).isEmpty();
    for (List<Long> wrong :
        List.of(List.of(10L), List.of(14L), List.of(11L), List.of(13L, 12L), List.of(12L, 12L))) {
      assertBroken(new LogTail(10, 99, headers, first, wrong), RejectionRule.TAIL_BROKEN);
    }
  }

  @Test
  void anEntryThatIsWrongInItselfNamesItsOwnRule() {
    Entry broken = RandomMessages.withChecksum(entries.get(1), 5);

    assertBroken(new LogTail(10, 99, headers, List.of(broken)), RejectionRule.ENTRY_CHECKSUM);
  }

  @Test
  void anyTailAtAllIsCheckedWithoutAnException() {
    RandomMessages random = new RandomMessages(SimRng.of(6));
    for (int i = 0; i < 10_000; i++) {
      LogTail tail = random.tail();
      boolean isRefused = TailChecks.check(SETTINGS, tail, random.number()).isPresent();
      assertThat(isRefused || tail.op() >= tail.base()).as("seed 6, sample %d", i).isTrue();
    }
  }

  /** A chain of entries of view 2 above {@code base}. */
  private static List<Entry> chain(long base, long parent, int length) {
    List<Entry> chain = new ArrayList<>();
    long last = parent;
    for (int i = 1; i <= length; i++) {
      Entry entry = Entry.sealed(2, base + i, last, 1_000, 1, i, Bytes.of("x" + i), 10 + i);
      chain.add(entry);
      last = entry.checksum();
    }
    return chain;
  }

  private static void assertBroken(LogTail tail, RejectionRule rule) {
    assertThat(TailChecks.check(SETTINGS, tail, VIEW).orElse(null)).isEqualTo(rule);
  }
}
