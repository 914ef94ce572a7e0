package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Certificate.Vote;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Notary;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a replica makes of certificates that were checked, for entries that it has or has not. */
class HeardCertificatesTest {
  private static final List<Vote> VOTES =
      List.of(new Vote(0, Bytes.EMPTY), new Vote(1, Bytes.EMPTY));

  private static final int ENTRIES = 20;

  /** So many certificates are kept that came early. */
  private static final int KEPT = 16;

  private final List<Entry> entries = new ArrayList<>();

  private final ReplicaState state =
      new ReplicaState(TestCluster.settings(3), 1, new RecordingMachine(), Notary.NONE);

  private final HeardCertificates heard = new HeardCertificates(state);

  HeardCertificatesTest() {
    long parent = 0;
    for (long op = 1; op <= ENTRIES; op++) {
      Entry entry = TestCluster.entry(op, parent, "op" + op);
      entries.add(entry);
      parent = entry.checksum();
    }
  }

  private void hold(int count) {
    entries.subList((int) state.log.op(), count).forEach(state.log::append);
  }

  private long checksum(long op) {
    return entries.get((int) op - 1).checksum();
  }

  private Certificate of(long view, long op) {
    return new Certificate(Claim.held(view, op, checksum(op)), VOTES);
  }

  private Certificate ofAnother(long view, long op) {
    return new Certificate(Claim.held(view, op, checksum(op) ^ 1), VOTES);
  }

  // ---- what can be committed --------------------------------------------------------------------

  @Test
  void entryOfTheNewestCertificateCanBeCommittedOnceItIsHere() {
    heard.hear(of(0, 3));
    hold(2);
    assertThat(heard.committable()).isZero();

    hold(3);

    assertThat(heard.committable()).isEqualTo(3);
  }

  @Test
  void entryOfAnOlderCertificateCanBeCommittedWhileThatOfTheNewestIsNotHere() {
    heard.hear(of(0, 3));
    heard.hear(of(0, 9));
    hold(5);

    assertThat(heard.committable()).isEqualTo(3);
  }

  @Test
  void otherEntryThanTheCertifiedOneCannotBeCommitted() {
    heard.hear(ofAnother(0, 3));
    hold(3);

    assertThat(heard.committable()).isZero();
  }

  @Test
  void certificateThatCameEarlyIsTakenOnceItsEntryIsCommittedAndNotAgain() {
    heard.hear(of(0, 3));
    heard.hear(of(0, 5));
    hold(5);
    assertThat(heard.takeCommitted()).isEmpty();

    state.commit = 4;

    assertThat(heard.takeCommitted()).containsExactly(of(0, 3));
    assertThat(heard.takeCommitted()).isEmpty();
    state.commit = 5;
    assertThat(heard.takeCommitted()).containsExactly(of(0, 5));
  }

  @Test
  void ofManyThatCameEarlyThoseAreKeptThatAreNeededFirst() {
    for (long op = ENTRIES; op >= 1; op--) {
      heard.hear(of(0, op));
    }
    hold(ENTRIES);

    state.commit = ENTRIES;

    assertThat(heard.takeCommitted())
        .hasSize(KEPT)
        .extracting(Certificate::op)
        .startsWith(1L)
        .endsWith((long) KEPT);
  }

  @Test
  void certificateOfALaterViewCountsMoreThanThatOfAHigherOpNumber() {
    heard.hear(of(0, 9));
    heard.hear(of(1, 3));
    assertThat(heard.newest()).isEqualTo(of(1, 3));

    heard.hear(of(0, 9));
    assertThat(heard.newest()).isEqualTo(of(1, 3));
    heard.hear(of(1, 5));
    assertThat(heard.newest()).isEqualTo(of(1, 5));
  }

  // ---- what contradicts it ----------------------------------------------------------------------

  @Test
  void ownLogIsContradictedByACertificateForAnotherEntryOfThisView() {
    heard.hear(ofAnother(0, 3));
    hold(2);
    assertThat(heard.contradictLog()).as("it is not here").isFalse();

    hold(3);

    assertThat(heard.contradictLog()).isTrue();
    state.view = 1;
    assertThat(heard.contradictLog()).as("another view decides for itself").isFalse();
  }

  @Test
  void ownLogIsNotContradictedByACertificateForItsOwnEntry() {
    heard.hear(of(0, 3));
    hold(3);

    assertThat(heard.contradictLog()).isFalse();
  }

  @Test
  void ownLogIsNotContradictedByWhatIsBelowItsBase() {
    heard.hear(ofAnother(0, 3));
    hold(5);
    state.log.dropUpTo(4);

    assertThat(heard.contradictLog()).isFalse();
  }

  @Test
  void shownLogOfThatViewOrALaterOneIsContradicted() {
    LogTail shown = LogTail.whole(0, 0, entries.subList(0, 3));
    heard.hear(ofAnother(1, 3));

    assertThat(heard.contradict(0, shown)).as("of an older view").isFalse();
    assertThat(heard.contradict(1, shown)).isTrue();
    assertThat(heard.contradict(2, shown)).isTrue();
  }

  @Test
  void shownLogIsContradictedByWhatItShowsOnly() {
    heard.hear(ofAnother(0, 3));

    assertThat(heard.contradict(0, LogTail.whole(0, 0, entries.subList(0, 2)))).isFalse();
    assertThat(heard.contradict(0, LogTail.whole(3, checksum(3), entries.subList(3, 5)))).isFalse();
    assertThat(heard.contradict(0, LogTail.whole(2, checksum(2), entries.subList(2, 5)))).isTrue();
  }

  @Test
  void shownLogIsNotContradictedByACertificateForItsOwnEntry() {
    heard.hear(of(0, 3));

    assertThat(heard.contradict(0, LogTail.whole(0, 0, entries.subList(0, 3)))).isFalse();
  }
}
