package dev.vopr.vsr;

import static dev.vopr.vsr.Reload.Trust.HEAD_UNKNOWN;
import static dev.vopr.vsr.Reload.Trust.VIEW_UNKNOWN;
import static dev.vopr.vsr.Reload.Trust.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.disk.DiskCodec;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.state.ClientTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is made of disks in every state that a crash or a fault can leave them in (rules D1 to D3).
 */
class ReloadTest {
  private static final int SLOTS = 8;
  private static final ReplicaSettings SETTINGS =
      TestCluster.settings(3, TestCluster.calm(), SLOTS, 10_000);
  private static final Bytes NONE = Bytes.copyOf(new byte[Integer.BYTES]);

  private final TestDisk disk = new TestDisk();

  // ---- the view record --------------------------------------------------------------------------

  @Test
  void aFormattedDiskIsWholeAndEmpty() {
    Reload reload = reload();

    assertThat(reload.trust()).isEqualTo(WHOLE);
    assertThat(reload.record()).isEqualTo(ViewRecord.INITIAL);
    assertThat(reload.log()).isEmpty();
    assertThat(reload.checkpoint()).isEmpty();
  }

  @Test
  void anEmptyDiskIsALostOne() {
    disk.wipe();

    assertThat(reload().trust()).isEqualTo(VIEW_UNKNOWN);
    assertThat(reload().record().view()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void twoIntactCopiesOfTheViewRecordSuffice(int firstBroken) {
    writeRecord(record(5, 3, List.of()));
    disk.corrupt(Zone.VIEW_RECORD, firstBroken);
    disk.erase(Zone.VIEW_RECORD, 3);

    assertThat(reload().trust()).isEqualTo(WHOLE);
    assertThat(reload().record().view()).isEqualTo(3);
    assertThat(reload().isRecordWhole()).as("a further crash may lose it").isFalse();
  }

  @Test
  void copiesThatDoNotHoldTheViewRecordAreWrittenFirst() {
    writeRecord(record(5, 3, List.of()));
    assertThat(reload().copyOrder()).as("all are good").containsExactly(0, 1, 2, 3);

    disk.corrupt(Zone.VIEW_RECORD, 1);
    disk.erase(Zone.VIEW_RECORD, 3);

    assertThat(reload().copyOrder())
        .as("a crash in the first half of the next write leaves copies 0 and 2")
        .containsExactly(1, 3, 0, 2);
  }

  @Test
  void oneCopyOfTheViewRecordIsNotEnough() {
    writeRecord(record(5, 3, List.of()));
    disk.corrupt(Zone.VIEW_RECORD, 0);
    disk.corrupt(Zone.VIEW_RECORD, 1);
    disk.corrupt(Zone.VIEW_RECORD, 2);

    assertThat(reload().trust()).isEqualTo(VIEW_UNKNOWN);
  }

  @Test
  void theNewestPairOfCopiesCounts() {
    writeRecord(record(5, 3, List.of()));
    writeRecord(record(6, 4, List.of()), 1, 3);

    assertThat(reload().record().view()).isEqualTo(4);
  }

  @Test
  void aNewCopyThatStandsAloneIsATornWrite() {
    writeRecord(record(5, 3, List.of()));
    ViewRecord newer = record(6, 4, headers(chain(2)));
    writeRecord(newer, 0);
    disk.tear(new Block(Zone.VIEW_RECORD, 1, DiskCodec.encode(newer)));

    assertThat(reload().trust()).isEqualTo(WHOLE);
    assertThat(reload().record().view()).as("nothing was said in view 4").isEqualTo(3);
  }

  @Test
  void copiesThatAgreeOnTheSequenceOnlyDoNotAgree() {
    writeRecord(record(5, 3, List.of()), 0);
    writeRecord(record(5, 4, List.of()), 1);
    writeRecord(record(5, 5, List.of()), 2);
    disk.erase(Zone.VIEW_RECORD, 3);

    assertThat(reload().trust()).isEqualTo(VIEW_UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource(ViewRecord.Doubt.class)
  void doubtSurvivesAnotherCrash(ViewRecord.Doubt doubt) {
    writeRecord(new ViewRecord(5, 3, 3, doubt, 0, 0, 0, List.of()));

    assertThat(reload().trust())
        .isEqualTo(
            switch (doubt) {
              case NONE, PAST -> WHOLE;
              case HEAD -> HEAD_UNKNOWN;
              case VIEWS -> VIEW_UNKNOWN;
            });
  }

  // ---- the log ----------------------------------------------------------------------------------

  @Test
  void anIntactLogIsFound() {
    List<Entry> chain = write(chain(5));

    Reload reload = reload();

    assertThat(reload.trust()).isEqualTo(WHOLE);
    assertThat(entriesOf(reload)).isEqualTo(chain);
    assertThat(reload.intactOp()).isEqualTo(5);
  }

  @Test
  void aTornEntryAtTheEndWasNeverAcknowledgedAndIsCut() {
    List<Entry> chain = chain(5);
    write(chain.subList(0, 4));
    disk.tear(entryBlock(chain.get(4)));

    assertThat(reload().trust()).isEqualTo(WHOLE);
    assertThat(entriesOf(reload())).isEqualTo(chain.subList(0, 4));
  }

  @Test
  void anEntryAtTheEndWhoseHeaderWasNotWrittenIsKept() {
    List<Entry> chain = write(chain(5));
    disk.erase(Zone.HEADERS, 5);

    assertThat(reload().trust()).isEqualTo(WHOLE);
    assertThat(entriesOf(reload())).isEqualTo(chain);
    assertThat(reload().intactOp()).as("its header is written anew").isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4})
  void aHeaderInTheMiddleThatIsCorruptIsWrittenAnew(int op) {
    List<Entry> chain = write(chain(5));
    disk.corrupt(Zone.HEADERS, op);

    assertThat(reload().trust()).isEqualTo(WHOLE);
    assertThat(entriesOf(reload())).isEqualTo(chain);
    assertThat(reload().intactOp()).isEqualTo(op - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5})
  void aCorruptEntryIsMissingButNotAbsent(int op) {
    List<Entry> chain = write(chain(5));
    disk.corrupt(Zone.ENTRIES, op);

    assertMissing(reload(), chain, op);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5})
  void anEntryWhoseWriteWasLostIsMissingButNotAbsent(int op) {
    List<Entry> chain = write(chain(5));
    disk.erase(Zone.ENTRIES, op);

    assertMissing(reload(), chain, op);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4})
  void anEntryInTheMiddleThatIsLostWithItsHeaderIsNamedByTheNext(int op) {
    List<Entry> chain = write(chain(5));
    disk.erase(Zone.ENTRIES, op);
    disk.erase(Zone.HEADERS, op);

    assertMissing(reload(), chain, op);
  }

  /** The record of a log that was taken over is written before its entries. */
  private Reload reloadNaming(List<Entry> chain, ViewRecord.Doubt doubt) {
    writeRecord(new ViewRecord(5, 1, 1, doubt, 0, 0, 0, headers(chain)));
    return reload();
  }

  private static List<Long> nacks(Reload reload) {
    return reload.log().stream().filter(reload::isNack).map(one -> one.header().op()).toList();
  }

  @Test
  void whatTheRecordNamesAndWasTornOrNotWrittenWasNeverAcknowledged() {
    List<Entry> chain = chain(5);
    write(chain.subList(0, 3));
    disk.tear(entryBlock(chain.get(3)));

    Reload reload = reloadNaming(chain, ViewRecord.Doubt.NONE);

    assertMissing(reload, chain, 4, 5);
    assertThat(nacks(reload)).containsExactly(4L, 5L);
  }

  @Test
  void whatIsCorruptIsNoNack() {
    List<Entry> chain = write(chain(5));
    disk.corrupt(Zone.ENTRIES, 4);
    disk.corrupt(Zone.ENTRIES, 5);
    disk.corrupt(Zone.HEADERS, 5);

    assertThat(nacks(reloadNaming(chain, ViewRecord.Doubt.NONE))).isEmpty();
  }

  @Test
  void whatIsLostBelowAHeaderThatWasWrittenIsNoNack() {
    List<Entry> chain = write(chain(5));
    disk.erase(Zone.ENTRIES, 4);
    disk.erase(Zone.HEADERS, 4);

    assertThat(nacks(reloadNaming(chain, ViewRecord.Doubt.NONE))).isEmpty();
  }

  /** Seed 1531 of canaries: the log of view 1 was to replace that of view 0, and the power went. */
  @Test
  void whatTheRecordNamesWhereAnEntryOfAnOlderLogStillStandsWasNeverAcknowledged() {
    List<Entry> chain = chain(5);
    write(chain.subList(0, 3));
    write(replacedFrom(4, chain));

    Reload reload = reloadNaming(chain, ViewRecord.Doubt.NONE);

    assertMissing(reload, chain, 4, 5);
    assertThat(nacks(reload)).containsExactly(4L, 5L);
  }

  @Test
  void whatWasTornOverAnEntryOfAnOlderLogWasNeverAcknowledged() {
    List<Entry> chain = chain(5);
    write(chain.subList(0, 3));
    write(replacedFrom(4, chain));
    disk.tear(entryBlock(chain.get(3)));

    Reload reload = reloadNaming(chain, ViewRecord.Doubt.NONE);

    assertMissing(reload, chain, 4, 5);
    assertThat(nacks(reload)).containsExactly(4L, 5L);
  }

  @Test
  void entryThatWasWrittenOverOneOfAnOlderLogIsACopyWithoutItsHeader() {
    List<Entry> chain = chain(5);
    write(chain.subList(0, 3));
    write(replacedFrom(4, chain));
    disk.put(List.of(entryBlock(chain.get(3))));

    Reload reload = reloadNaming(chain, ViewRecord.Doubt.NONE);

    assertThat(entriesOf(reload)).isEqualTo(chain.subList(0, 4));
    assertThat(reload.intactOp()).as("its header is written anew").isEqualTo(3);
    assertThat(nacks(reload)).containsExactly(5L);
  }

  @Test
  void whatIsLostBelowAHeaderThatWasWrittenOverAnOlderLogIsNoNack() {
    List<Entry> chain = chain(5);
    write(chain.subList(0, 3));
    write(replacedFrom(4, chain));
    disk.put(List.of(headerBlock(chain.get(4))));

    Reload reload = reloadNaming(chain, ViewRecord.Doubt.NONE);

    assertMissing(reload, chain, 4, 5);
    assertThat(nacks(reload)).isEmpty();
  }

  @Test
  void whatACorruptHeaderStandsForIsNoNackThoughTheEntryThereIsAnother() {
    List<Entry> chain = chain(5);
    write(chain.subList(0, 4));
    write(replacedFrom(5, chain));
    disk.corrupt(Zone.HEADERS, 5);

    Reload reload = reloadNaming(chain, ViewRecord.Doubt.NONE);

    assertMissing(reload, chain, 5);
    assertThat(nacks(reload)).isEmpty();
  }

  @Test
  void whatIsCommittedIsNoNackThoughTheEntryThereIsAnother() {
    List<Entry> chain = chain(5);
    write(chain.subList(0, 3));
    write(replacedFrom(4, chain));
    writeRecord(new ViewRecord(5, 1, 1, ViewRecord.Doubt.NONE, 0, 0, 5, headers(chain)));

    assertThat(nacks(reload())).isEmpty();
  }

  /** Another log of view 0 from an op-number to the end. */
  private static List<Entry> replacedFrom(int first, List<Entry> chain) {
    List<Entry> others = new ArrayList<>();
    long parent = chain.get(first - 2).checksum();
    for (long op = first; op <= chain.size(); op++) {
      Entry other = entry(0, op, parent, "other" + op);
      others.add(other);
      parent = other.checksum();
    }
    return others;
  }

  @Test
  void whoRecoveredOnceNacksNothing() {
    List<Entry> chain = chain(5);
    write(chain.subList(0, 4));

    Reload reload = reloadNaming(chain, ViewRecord.Doubt.PAST);

    assertMissing(reload, chain, 5);
    assertThat(nacks(reload)).as("its lost disk may have had it").isEmpty();
  }

  @Test
  void aCorruptEntryAndHeaderInTheMiddleAreNamedByTheNext() {
    List<Entry> chain = write(chain(5));
    disk.corrupt(Zone.ENTRIES, 3);
    disk.corrupt(Zone.HEADERS, 3);

    assertMissing(reload(), chain, 3);
  }

  @Test
  void aHeadOfWhichBothAreCorruptMayHaveBeenAcknowledged() {
    write(chain(5));
    disk.corrupt(Zone.ENTRIES, 5);
    disk.corrupt(Zone.HEADERS, 5);

    assertThat(reload().trust()).isEqualTo(HEAD_UNKNOWN);
  }

  @Test
  void aHeadWithACorruptHeaderAndNoEntryMayHaveBeenAcknowledged() {
    write(chain(5));
    disk.erase(Zone.ENTRIES, 5);
    disk.corrupt(Zone.HEADERS, 5);

    assertThat(reload().trust()).isEqualTo(HEAD_UNKNOWN);
  }

  @Test
  void aHeadWithACorruptHeaderIsKept() {
    List<Entry> chain = write(chain(5));
    disk.corrupt(Zone.HEADERS, 5);

    assertThat(reload().trust()).isEqualTo(WHOLE);
    assertThat(entriesOf(reload())).isEqualTo(chain);
  }

  @Test
  void anEntryThatIsNotTheOneItsHeaderNamesIsMissing() {
    List<Entry> chain = write(chain(3));
    Entry other = entry(0, 3, chain.get(1).checksum(), "other");
    disk.put(List.of(entryBlock(other)));

    assertMissing(reload(), chain, 3);
  }

  @Test
  void twoMissingEntriesInARowAreStillNamedByTheirHeaders() {
    List<Entry> chain = write(chain(5));
    disk.erase(Zone.ENTRIES, 3);
    disk.erase(Zone.ENTRIES, 4);

    Reload reload = reload();

    assertThat(reload.trust()).isEqualTo(WHOLE);
    assertThat(headersOf(reload)).isEqualTo(headers(chain));
    assertThat(entriesOf(reload)).containsExactly(chain.get(0), chain.get(1), chain.get(4));
  }

  // ---- the log and the record -------------------------------------------------------------------

  @Test
  void whatTheRecordNamesIsMissingWhenTheCrashCameBeforeItWasWritten() {
    List<Entry> chain = chain(5);
    write(chain.subList(0, 3));
    writeRecord(record(5, 2, headers(chain)));

    Reload reload = reload();

    assertThat(reload.trust()).isEqualTo(WHOLE);
    assertThat(headersOf(reload)).as("V2: it was shown").isEqualTo(headers(chain));
    assertThat(entriesOf(reload)).isEqualTo(chain.subList(0, 3));
  }

  @Test
  void whatTheRecordNamesBelowItsCommitNumberIsMissingAndIsNoNack() {
    List<Entry> chain = chain(5);
    write(chain.subList(0, 2));
    write(List.of(entry(0, 3, chain.get(1).checksum(), "of a view that was abandoned")));
    List<Header> named = headers(chain.subList(2, 5));
    writeRecord(new ViewRecord(9, 1, 1, ViewRecord.Doubt.NONE, 0, 0, 4, named));

    Reload reload = reload();

    assertMissing(reload, chain, 3, 4, 5);
    assertThat(nacks(reload)).as("3 and 4 are committed").containsExactly(5L);
  }

  @Test
  void leftoversOfTruncatedEntriesDoNotComeBack() {
    List<Entry> old = write(chain(5));
    // View 1 began with op 2 as its end: ops 3 to 5 were cut, and not overwritten.
    writeRecord(
        new ViewRecord(9, 1, 1, ViewRecord.Doubt.NONE, 0, 0, 0, headers(old.subList(0, 2))));

    assertThat(reload().trust()).isEqualTo(WHOLE);
    assertThat(entriesOf(reload())).isEqualTo(old.subList(0, 2));
  }

  @Test
  void entriesOfTheNewViewFollowWhileLeftoversBehindThemDoNot() {
    List<Entry> old = write(chain(5));
    writeRecord(
        new ViewRecord(9, 1, 1, ViewRecord.Doubt.NONE, 0, 0, 0, headers(old.subList(0, 2))));
    Entry third = entry(1, 3, old.get(1).checksum(), "new");
    write(List.of(third));

    assertThat(reload().trust()).isEqualTo(WHOLE);
    assertThat(entriesOf(reload())).containsExactly(old.get(0), old.get(1), third);
  }

  /** The log of view 1 reaches op 2; of op 3 nothing is left, of op 4 what view 0 left behind. */
  @ParameterizedTest
  @EnumSource(names = {"ENTRIES", "HEADERS"})
  void aLeftoverOfAnOlderViewDoesNotVouchForTheEntryBelowIt(Zone left) {
    List<Entry> old = write(chain(4));
    Entry third = entry(1, 3, old.get(1).checksum(), "acknowledged in view 1");
    write(List.of(third));
    List<Header> tail = List.of(old.get(0).header(), old.get(1).header());
    writeRecord(new ViewRecord(9, 1, 1, ViewRecord.Doubt.NONE, 0, 0, 0, tail));
    write(List.of(entry(1, 5, 777, "of view 1 again")));
    disk.erase(Zone.ENTRIES, 3);
    disk.erase(Zone.HEADERS, 3);
    disk.erase(left == Zone.ENTRIES ? Zone.HEADERS : Zone.ENTRIES, 4);

    Reload reload = reload();

    assertThat(reload.trust())
        .as("op 3 was acknowledged, and is not known")
        .isEqualTo(HEAD_UNKNOWN);
    assertThat(headersOf(reload)).isEqualTo(tail);
  }

  /** As above, and op 3 is the last that the record calls committed. */
  @Test
  void aLeftoverOfAnOlderViewDoesNotVouchForTheCommittedEntryBelowIt() {
    List<Entry> old = write(chain(4));
    write(List.of(entry(1, 3, old.get(1).checksum(), "committed in view 1")));
    writeRecord(new ViewRecord(9, 1, 1, ViewRecord.Doubt.NONE, 0, 0, 3, List.of()));
    disk.erase(Zone.ENTRIES, 3);
    disk.erase(Zone.HEADERS, 3);

    Reload reload = reload();

    assertThat(reload.trust()).isEqualTo(HEAD_UNKNOWN);
    assertThat(entriesOf(reload)).isEqualTo(old.subList(0, 2));
  }

  @Test
  void anEntryThatTheRecordReplacesIsMissingUntilItIsWritten() {
    List<Entry> old = write(chain(3));
    Entry other = entry(1, 3, old.get(1).checksum(), "of view 1");
    List<Header> tail = List.of(old.get(0).header(), old.get(1).header(), other.header());
    writeRecord(new ViewRecord(9, 1, 1, ViewRecord.Doubt.NONE, 0, 0, 0, tail));

    Reload reload = reload();

    assertThat(reload.trust()).isEqualTo(WHOLE);
    assertThat(headersOf(reload)).isEqualTo(tail);
    assertThat(entriesOf(reload)).as("the old one does not come back").isEqualTo(old.subList(0, 2));
  }

  @Test
  void aChainThatBreaksIsNotBelievedAboveTheBreak() {
    List<Entry> chain = write(chain(2));
    write(List.of(entry(0, 3, 777, "continues nothing")));

    assertThat(reload().trust()).isEqualTo(HEAD_UNKNOWN);
    assertThat(entriesOf(reload())).isEqualTo(chain);
  }

  // ---- checkpoints and the ring -----------------------------------------------------------------

  @Test
  void theLogGoesOnFromTheCheckpointAroundTheRing() {
    List<Entry> chain = chain(13);
    write(chain);
    writeCheckpoint(chain.get(7), 0);

    Reload reload = reload();

    assertThat(reload.trust()).isEqualTo(WHOLE);
    assertThat(reload.checkpoint()).map(Checkpoint::op).contains(8L);
    assertThat(entriesOf(reload)).isEqualTo(chain.subList(8, 13));
  }

  @Test
  void entriesOfTheLastRoundOfTheRingAreNotOfThisOne() {
    List<Entry> chain = chain(10);
    write(chain);
    writeCheckpoint(chain.get(9), 0);

    assertThat(reload().trust()).isEqualTo(WHOLE);
    assertThat(reload().log()).as("ops 3 to 8 are in the checkpoint").isEmpty();
  }

  @Test
  void anEntryThatWasToReplaceOneOfTheLastRoundAndWasLostIsMissing() {
    List<Entry> chain = chain(11);
    write(chain.subList(0, 9));
    writeCheckpoint(chain.get(7), 0);
    disk.put(List.of(headerBlock(chain.get(9))));
    write(List.of(chain.get(10)));

    Reload reload = reload();

    assertThat(reload.trust()).isEqualTo(WHOLE);
    assertThat(headersOf(reload)).isEqualTo(headers(chain.subList(8, 11)));
    assertThat(entriesOf(reload)).containsExactly(chain.get(8), chain.get(10));
  }

  @Test
  void aFullRingIsFound() {
    List<Entry> chain = write(chain(SLOTS));

    assertThat(entriesOf(reload())).isEqualTo(chain);
  }

  @Test
  void aCorruptCheckpointLeavesTheLogWithoutAStart() {
    List<Entry> chain = write(chain(10));
    writeCheckpoint(chain.get(7), 0);
    disk.corrupt(Zone.CHECKPOINT, 0);

    assertThat(reload().trust()).isEqualTo(HEAD_UNKNOWN);
    assertThat(reload().record().view()).as("but the view is known").isZero();
    assertThat(reload().log()).isEmpty();
  }

  @Test
  void aCheckpointWhoseRecordWasNotWrittenIsNotUsed() {
    List<Entry> chain = write(chain(SLOTS));
    writeCheckpoint(chain.get(3), 0);
    disk.put(List.of(new Block(Zone.CHECKPOINT, 1, checkpoint(chain.get(7)).encode())));

    assertThat(reload().checkpoint()).map(Checkpoint::op).contains(4L);
    assertThat(reload().checkpointSlot()).isZero();
    assertThat(entriesOf(reload())).isEqualTo(chain.subList(4, 8));
  }

  /** Seed 70000027 of chaos, and power lost behind the view record. */
  @Test
  void whatIsLeftOfALogThatACheckpointReplacedLeavesNoDoubt() {
    List<Entry> chain = chain(4);
    Entry other = entry(0, 4, chain.get(2).checksum(), "other");
    write(chain.subList(0, 3));
    write(List.of(other, entry(0, 5, other.checksum(), "five")));

    writeCheckpoint(chain.get(3), 0);

    assertThat(reload().trust()).isEqualTo(WHOLE);
    assertThat(reload().log()).isEmpty();
    assertThat(reload().intactOp()).isEqualTo(4);
  }

  @Test
  void whatContinuesACheckpointIsOfItsLog() {
    List<Entry> chain = write(chain(6));

    writeCheckpoint(chain.get(3), 0);

    assertThat(entriesOf(reload())).isEqualTo(chain.subList(4, 6));
  }

  // ---- helpers ----------------------------------------------------------------------------------

  private Reload reload() {
    return Reload.of(SETTINGS, disk.blocks());
  }

  private static List<Entry> chain(int length) {
    List<Entry> chain = new ArrayList<>();
    long parent = 0;
    for (long op = 1; op <= length; op++) {
      Entry entry = entry(0, op, parent, "op" + op);
      chain.add(entry);
      parent = entry.checksum();
    }
    return chain;
  }

  private static Entry entry(long view, long op, long parent, String operation) {
    return Entry.sealed(view, op, parent, 1_000, 1, op, Bytes.of(operation), 100 + op);
  }

  private List<Entry> write(List<Entry> entries) {
    for (Entry entry : entries) {
      disk.put(List.of(entryBlock(entry), headerBlock(entry)));
    }
    return entries;
  }

  private static Block entryBlock(Entry entry) {
    return new Block(Zone.ENTRIES, (int) (entry.op() % SLOTS), DiskCodec.encode(entry));
  }

  private static Block headerBlock(Entry entry) {
    return new Block(Zone.HEADERS, (int) (entry.op() % SLOTS), DiskCodec.encode(entry.header()));
  }

  private static ViewRecord record(long sequence, long view, List<Header> tail) {
    return new ViewRecord(sequence, view, 0, ViewRecord.Doubt.NONE, 0, 0, 0, tail);
  }

  private void writeRecord(ViewRecord record) {
    writeRecord(record, 0, 1, 2, 3);
  }

  private void writeRecord(ViewRecord record, int... copies) {
    for (int copy : copies) {
      disk.put(List.of(new Block(Zone.VIEW_RECORD, copy, DiskCodec.encode(record))));
    }
  }

  private static Checkpoint checkpoint(Entry last) {
    return new Checkpoint(last.header(), last.timestamp(), NONE, new ClientTable(1).snapshot());
  }

  private void writeCheckpoint(Entry last, int slot) {
    Bytes encoded = checkpoint(last).encode();
    disk.put(List.of(new Block(Zone.CHECKPOINT, slot, encoded)));
    long digest = Checkpoint.digestOf(encoded);
    writeRecord(
        new ViewRecord(7, 0, 0, ViewRecord.Doubt.NONE, last.op(), digest, last.op(), List.of()));
  }

  private static List<Header> headers(List<Entry> entries) {
    return entries.stream().map(Entry::header).toList();
  }

  private static List<Header> headersOf(Reload reload) {
    return reload.log().stream().map(Reload.Found::header).toList();
  }

  private static List<Entry> entriesOf(Reload reload) {
    return reload.log().stream().flatMap(found -> found.entry().stream()).toList();
  }

  private static void assertMissing(Reload reload, List<Entry> chain, int... ops) {
    assertThat(reload.trust()).isEqualTo(WHOLE);
    assertThat(headersOf(reload))
        .extracting(Header::checksum)
        .isEqualTo(chain.stream().map(Entry::checksum).toList());
    List<Entry> others = new ArrayList<>(chain);
    others.removeIf(entry -> IntStream.of(ops).anyMatch(op -> op == entry.op()));
    assertThat(entriesOf(reload)).isEqualTo(others);
    assertThat(reload.intactOp()).isEqualTo(ops[0] - 1);
  }
}
