package dev.vopr.vsr.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.RandomMessages;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.TestCluster;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Hash64;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.proof.Shown;
import dev.vopr.vsr.proof.ViewProof;
import dev.vopr.vsr.proof.ViewStart;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
  private static final Limits LIMITS = TestCluster.limits();
  private static final int CLUSTER = 7;
  private static final int HEADER = MessageCodec.HEADER_BYTES;
  private static final int VERSION_AT = 4;
  private static final int LENGTH_AT = 8;
  private static final int CLUSTER_AT = 12;
  private static final int SAMPLES = 1_000;

  private final MessageCodec codec = new MessageCodec(CLUSTER, LIMITS);

  // ---- round trip -------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(MessageKind.class)
  void everyMessageComesBackAsItWas(MessageKind kind) {
    RandomMessages random = new RandomMessages(SimRng.of(1).fork(kind.paperName()));

    for (int i = 0; i < SAMPLES; i++) {
      Message message = random.next(kind, (int) random.number());
      Frame frame = codec.encode(message);

      assertThat(codec.decode(frame))
          .as("sample %d of seed 1", i)
          .isEqualTo(new Decoded.Accepted(message));
      assertThat(frame.kindCode()).isEqualTo(kind.code());
      assertThat(frame.length()).isBetween(HEADER, LIMITS.frameBytes());
    }
  }

  @Test
  void equalMessagesHaveEqualFrames() {
    RandomMessages random = new RandomMessages(SimRng.of(2));

    for (int i = 0; i < SAMPLES; i++) {
      Message message = random.next();
      byte[] frame = codec.encode(message).toArray();
      assertThat(TestCluster.codec().encode(message).toArray()).isEqualTo(frame);
    }
  }

  @Test
  void aFrameDoesNotChangeWhenTheCodecEncodesTheNext() {
    Frame frame = codec.encode(new Message.Commit(0, 1, 2, 3));
    byte[] before = frame.toArray();

    Frame next = codec.encode(new Message.Commit(4, 5, 6, 7));

    assertThat(frame.toArray()).isEqualTo(before).isNotEqualTo(next.toArray());
  }

  @Test
  void theWireFormatNeverChanges() {
    Frame frame = codec.encode(new Message.PrepareOk(2, 3, 4, 5));

    assertThat(frame.toArray())
        .as("header: magic, version, kind, length, cluster, sender, checksum; then the body")
        .isEqualTo(
            ByteBuffer.allocate(56)
                .put(new byte[] {'V', 'S', 'R', '1', 0, 1, 3, 0})
                .putInt(56)
                .putInt(CLUSTER)
                .putInt(2)
                .putInt(0)
                .putLong(0x9C69E52A8D1962EFL)
                .putLong(3)
                .putLong(4)
                .putLong(5)
                .array());
  }

  // ---- size -------------------------------------------------------------------------------------

  @Test
  void theLargestFrameIsAFullTailOfTheLargestEntries() {
    Bytes largest = Bytes.copyOf(new byte[LIMITS.operationBytes()]);
    Entry entry = Entry.sealed(1, 2, 3, 1_000, 4, 5, largest, 6);
    List<Entry> tail = Collections.nCopies(LIMITS.tailEntries(), entry);

    Frame frame = codec.encode(new Message.StartView(0, 1, LogTail.whole(1, 2, tail), 2, 3));

    assertThat(frame.length()).isEqualTo(MessageCodec.largestFrameBytes(LIMITS));
    assertThat(codec.decode(frame)).isInstanceOf(Decoded.Accepted.class);
  }

  @Test
  void theLargestFrameIsAFullBatchWhereTailsAreShort() {
    Limits shortTails = new Limits(1 << 16, 10, 1, LIMITS.operationBytes());
    Entry entry = entry(Bytes.copyOf(new byte[LIMITS.operationBytes()]));
    List<Entry> batch = Collections.nCopies(10, entry);

    Frame frame =
        new MessageCodec(CLUSTER, shortTails).encode(new Message.Entries(0, 1, batch, 2, 3));

    assertThat(frame.length()).isEqualTo(MessageCodec.largestFrameBytes(shortTails));
  }

  @ParameterizedTest
  @EnumSource(MessageKind.class)
  void noMessageWithinTheLimitsIsLargerThanTheLargestFrame(MessageKind kind) {
    RandomMessages random = new RandomMessages(SimRng.of(3).fork(kind.paperName()));

    for (int i = 0; i < SAMPLES; i++) {
      Frame frame = codec.encode(random.next(kind, 0));
      assertThat((long) frame.length()).isLessThanOrEqualTo(MessageCodec.largestFrameBytes(LIMITS));
    }
  }

  @Test
  void theSizeOfTheLargestFrameDoesNotOverflow() {
    Limits huge = new Limits(0, 1 << 20, 1 << 20, 1 << 20);

    assertThat(MessageCodec.largestFrameBytes(huge)).isGreaterThan(1L << 40);
  }

  // ---- the rules of the header ------------------------------------------------------------------

  @Test
  void aFrameShorterThanAHeaderIsRejected() {
    byte[] whole = frame();
    for (int length = 0; length < HEADER; length++) {
      assertRejected(Arrays.copyOf(whole, length), RejectionRule.FRAME_TOO_SHORT);
    }
  }

  @Test
  void aFrameOfAnotherMagicIsRejected() {
    assertRejected(resealed(bytes -> bytes[0] = 'X'), RejectionRule.FRAME_MAGIC);
  }

  @ParameterizedTest
  @ValueSource(shorts = {0, 2, -1, 256})
  void aFrameOfAnotherVersionIsRejected(short version) {
    assertRejected(
        resealed(bytes -> ByteBuffer.wrap(bytes).putShort(VERSION_AT, version)),
        RejectionRule.FRAME_VERSION);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 55, 57, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aFrameThatDeclaresAnotherLengthIsRejected(int length) {
    assertRejected(
        resealed(bytes -> ByteBuffer.wrap(bytes).putInt(LENGTH_AT, length)),
        RejectionRule.FRAME_LENGTH);
  }

  @Test
  void aTruncatedOrExtendedFrameIsRejected() {
    byte[] whole = frame();

    for (int length = HEADER; length < whole.length; length++) {
      assertRejected(Arrays.copyOf(whole, length), RejectionRule.FRAME_LENGTH);
    }
    assertRejected(Arrays.copyOf(whole, whole.length + 1), RejectionRule.FRAME_LENGTH);
  }

  @Test
  void aFrameAboveTheLimitIsRejectedAlthoughItIsWhole() {
    Bytes large = Bytes.copyOf(new byte[LIMITS.frameBytes()]);

    Frame frame = codec.encode(new Message.Request(1_000, 2, 1, large));

    assertRejected(frame.toArray(), RejectionRule.FRAME_LENGTH);
  }

  @Test
  void aFrameOfTheLargestPermittedLengthIsNotRejectedForIt() {
    Limits tight = withFrameBytes(frame().length);
    Limits tooTight = withFrameBytes(frame().length - 1);

    assertThat(new MessageCodec(CLUSTER, tight).decode(Frame.copyOf(frame())))
        .isInstanceOf(Decoded.Accepted.class);
    assertThat(new MessageCodec(CLUSTER, tooTight).decode(Frame.copyOf(frame())))
        .isEqualTo(new Decoded.Rejected(RejectionRule.FRAME_LENGTH));
  }

  @Test
  void aFrameWithAWrongChecksumIsRejected() {
    byte[] bytes = frame();
    bytes[MessageCodec.CHECKSUM_AT] ^= 1;

    assertRejected(bytes, RejectionRule.FRAME_CHECKSUM);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 255})
  void aFrameOfNoKindIsRejected(int kind) {
    assertRejected(
        resealed(bytes -> bytes[MessageCodec.KIND_AT] = (byte) kind), RejectionRule.FRAME_KIND);
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 20, 21, 22, 23})
  void aReservedByteThatIsNotZeroIsRejected(int at) {
    assertRejected(resealed(bytes -> bytes[at] = 1), RejectionRule.FRAME_RESERVED);
  }

  @Test
  void aTailAboveTheLimitIsRejected() {
    List<Entry> entries = Collections.nCopies(LIMITS.tailEntries(), entry(Bytes.EMPTY));
    List<Entry> tooMany = Collections.nCopies(LIMITS.tailEntries() + 1, entry(Bytes.EMPTY));
    LogTail tooManyHeaders =
        new LogTail(0, 0, tooMany.stream().map(Entry::header).toList(), entries);
    LogTail tooManyEntries =
        new LogTail(0, 0, entries.stream().map(Entry::header).toList(), tooMany);

    assertThat(
            codec.decode(
                codec.encode(new Message.StartView(0, 1, LogTail.whole(0, 0, entries), 0, 0))))
        .isInstanceOf(Decoded.Accepted.class);
    assertRejected(
        codec.encode(new Message.StartView(0, 1, tooManyHeaders, 0, 0)).toArray(),
        RejectionRule.TAIL_TOO_LONG);
    assertRejected(
        codec.encode(new Message.DoViewChange(0, 1, 0, tooManyHeaders, 0)).toArray(),
        RejectionRule.TAIL_TOO_LONG);
    assertRejected(
        codec.encode(new Message.RecoveryResponse(0, 1, 0, tooManyEntries, 0)).toArray(),
        RejectionRule.BATCH_TOO_LARGE);
  }

  @Test
  void moreNacksThanHeadersAreRejected() {
    LogTail tooMany = new LogTail(0, 0, List.of(), List.of(), List.of(1L));

    assertRejected(
        codec.encode(new Message.DoViewChange(0, 1, 0, tooMany, 0)).toArray(),
        RejectionRule.TAIL_TOO_LONG);
  }

  @Test
  void nacksOfASignedLogSurviveInAProof() {
    Header named = new Header(1, 1, 0, 77);
    LogTail tail = new LogTail(0, 0, List.of(named), List.of(), List.of(1L));
    Shown shown = new Shown(new Message.DoViewChange(2, 3, 1, tail, 0), Bytes.of("12345678"));
    ViewProof view = new ViewProof(List.of(new ViewStart(List.of(shown))), Certificate.NONE);
    Proof proof = new Proof(Bytes.EMPTY, List.of(), view, List.of());

    Bytes bytes = ProofCodec.encode(proof, ByteBuffer.allocate(LIMITS.frameBytes()));

    assertThat(ProofCodec.decode(bytes, LIMITS, 8)).contains(proof);
  }

  @Test
  void aFrameOfAnotherClusterIsRejected() {
    assertRejected(
        resealed(bytes -> ByteBuffer.wrap(bytes).putInt(CLUSTER_AT, CLUSTER + 1)),
        RejectionRule.WRONG_CLUSTER);
    assertRejected(
        new MessageCodec(CLUSTER + 1, LIMITS).encode(new Message.Commit(0, 1, 2, 3)).toArray(),
        RejectionRule.WRONG_CLUSTER);
  }

  // ---- the rules of the body --------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(MessageKind.class)
  void aBodyThatEndsTooEarlyIsMalformed(MessageKind kind) {
    byte[] whole = codec.encode(smallest(kind)).toArray();

    for (int length = HEADER; length < whole.length; length++) {
      assertRejected(seal(Arrays.copyOf(whole, length)), RejectionRule.MALFORMED_BODY);
    }
  }

  @ParameterizedTest
  @EnumSource(MessageKind.class)
  void bytesAfterTheBodyAreMalformed(MessageKind kind) {
    byte[] whole = codec.encode(smallest(kind)).toArray();

    assertRejected(seal(Arrays.copyOf(whole, whole.length + 1)), RejectionRule.MALFORMED_BODY);
    assertRejected(seal(Arrays.copyOf(whole, whole.length + 8)), RejectionRule.MALFORMED_BODY);
  }

  @Test
  void anOperationAboveTheLimitIsRejected() {
    Bytes fits = Bytes.copyOf(new byte[LIMITS.operationBytes()]);
    Bytes tooLarge = Bytes.copyOf(new byte[LIMITS.operationBytes() + 1]);

    assertThat(codec.decode(codec.encode(new Message.Request(1_000, 2, 1, fits))))
        .isInstanceOf(Decoded.Accepted.class);
    assertRejected(
        codec.encode(new Message.Request(1_000, 2, 1, tooLarge)).toArray(),
        RejectionRule.OPERATION_TOO_LARGE);
    assertRejected(
        codec.encode(new Message.Reply(0, 0, 2, 1, tooLarge)).toArray(),
        RejectionRule.OPERATION_TOO_LARGE);
    assertRejected(
        codec.encode(new Message.Prepare(0, 0, List.of(entry(tooLarge)), 0)).toArray(),
        RejectionRule.OPERATION_TOO_LARGE);
  }

  @Test
  void aBatchAboveTheLimitIsRejected() {
    List<Entry> fits = Collections.nCopies(LIMITS.batchEntries(), entry(Bytes.EMPTY));
    List<Entry> tooLarge = Collections.nCopies(LIMITS.batchEntries() + 1, entry(Bytes.EMPTY));

    assertThat(codec.decode(codec.encode(new Message.Entries(0, 0, fits, 1, 0))))
        .isInstanceOf(Decoded.Accepted.class);
    assertRejected(
        codec.encode(new Message.Prepare(0, 0, tooLarge, 0)).toArray(),
        RejectionRule.BATCH_TOO_LARGE);
    assertRejected(
        codec.encode(new Message.Entries(0, 0, tooLarge, 1, 0)).toArray(),
        RejectionRule.BATCH_TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, -1, Integer.MIN_VALUE, 1 << 30})
  void aDeclaredCountOfAnySizeIsRejected(int count) {
    byte[] request = codec.encode(new Message.Request(1_000, 2, 1, Bytes.of("x"))).toArray();
    byte[] prepare = codec.encode(smallest(MessageKind.PREPARE)).toArray();
    ByteBuffer.wrap(request).putInt(HEADER + 2 * Long.BYTES, count);
    ByteBuffer.wrap(prepare).putInt(HEADER + 2 * Long.BYTES, count);

    assertRejected(seal(request), RejectionRule.OPERATION_TOO_LARGE);
    assertRejected(seal(prepare), RejectionRule.BATCH_TOO_LARGE);
  }

  @Test
  void aDeclaredCountAllocatesNothingThatTheFrameDoesNotBearOut() {
    Limits generous = new Limits(1 << 16, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
    MessageCodec unlimited = new MessageCodec(CLUSTER, generous);
    byte[] request = codec.encode(new Message.Request(1_000, 2, 1, Bytes.of("x"))).toArray();
    byte[] prepare = codec.encode(smallest(MessageKind.PREPARE)).toArray();

    // Two billion bytes or entries do not fit into the heap: allocating them would throw.
    for (int count : new int[] {Integer.MAX_VALUE - 8, 1 << 30}) {
      ByteBuffer.wrap(request).putInt(HEADER + 2 * Long.BYTES, count);
      ByteBuffer.wrap(prepare).putInt(HEADER + 2 * Long.BYTES, count);

      assertThat(unlimited.decode(Frame.copyOf(seal(request))))
          .isEqualTo(new Decoded.Rejected(RejectionRule.MALFORMED_BODY));
      assertThat(unlimited.decode(Frame.copyOf(seal(prepare))))
          .isEqualTo(new Decoded.Rejected(RejectionRule.MALFORMED_BODY));
    }
  }

  @Test
  void aNegativeLengthInsideAnEntryIsRejected() {
    byte[] prepare =
        codec.encode(new Message.Prepare(0, 0, List.of(entry(Bytes.of("x"))), 0)).toArray();
    ByteBuffer.wrap(prepare).putInt(prepare.length - 5, -1);

    assertRejected(seal(prepare), RejectionRule.OPERATION_TOO_LARGE);
  }

  // ---- corruption -------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(MessageKind.class)
  void anyFlippedBitIsNoticed(MessageKind kind) {
    RandomMessages random = new RandomMessages(SimRng.of(4).fork(kind.paperName()));

    for (int i = 0; i < 20; i++) {
      byte[] frame = codec.encode(random.next(kind, 1)).toArray();
      for (int bit = 0; bit < 8 * frame.length; bit++) {
        frame[bit / 8] ^= (byte) (1 << (bit % 8));
        assertThat(codec.decode(Frame.copyOf(frame)))
            .as("seed 4, sample %d, bit %d", i, bit)
            .isInstanceOf(Decoded.Rejected.class);
        frame[bit / 8] ^= (byte) (1 << (bit % 8));
      }
    }
  }

  @Test
  void randomBytesNeverThrow() {
    SimRng rng = SimRng.of(5);
    RandomMessages random = new RandomMessages(rng);

    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = random.bytes(rng.nextInt(2 * LIMITS.frameBytes()));
      assertThat(codec.decode(Frame.copyOf(bytes)))
          .as("seed 5, sample %d", i)
          .isInstanceOf(Decoded.Rejected.class);
    }
  }

  @Test
  void randomBodiesBehindARightHeaderNeverThrow() {
    SimRng rng = SimRng.of(6);
    RandomMessages random = new RandomMessages(rng);
    Set<RejectionRule> rules = EnumSet.noneOf(RejectionRule.class);
    Map<MessageKind, Integer> accepted = new EnumMap<>(MessageKind.class);

    for (int i = 0; i < 10_000; i++) {
      Decoded decoded = codec.decode(Frame.copyOf(seal(nearlyRightFrame(random, rng))));
      if (decoded instanceof Decoded.Rejected rejected) {
        rules.add(rejected.rule());
      } else if (decoded instanceof Decoded.Accepted it) {
        accepted.merge(it.message().kind(), 1, Integer::sum);
      }
    }

    assertThat(rules)
        .as("seed 6")
        .contains(
            RejectionRule.MALFORMED_BODY,
            RejectionRule.BATCH_TOO_LARGE,
            RejectionRule.TAIL_TOO_LONG,
            RejectionRule.OPERATION_TOO_LARGE);
    assertThat(accepted).containsOnlyKeys(MessageKind.values());
  }

  /** A real frame, some bytes of whose body are changed, or whose body is cut or prolonged. */
  private byte[] nearlyRightFrame(RandomMessages random, SimRng rng) {
    byte[] frame = codec.encode(random.next()).toArray();
    int length = rng.chance(0.5) ? frame.length : HEADER + rng.nextInt(frame.length);
    byte[] changed = Arrays.copyOf(frame, Math.max(HEADER + 1, length));
    for (int i = rng.nextInt(3); i > 0; i--) {
      int at = HEADER + rng.nextInt(Math.min(48, changed.length - HEADER));
      changed[at] = (byte) random.number();
    }
    return changed;
  }

  // ---- frames -----------------------------------------------------------------------------------

  @Test
  void aFrameCutOffBeforeItsFieldsReadsAsZero() {
    assertThat(Frame.copyOf(new byte[0]).checksum()).isZero();
    assertThat(Frame.copyOf(new byte[0]).kindCode()).isZero();
    assertThat(Frame.copyOf(new byte[HEADER - 1]).checksum()).isZero();
    assertThat(Frame.copyOf(Arrays.copyOf(frame(), MessageCodec.KIND_AT)).kindCode()).isZero();
  }

  @Test
  void aFrameCannotBeChangedFromOutside() {
    byte[] bytes = frame();
    Frame frame = Frame.copyOf(bytes);

    bytes[0] = 0;
    frame.toArray()[1] = 0;

    assertThat(frame.toArray()).isEqualTo(frame());
    assertThat(frame.asBuffer().isReadOnly()).isTrue();
  }

  // ---- helpers ----------------------------------------------------------------------------------

  private void assertRejected(byte[] frame, RejectionRule rule) {
    assertThat(codec.decode(Frame.copyOf(frame))).isEqualTo(new Decoded.Rejected(rule));
  }

  private byte[] frame() {
    return codec.encode(new Message.Commit(0, 1, 2, 3)).toArray();
  }

  private byte[] resealed(Consumer<byte[]> change) {
    byte[] bytes = frame();
    change.accept(bytes);
    return checksummed(bytes);
  }

  /** Returns the bytes with the length and the checksum that they should have. */
  private static byte[] seal(byte[] bytes) {
    ByteBuffer.wrap(bytes).putInt(LENGTH_AT, bytes.length);
    return checksummed(bytes);
  }

  private static byte[] checksummed(byte[] bytes) {
    long head = Hash64.of(bytes, 0, MessageCodec.CHECKSUM_AT, 0x6672616D65L);
    long hash = Hash64.of(bytes, HEADER, bytes.length - HEADER, head);
    ByteBuffer.wrap(bytes).putLong(MessageCodec.CHECKSUM_AT, hash);
    return bytes;
  }

  private static Limits withFrameBytes(int frameBytes) {
    return new Limits(
        frameBytes, LIMITS.batchEntries(), LIMITS.tailEntries(), LIMITS.operationBytes());
  }

  private static Entry entry(Bytes operation) {
    return Entry.sealed(0, 1, 0, 1_000, 2, 1, operation, 5);
  }

  /** The shortest message of a kind that carries at least one of all that it can carry. */
  private static Message smallest(MessageKind kind) {
    List<Entry> entries = List.of(entry(Bytes.of("x")));
    LogTail tail = LogTail.whole(0, 0, entries);
    return switch (kind) {
      case REQUEST -> new Message.Request(1_000, 2, 1, Bytes.of("x"));
      case PREPARE -> new Message.Prepare(0, 1, entries, 2);
      case PREPARE_OK -> new Message.PrepareOk(1, 2, 3, 4);
      case REPLY -> new Message.Reply(0, 1, 2, 3, Bytes.of("x"));
      case COMMIT -> new Message.Commit(0, 1, 2, 3);
      case GET_ENTRIES -> new Message.GetEntries(1, 2, 3, 4);
      case ENTRIES -> new Message.Entries(0, 1, entries, 2, 3);
      case START_VIEW_CHANGE -> new Message.StartViewChange(1, 2);
      case DO_VIEW_CHANGE -> new Message.DoViewChange(1, 2, 3, tail, 4);
      case START_VIEW -> new Message.StartView(1, 2, tail, 3, 4);
      case GET_VIEW -> new Message.GetView(1, 2, 3);
      case GET_STATE -> new Message.GetState(1, 2, 3, 4);
      case NEW_STATE -> new Message.NewState(1, 2, 3, 4, 5, Bytes.of("x"), 6);
      case RECOVERY -> new Message.Recovery(1, 2, 3);
      case RECOVERY_RESPONSE -> new Message.RecoveryResponse(1, 2, 3, tail, 4);
      case PING -> new Message.Ping(1, 2, 3, 4);
      case PONG -> new Message.Pong(1, 2, 3, 4, 5);
      case EVICTED -> new Message.Evicted(1, 2, 3);
    };
  }
}
