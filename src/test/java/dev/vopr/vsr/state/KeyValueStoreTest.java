package dev.vopr.vsr.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.RandomMessages;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.state.KeyValueStore.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KeyValueStoreTest {
  private static final Bytes KEY = Bytes.of("k");
  private static final Bytes OTHER_KEY = Bytes.of("l");
  private static final Bytes A = Bytes.of("a");
  private static final Bytes B = Bytes.of("b");

  private final KeyValueStore store = new KeyValueStore();

  @Test
  void anAbsentKeyIsNotFound() {
    assertThat(get(0, KEY)).isEqualTo(Status.NOT_FOUND.result());
    assertThat(delete(0, KEY)).isEqualTo(Status.NOT_FOUND.result());
    assertThat(compareAndSet(0, KEY, A, Bytes.EMPTY)).isEqualTo(Status.NOT_FOUND.result());
    assertThat(get(0, KEY)).as("none of them made it").isEqualTo(Status.NOT_FOUND.result());
  }

  @Test
  void aReadReturnsTheLastValueWritten() {
    assertThat(put(0, KEY, A)).isEqualTo(Status.OK.result());
    assertThat(put(0, KEY, B)).isEqualTo(Status.OK.result());

    assertThat(get(0, KEY)).isEqualTo(Status.OK.with(B));
    assertThat(get(0, OTHER_KEY)).isEqualTo(Status.NOT_FOUND.result());
  }

  @Test
  void anEmptyValueIsAValue() {
    put(0, KEY, Bytes.EMPTY);

    assertThat(get(0, KEY)).isEqualTo(Status.OK.with(Bytes.EMPTY));
    assertThat(compareAndSet(0, KEY, A, Bytes.EMPTY)).isEqualTo(Status.OK.result());
  }

  /** Written out: the other tests make what they expect by the same method. */
  @Test
  void aResultIsItsStatusAndThenTheValue() {
    put(0, KEY, Bytes.of("xy"));

    assertThat(get(0, KEY).toArray()).containsExactly(Status.OK.ordinal(), 'x', 'y');
    assertThat(get(0, OTHER_KEY).toArray()).containsExactly(Status.NOT_FOUND.ordinal());
  }

  @Test
  void aDeletedKeyIsGone() {
    put(0, KEY, A);

    assertThat(delete(0, KEY)).isEqualTo(Status.OK.result());

    assertThat(get(0, KEY)).isEqualTo(Status.NOT_FOUND.result());
  }

  @Test
  void compareAndSetWritesOnlyIfTheValueIsTheExpectedOne() {
    put(0, KEY, A);

    assertThat(compareAndSet(0, KEY, Bytes.of("c"), B)).isEqualTo(Status.MISMATCH.with(A));
    assertThat(get(0, KEY)).isEqualTo(Status.OK.with(A));
    assertThat(compareAndSet(0, KEY, B, A)).isEqualTo(Status.OK.result());
    assertThat(get(0, KEY)).isEqualTo(Status.OK.with(B));
  }

  @Test
  void tenantsDoNotSeeEachOther() {
    put(0, KEY, A);
    put(1, KEY, B);
    put(65_535, KEY, KEY);

    assertThat(delete(1, KEY)).isEqualTo(Status.OK.result());

    assertThat(get(0, KEY)).isEqualTo(Status.OK.with(A));
    assertThat(get(1, KEY)).isEqualTo(Status.NOT_FOUND.result());
    assertThat(get(65_535, KEY)).isEqualTo(Status.OK.with(KEY));
    assertThat(compareAndSet(2, KEY, B, A)).isEqualTo(Status.NOT_FOUND.result());
  }

  @Test
  void whatDoesNotDecodeIsInvalidAndChangesNothing() {
    put(0, KEY, A);
    long digest = store.digest();

    for (byte[] bytes : KeyValueCommandTest.undecodable()) {
      assertThat(store.execute(Bytes.copyOf(bytes), 1)).isEqualTo(Status.INVALID.result());
    }

    assertThat(store.digest()).isEqualTo(digest);
    assertThat(get(0, KEY)).isEqualTo(Status.OK.with(A));
  }

  @Test
  void randomOperationsNeverThrow() {
    SimRng rng = SimRng.of(1);
    RandomMessages random = new RandomMessages(rng);

    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = random.bytes(rng.nextInt(40));
      if (bytes.length > 0) {
        bytes[0] = (byte) rng.nextInt(6);
      }
      Bytes result = store.execute(Bytes.copyOf(bytes), i);
      assertThat(result.length()).as("seed 1, sample %d", i).isPositive();
    }
  }

  @Test
  void theTimestampDoesNotMatter() {
    KeyValueStore other = new KeyValueStore();

    store.execute(new KeyValueCommand.Put(0, KEY, A).encode(), 1);
    other.execute(new KeyValueCommand.Put(0, KEY, A).encode(), Long.MAX_VALUE);

    assertThat(store.digest()).isEqualTo(other.digest());
  }

  // ---- digest -----------------------------------------------------------------------------------

  @Test
  void theDigestDoesNotDependOnTheOrderOfArrival() {
    KeyValueStore reversed = new KeyValueStore();
    for (int i = 0; i < 100; i++) {
      put(i % 3, Bytes.of("k" + i), Bytes.of("v" + i));
      int j = 99 - i;
      execute(reversed, new KeyValueCommand.Put(j % 3, Bytes.of("k" + j), Bytes.of("v" + j)));
    }

    assertThat(reversed.digest()).isEqualTo(store.digest()).isNotZero();
  }

  @Test
  void theDigestReturnsWhenAChangeIsUndone() {
    assertThat(store.digest()).isZero();
    put(0, KEY, A);
    long withA = store.digest();

    put(0, KEY, B);
    long withB = store.digest();
    put(0, KEY, A);
    assertThat(store.digest()).isEqualTo(withA).isNotEqualTo(withB);
    compareAndSet(0, KEY, B, A);
    assertThat(store.digest()).isEqualTo(withB);
    delete(0, KEY);
    assertThat(store.digest()).isZero();
  }

  @Test
  void theDigestTellsStatesApart() {
    List<KeyValueCommand> single =
        List.of(
            new KeyValueCommand.Put(0, KEY, A),
            new KeyValueCommand.Put(1, KEY, A),
            new KeyValueCommand.Put(0, OTHER_KEY, A),
            new KeyValueCommand.Put(0, KEY, B),
            new KeyValueCommand.Put(0, A, KEY),
            new KeyValueCommand.Put(0, KEY, Bytes.EMPTY),
            new KeyValueCommand.Put(0, Bytes.EMPTY, KEY),
            new KeyValueCommand.Put(0, Bytes.of("ka"), Bytes.EMPTY));

    List<Long> digests = new ArrayList<>();
    for (KeyValueCommand command : single) {
      KeyValueStore fresh = new KeyValueStore();
      execute(fresh, command);
      digests.add(fresh.digest());
    }

    assertThat(digests).doesNotHaveDuplicates().doesNotContain(0L);
  }

  @Test
  void swappedValuesDoNotCancelOut() {
    KeyValueStore swapped = new KeyValueStore();
    put(0, KEY, A);
    put(0, OTHER_KEY, B);

    execute(swapped, new KeyValueCommand.Put(0, KEY, B));
    execute(swapped, new KeyValueCommand.Put(0, OTHER_KEY, A));

    assertThat(swapped.digest()).isNotEqualTo(store.digest());
  }

  // ---- against a model --------------------------------------------------------------------------

  @Test
  void theStoreBehavesLikeASortedMap() {
    SimRng rng = SimRng.of(3);
    Map<String, String> model = new TreeMap<>();
    for (int i = 0; i < 5_000; i++) {
      int tenant = rng.nextInt(2);
      String key = "k" + rng.nextInt(5);
      String value = "v" + rng.nextInt(3);
      String expected = "v" + rng.nextInt(3);
      String cell = tenant + "/" + key;
      String old = model.get(cell);
      Bytes shouldBe;
      Bytes result;
      switch (rng.nextInt(4)) {
        case 0 -> {
          shouldBe = old == null ? Status.NOT_FOUND.result() : Status.OK.with(Bytes.of(old));
          result = get(tenant, Bytes.of(key));
        }
        case 1 -> {
          model.put(cell, value);
          shouldBe = Status.OK.result();
          result = put(tenant, Bytes.of(key), Bytes.of(value));
        }
        case 2 -> {
          shouldBe = old == null ? Status.NOT_FOUND.result() : Status.OK.result();
          model.remove(cell);
          result = delete(tenant, Bytes.of(key));
        }
        default -> {
          shouldBe = old == null ? Status.NOT_FOUND.result() : Status.MISMATCH.with(Bytes.of(old));
          if (expected.equals(old)) {
            model.put(cell, value);
            shouldBe = Status.OK.result();
          }
          result = compareAndSet(tenant, Bytes.of(key), Bytes.of(value), Bytes.of(expected));
        }
      }
      assertThat(result).as("seed 3, operation %d", i).isEqualTo(shouldBe);
    }
  }

  // ---- helpers ----------------------------------------------------------------------------------

  // ---- snapshots --------------------------------------------------------------------------------

  @Test
  void aSnapshotBringsBackTheWholeState() {
    put(0, KEY, A);
    put(7, KEY, B);
    put(0xFFFF, OTHER_KEY, Bytes.EMPTY);
    put(1, Bytes.EMPTY, A);
    KeyValueStore other = new KeyValueStore();
    other.execute(new KeyValueCommand.Put(3, KEY, A).encode(), 1);

    assertThat(other.restore(store.snapshot())).isTrue();

    assertThat(other.digest()).isEqualTo(store.digest()).isNotZero();
    assertThat(other.snapshot()).isEqualTo(store.snapshot());
    assertThat(other.execute(new KeyValueCommand.Get(7, KEY).encode(), 1))
        .isEqualTo(Status.OK.with(B));
    assertThat(other.execute(new KeyValueCommand.Get(3, KEY).encode(), 1))
        .as("what was there before is gone")
        .isEqualTo(Status.NOT_FOUND.result());
  }

  @Test
  void equalStatesHaveEqualSnapshotsHoweverTheyCameAbout() {
    KeyValueStore other = new KeyValueStore();
    put(0, KEY, A);
    put(1, OTHER_KEY, B);

    other.execute(new KeyValueCommand.Put(1, OTHER_KEY, A).encode(), 1);
    other.execute(new KeyValueCommand.Put(1, OTHER_KEY, B).encode(), 2);
    other.execute(new KeyValueCommand.Put(0, KEY, A).encode(), 3);

    assertThat(other.snapshot()).isEqualTo(store.snapshot());
  }

  @Test
  void bytesThatAreNoSnapshotLeaveTheStoreEmpty() {
    put(0, KEY, A);
    put(1, OTHER_KEY, B);
    byte[] whole = store.snapshot().toArray();
    List<byte[]> broken = new ArrayList<>();
    for (int length = 0; length < whole.length; length++) {
      broken.add(Arrays.copyOf(whole, length));
    }
    broken.add(Arrays.copyOf(whole, whole.length + 1));
    for (int count : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1, 3}) {
      byte[] changed = whole.clone();
      ByteBuffer.wrap(changed).putInt(count);
      broken.add(changed);
    }
    broken.add(new byte[] {-1, -1, -1, -1});

    for (byte[] bytes : broken) {
      KeyValueStore other = new KeyValueStore();
      other.execute(new KeyValueCommand.Put(3, KEY, A).encode(), 1);
      assertThat(other.restore(Bytes.copyOf(bytes))).isFalse();
      assertThat(other.digest()).isZero();
      assertThat(other.snapshot()).isEqualTo(new KeyValueStore().snapshot());
    }
  }

  @Test
  void randomBytesAreRestoredWithoutAnException() {
    SimRng rng = SimRng.of(8);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[rng.nextInt(60)];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = (byte) (rng.chance(0.8) ? 0 : rng.nextInt(256));
      }
      KeyValueStore other = new KeyValueStore();
      boolean isRestored = other.restore(Bytes.copyOf(bytes));
      assertThat(isRestored || other.digest() == 0).as("seed 8, sample %d", i).isTrue();
    }
  }

  private Bytes get(int tenant, Bytes key) {
    return execute(store, new KeyValueCommand.Get(tenant, key));
  }

  private Bytes put(int tenant, Bytes key, Bytes value) {
    return execute(store, new KeyValueCommand.Put(tenant, key, value));
  }

  private Bytes delete(int tenant, Bytes key) {
    return execute(store, new KeyValueCommand.Delete(tenant, key));
  }

  private Bytes compareAndSet(int tenant, Bytes key, Bytes value, Bytes expected) {
    return execute(store, new KeyValueCommand.CompareAndSet(tenant, key, value, expected));
  }

  private static Bytes execute(KeyValueStore store, KeyValueCommand command) {
    return store.execute(command.encode(), 1);
  }
}
