package dev.vopr.vsr.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.RandomMessages;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Hash64;
import dev.vopr.vsr.message.Header;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskCodecTest {
  private static final int FRAMING = 12;
  private static final Header HEADER = new Header(1, 2, 3, 4);
  private static final Entry ENTRY = Entry.sealed(1, 2, 3, 1_000, 5, 6, Bytes.of("x"), 7);
  private static final ViewRecord RECORD =
      new ViewRecord(1, 2, 3, ViewRecord.Doubt.HEAD, 4, 5, 6, List.of(HEADER, ENTRY.header()));

  /** What a block may hold, and how it is read. */
  @SuppressWarnings("ImmutableEnumChecker") // nobody writes to the block
  private enum Kind {
    HEADER_BLOCK(DiskCodec.encode(HEADER), DiskCodec::header),
    ENTRY_BLOCK(DiskCodec.encode(ENTRY), DiskCodec::entry),
    RECORD_BLOCK(DiskCodec.encode(RECORD), DiskCodec::viewRecord);

    private final byte[] block;
    private final Function<Bytes, Optional<? extends Record>> reader;

    Kind(Bytes block, Function<Bytes, Optional<? extends Record>> reader) {
      this.block = block.toArray();
      this.reader = reader;
    }

    private Optional<? extends Record> read(byte[] bytes) {
      return reader.apply(Bytes.copyOf(bytes));
    }
  }

  // ---- round trips ------------------------------------------------------------------------------

  @Test
  void whatIsWrittenIsRead() {
    assertThat(DiskCodec.header(DiskCodec.encode(HEADER))).contains(HEADER);
    assertThat(DiskCodec.entry(DiskCodec.encode(ENTRY))).contains(ENTRY);
    assertThat(DiskCodec.viewRecord(DiskCodec.encode(RECORD))).contains(RECORD);
    assertThat(DiskCodec.viewRecord(DiskCodec.encode(ViewRecord.INITIAL)))
        .contains(ViewRecord.INITIAL);
  }

  @Test
  void anyNumbersAreReadAsTheyWere() {
    SimRng rng = SimRng.of(1);
    RandomMessages random = new RandomMessages(rng);
    for (int i = 0; i < 1_000; i++) {
      Entry entry = random.entry();
      ViewRecord record = record(rng, random);

      assertThat(DiskCodec.header(DiskCodec.encode(entry.header())))
          .as("seed 1, sample %d", i)
          .contains(entry.header());
      assertThat(DiskCodec.viewRecord(DiskCodec.encode(record)))
          .as("seed 1, sample %d", i)
          .contains(record);
      assertThat(DiskCodec.entry(DiskCodec.encode(entry)).isPresent())
          .as("seed 1, sample %d: an entry reads if its own checksum fits", i)
          .isEqualTo(entry.isIntact());
    }
  }

  private static ViewRecord record(SimRng rng, RandomMessages random) {
    List<Header> tail = new ArrayList<>();
    for (int i = rng.nextInt(5); i > 0; i--) {
      tail.add(random.entry().header());
    }
    return new ViewRecord(
        random.number(),
        random.number(),
        random.number(),
        ViewRecord.Doubt.values()[rng.nextInt(ViewRecord.Doubt.values().length)],
        random.number(),
        random.number(),
        random.number(),
        tail);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatIsBehindTheBlockInItsSlotIsOfNoInterest(Kind kind) {
    byte[] longer = Arrays.copyOf(kind.block, kind.block.length + 9);
    longer[longer.length - 1] = 5;

    assertThat(kind.read(longer)).isPresent().isEqualTo(kind.read(kind.block));
  }

  // ---- damage -----------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anyFlippedBitIsNoticed(Kind kind) {
    byte[] block = kind.block.clone();
    for (int bit = 0; bit < 8 * block.length; bit++) {
      block[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(kind.read(block)).as("bit %d", bit).isEmpty();
      block[bit / 8] ^= (byte) (1 << (bit % 8));
    }
    assertThat(kind.read(block)).isPresent();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aBlockThatIsCutOffReadsAsEmpty(Kind kind) {
    for (int length = 0; length < kind.block.length; length++) {
      assertThat(kind.read(Arrays.copyOf(kind.block, length))).as("%d bytes", length).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aBlockWhoseEndWasNotWrittenReadsAsEmpty(Kind kind) {
    for (int length = 0; length < kind.block.length; length++) {
      byte[] torn = Arrays.copyOf(Arrays.copyOf(kind.block, length), kind.block.length);
      boolean isWhole = Arrays.equals(torn, kind.block);
      assertThat(kind.read(torn).isPresent()).as("%d bytes", length).isEqualTo(isWhole);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void oneKindIsNotReadAsAnother(Kind kind) {
    for (Kind other : Kind.values()) {
      assertThat(other.read(kind.block).isPresent()).isEqualTo(other == kind);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void arbitraryBytesNeverThrow(Kind kind) {
    SimRng rng = SimRng.of(2);
    RandomMessages random = new RandomMessages(rng);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = random.bytes(rng.nextInt(200));
      assertThat(kind.read(bytes)).as("seed 2, sample %d", i).isEmpty();
      if (bytes.length > FRAMING) {
        // Whatever is read from sealed bytes is read without an exception.
        kind.read(sealed(bytes));
      }
    }
  }

  // ---- a record that is sealed and yet none -----------------------------------------------------

  @ParameterizedTest
  @ValueSource(bytes = {4, 5, 127, -1, -128})
  void aRecordOfNoKnownDoubtReadsAsEmpty(byte doubt) {
    byte[] record = DiskCodec.encode(RECORD).toArray();
    record[FRAMING + 3 * Long.BYTES] = doubt;

    assertThat(DiskCodec.viewRecord(Bytes.copyOf(sealed(record)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 3, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 28})
  void aRecordWithAnotherNumberOfHeadersThanItHoldsReadsAsEmpty(int count) {
    byte[] record = DiskCodec.encode(RECORD).toArray();
    ByteBuffer.wrap(record).putInt(FRAMING + 6 * Long.BYTES + 1, count);

    assertThat(DiskCodec.viewRecord(Bytes.copyOf(sealed(record)))).isEmpty();
  }

  /** Returns the bytes with the length and checksum that they should have. */
  private static byte[] sealed(byte[] bytes) {
    int length = bytes.length - FRAMING;
    long checksum = Hash64.of(bytes, FRAMING, length, 0x6469736BL + length);
    ByteBuffer.wrap(bytes).putInt(length).putLong(checksum);
    return bytes;
  }
}
