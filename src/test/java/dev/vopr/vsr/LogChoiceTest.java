package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message.DoViewChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which log a new view starts with (VRR §4.2 step 3, rules V3 and V4). */
class LogChoiceTest {
  private static final long VIEW = 9;

  // ---- V3: whose log ----------------------------------------------------------------------------

  @Test
  void theLastNormalViewCountsMoreThanTheLength() {
    List<Entry> old = chain(1, 5);
    List<Entry> newer = chain(2, 2);

    assertThat(ops(choose(3, shown(0, 1, 0, old), shown(1, 2, 0, newer)))).isEqualTo(newer);
    assertThat(ops(choose(3, shown(1, 2, 0, newer), shown(0, 1, 0, old)))).isEqualTo(newer);
  }

  @Test
  void theViewOfTheLastEntryDoesNotCount() {
    List<Entry> ofView1 = chain(1, 3);
    List<Entry> ofView2 = chain(2, 1);

    LogChoice.Chosen chosen =
        choose(3, shown(0, 3, 0, ofView1), shown(1, 2, 0, ofView2)).orElseThrow();

    assertThat(chosen.source()).as("r0 was normal in view 3, with entries of view 1").isZero();
    assertThat(chosen.tail().entries()).isEqualTo(ofView1);
  }

  @Test
  void amongLogsOfTheSameViewTheLongestIsTaken() {
    List<Entry> chain = chain(1, 4);

    LogChoice.Chosen chosen =
        choose(3, shown(2, 1, 0, chain.subList(0, 2)), shown(1, 1, 0, chain)).orElseThrow();

    assertThat(chosen.source()).isEqualTo(1);
    assertThat(chosen.tail().entries()).isEqualTo(chain);
  }

  @Test
  void amongEqualLogsTheFirstIsTaken() {
    List<Entry> chain = chain(1, 2);

    assertThat(choose(3, shown(1, 1, 0, chain), shown(2, 1, 0, chain)))
        .map(LogChoice.Chosen::source)
        .contains(1);
  }

  @Test
  void theCommitNumberIsTheHighestOfAll() {
    List<Entry> chain = chain(1, 4);

    LogChoice.Chosen chosen =
        choose(3, shown(0, 1, 0, chain), shown(1, 1, 3, chain.subList(3, 4))).orElseThrow();

    assertThat(chosen.commit()).isEqualTo(3);
  }

  @Test
  void theCommitNumberIsNeverAboveTheLog() {
    List<Entry> chain = chain(2, 1);

    assertThat(choose(3, shown(0, 2, 0, chain), shown(1, 1, 7, List.of())))
        .map(LogChoice.Chosen::commit)
        .contains(1L);
  }

  // ---- V4: entries that are missing -------------------------------------------------------------

  @Test
  void aCopyAnywhereKeepsAnEntry() {
    List<Entry> chain = chain(1, 3);
    DoViewChange corrupt = shown(0, 1, 0, chain, 2);
    DoViewChange whole = shown(1, 1, 0, chain.subList(0, 2));

    assertThat(ops(choose(3, corrupt, whole))).isEqualTo(chain);
  }

  @Test
  void aCorruptEntryIsNeitherACopyNorANack() {
    List<Entry> chain = chain(1, 2);

    assertThat(choose(3, shown(0, 1, 0, chain, 2), shown(1, 1, 0, chain, 2)))
        .as("the third may have it")
        .isEmpty();
    assertThat(
            choose(3, shown(0, 1, 0, chain, 2), shown(1, 1, 0, chain, 2), shown(2, 1, 0, chain, 2)))
        .as("all are in, and it is still undecided: it waits")
        .isEmpty();
  }

  /** Seed 50006194 of the scenario chaos: the log of the newest view names what nobody has. */
  @Test
  void aNackOfAnEntryThatTheLogNamesCountsLikeALogThatEndsBelow() {
    List<Entry> chain = chain(1, 2);
    DoViewChange newest = shown(0, 2, 0, chain, 2);
    DoViewChange corrupt = shown(1, 1, 0, chain, 2);
    DoViewChange below = shown(2, 1, 0, chain.subList(0, 1));

    assertThat(choose(3, newest, corrupt, below)).as("without it, it waits").isEmpty();
    assertThat(choose(3, nacking(newest, 2), corrupt)).as("one is too few").isEmpty();
    assertThat(ops(choose(3, nacking(newest, 2), below))).isEqualTo(chain.subList(0, 1));
  }

  @Test
  void aNackOfAnotherEntryThanTheLogNamesCountsToo() {
    List<Entry> chain = chain(1, 2);
    DoViewChange newest = shown(0, 2, 0, chain, 2);
    DoViewChange other = shown(1, 1, 0, forked(chain), 2);

    assertThat(ops(choose(3, nacking(newest, 2), nacking(other, 2))))
        .isEqualTo(chain.subList(0, 1));
  }

  @Test
  void aCopyAnywhereCountsMoreThanNacks() {
    List<Entry> chain = chain(1, 2);
    DoViewChange newest = nacking(shown(0, 2, 0, chain, 2), 2);

    assertThat(ops(choose(3, newest, shown(1, 1, 0, chain.subList(0, 1)), shown(2, 1, 0, chain))))
        .isEqualTo(chain);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 7})
  void enoughReplicasThatNeverHadAnEntryCutTheLogThere(int replicas) {
    List<Entry> chain = chain(1, 3);
    int nackQuorum = TestCluster.settings(replicas).nackQuorum();
    List<DoViewChange> shown = new ArrayList<>(List.of(shown(0, 1, 0, chain, 2)));

    for (int i = 1; i <= nackQuorum; i++) {
      assertThat(choice(replicas, shown).choose())
          .as("%d of %d nacks", i - 1, nackQuorum)
          .isEmpty();
      shown.add(shown(i, 1, 0, chain.subList(0, 1)));
    }

    assertThat(ops(choice(replicas, shown).choose()))
        .as("with it goes what is above, although a copy of that is there")
        .isEqualTo(chain.subList(0, 1));
  }

  @Test
  void anotherEntryInItsPlaceIsANack() {
    List<Entry> chain = chain(2, 1);
    List<Entry> other = chain(1, 1);

    assertThat(
            ops(choose(3, shown(0, 2, 0, chain, 1), shown(1, 1, 0, other), shown(2, 1, 0, other))))
        .isEmpty();
  }

  @Test
  void aReplicaThatCommittedBeyondAnEntryDoesNotNackIt() {
    List<Entry> chain = chain(1, 3);

    LogChoice.Chosen chosen =
        choose(3, shown(0, 1, 0, chain, 2), shown(1, 1, 2, chain.subList(2, 3))).orElseThrow();

    assertThat(chosen.tail().op()).as("what is committed is never cut").isEqualTo(3);
    assertThat(chosen.tail().entryAt(2)).as("it is fetched instead").isEmpty();
  }

  @Test
  void nothingAtOrBelowAKnownCommitIsCut() {
    List<Entry> chain = chain(2, 2);

    LogChoice.Chosen chosen =
        choose(
                5,
                shown(0, 2, 0, chain, 2),
                shown(1, 1, 2, List.of()),
                shown(2, 1, 0, List.of()),
                shown(3, 1, 0, List.of()),
                shown(4, 1, 0, List.of()))
            .orElseThrow();

    assertThat(chosen.tail().op()).isEqualTo(2);
    assertThat(chosen.commit()).isEqualTo(2);
  }

  // ---- lies -------------------------------------------------------------------------------------

  @Test
  void ofTwoLogsOfOneViewThatDifferNeitherIsChosenFrom() {
    List<Entry> one = chain(1, 2);
    DoViewChange whole = shown(1, 1, 0, one);
    DoViewChange other = shown(2, 1, 0, forked(one));
    DoViewChange rest = shown(3, 1, 0, one.subList(0, 1));

    assertThat(LogChoice.credible(List.of(whole, other, rest), 3)).containsExactly(rest);
  }

  @Test
  void theNewPrimaryDoesNotDoubtItsOwnLog() {
    List<Entry> one = chain(1, 2);
    DoViewChange own = shown(1, 1, 0, one);
    DoViewChange liar = shown(2, 1, 0, forked(one));
    DoViewChange rest = shown(0, 1, 0, one.subList(0, 1));

    assertThat(LogChoice.credible(List.of(rest, own, liar), 1)).containsExactly(rest, own);
  }

  @Test
  void logsOfDifferentViewsOrLengthsDoNotContradictEachOther() {
    List<Entry> chain = chain(1, 3);
    List<DoViewChange> all =
        List.of(
            shown(0, 2, 0, chain(2, 3)),
            shown(1, 1, 0, chain),
            shown(2, 1, 2, chain.subList(2, 3)));

    assertThat(LogChoice.credible(all, 0)).isEqualTo(all);
  }

  @Test
  void atSignedWhatAnotherLogStartsFromEndsOneOfTheSameViewBelow() {
    List<Entry> committed = chain(1, 3);
    List<Entry> misled = forked(committed.subList(0, 2));
    DoViewChange informed = shown(1, 1, 2, committed.subList(2, 3));

    LogChoice.Chosen chosen =
        new LogChoice(
                TestCluster.at(Hardening.SIGNED, TestCluster.settings(3)),
                List.of(shown(0, 1, 0, longer(misled, 4)), informed))
            .choose()
            .orElseThrow();

    assertThat(chosen.source()).as("although its log is shorter").isEqualTo(1);
    assertThat(chosen.tail()).isEqualTo(informed.tail());
  }

  @Test
  void atSignedALogOfALaterViewIsChosenWhateverOlderOnesStartFrom() {
    List<Entry> later = chain(2, 3);
    DoViewChange older = shown(0, 1, 2, chain(1, 3).subList(2, 3));

    LogChoice.Chosen chosen =
        new LogChoice(
                TestCluster.at(Hardening.SIGNED, TestCluster.settings(3)),
                List.of(older, shown(1, 2, 0, later)))
            .choose()
            .orElseThrow();

    assertThat(chosen.tail().entries()).isEqualTo(later);
  }

  private static List<Entry> chosenAtSigned(DoViewChange... shown) {
    ReplicaSettings settings = TestCluster.at(Hardening.SIGNED, TestCluster.settings(5));
    return ops(new LogChoice(settings, List.of(shown)).choose());
  }

  /** Seeds 40001125 and 40002341 of the scenario signed-chaos. */
  @Test
  void atSignedOfTwoHistoriesOfAViewTheOneThatMoreReplicasShowIsChosen() {
    List<Entry> chain = chain(1, 3);
    List<Entry> other = forked(chain);

    assertThat(chosenAtSigned(shown(0, 1, 0, other), shown(1, 1, 0, chain), shown(4, 1, 0, chain)))
        .isEqualTo(chain);
    assertThat(
            chosenAtSigned(
                shown(1, 1, 0, chain), shown(2, 1, 0, longer(other, 5)), shown(4, 1, 0, chain)))
        .as("although it is shorter")
        .isEqualTo(chain);
    assertThat(
            chosenAtSigned(
                shown(1, 1, 0, longer(chain, 4)), shown(2, 1, 0, other), shown(4, 1, 0, chain)))
        .as("with what only one of them has")
        .isEqualTo(longer(chain, 4));
  }

  @Test
  void atSignedOfTwoHistoriesThatAsManyShowTheLongerOneIsChosen() {
    List<Entry> chain = chain(1, 3);
    List<Entry> other = forked(chain);
    DoViewChange older = shown(4, 0, 0, chain.subList(0, 0));

    assertThat(chosenAtSigned(shown(0, 1, 0, other), shown(1, 1, 0, chain), older))
        .as("the first of two as long ones")
        .isEqualTo(other);
    assertThat(chosenAtSigned(shown(0, 1, 0, other), shown(1, 1, 0, longer(chain, 4)), older))
        .isEqualTo(longer(chain, 4));
  }

  @Test
  void atSignedOnlyLogsOfTheNewestViewCountForAHistory() {
    List<Entry> newest = chain(2, 3);
    List<Entry> older = chain(1, 3);

    assertThat(chosenAtSigned(shown(0, 1, 0, older), shown(1, 2, 0, newest), shown(4, 1, 0, older)))
        .isEqualTo(newest);
  }

  private static List<Entry> longer(List<Entry> log, int length) {
    List<Entry> longer = new ArrayList<>(log);
    while (longer.size() < length) {
      Entry last = longer.get(longer.size() - 1);
      longer.add(
          Entry.sealed(
              last.view(),
              last.op() + 1,
              last.checksum(),
              1_000,
              1,
              last.op() + 1,
              Bytes.of("v"),
              last.timestamp() + 1));
    }
    return longer;
  }

  /** The same log with another entry in the last place. */
  private static List<Entry> forked(List<Entry> log) {
    Entry last = log.get(log.size() - 1);
    List<Entry> forked = new ArrayList<>(log.subList(0, log.size() - 1));
    forked.add(
        Entry.sealed(
            last.view(), last.op(), last.parent(), 1_000, 1, 9, Bytes.of("lie"), last.timestamp()));
    return forked;
  }

  // ---- helpers ----------------------------------------------------------------------------------

  private static List<Entry> chain(long view, int length) {
    List<Entry> chain = new ArrayList<>();
    long parent = 0;
    for (long op = 1; op <= length; op++) {
      Entry entry =
          Entry.sealed(view, op, parent, 1_000, 1, op, Bytes.of("v" + view + "." + op), 10 + op);
      chain.add(entry);
      parent = entry.checksum();
    }
    return chain;
  }

  /** A log above {@code base}; the entries at the {@code corrupt} op-numbers are not present. */
  private static DoViewChange shown(
      int sender, long lastNormalView, long base, List<Entry> above, long... corrupt) {
    long baseChecksum = above.isEmpty() ? 0 : above.get(0).parent();
    List<Entry> present = new ArrayList<>(above);
    present.removeIf(entry -> LongStream.of(corrupt).anyMatch(op -> op == entry.op()));
    LogTail tail =
        new LogTail(base, baseChecksum, above.stream().map(Entry::header).toList(), present);
    return new DoViewChange(sender, VIEW, lastNormalView, tail, base);
  }

  private static DoViewChange nacking(DoViewChange shown, long... nacks) {
    LogTail tail = shown.tail();
    List<Long> ops = LongStream.of(nacks).boxed().toList();
    return new DoViewChange(
        shown.sender(),
        shown.view(),
        shown.lastNormalView(),
        new LogTail(tail.base(), tail.baseChecksum(), tail.headers(), tail.entries(), ops),
        shown.commit());
  }

  private static LogChoice choice(int replicas, List<DoViewChange> shown) {
    return new LogChoice(TestCluster.settings(replicas), shown);
  }

  private static Optional<LogChoice.Chosen> choose(int replicas, DoViewChange... shown) {
    return choice(replicas, List.of(shown)).choose();
  }

  private static List<Entry> ops(Optional<LogChoice.Chosen> chosen) {
    return chosen.orElseThrow().tail().entries();
  }
}
