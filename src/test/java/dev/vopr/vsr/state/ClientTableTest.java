package dev.vopr.vsr.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.message.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientTableTest {
  private static final int CAPACITY = 3;
  private static final int LARGEST = 16;
  private static final Bytes TOKEN = Bytes.of("token");
  private static final Bytes OTHER_TOKEN = Bytes.of("other");

  private final ClientTable table = new ClientTable(CAPACITY);

  // ---- sessions ---------------------------------------------------------------------------------

  @Test
  void anUnknownClientHasNoRow() {
    assertThat(table.row(1_000)).isEmpty();
    assertThat(table.isRegistered(1_000, TOKEN)).isFalse();
    assertThat(table.digest()).isZero();
  }

  @Test
  void aRegistrationOpensASessionThatIsItsOpNumber() {
    assertThat(table.register(1_000, 7, TOKEN)).isFalse();

    assertThat(table.row(1_000)).contains(new ClientTable.Row(7, TOKEN, 7, 0, TOKEN));
    assertThat(table.isRegistered(1_000, TOKEN)).isTrue();
    assertThat(table.isRegistered(1_000, OTHER_TOKEN)).isFalse();
    assertThat(table.isRegistered(1_001, TOKEN)).isFalse();
  }

  @Test
  void aRepeatedRegistrationChangesNothing() {
    table.register(1_000, 7, TOKEN);
    table.record(1_000, 8, 1, Bytes.of("a"));
    long digest = table.digest();

    table.register(1_000, 9, TOKEN);

    assertThat(table.row(1_000))
        .as("neither the session nor the last request is lost")
        .contains(new ClientTable.Row(7, TOKEN, 8, 1, Bytes.of("a")));
    assertThat(table.digest()).isEqualTo(digest);
  }

  @Test
  void theLastRegistrationIsKnownAlsoWhenItsSessionWasEvicted() {
    table.register(1_000, 7, TOKEN);
    table.register(1_000, 9, OTHER_TOKEN);
    table.record(1_000, 10, 1, Bytes.of("a"));
    assertThat(table.lastRegistration(1_000)).isEqualTo(table.row(1_000));

    for (int client = 1_001; client <= 1_000 + CAPACITY; client++) {
      table.register(client, client, TOKEN);
    }

    assertThat(table.row(1_000)).isEmpty();
    assertThat(table.isOver(1_000, TOKEN)).isTrue();
    ClientTable restored = new ClientTable(CAPACITY);
    restored.restore(table.snapshot(), LARGEST);
    for (ClientTable each : List.of(table, restored)) {
      assertThat(each.lastRegistration(1_000))
          .contains(new ClientTable.Row(9, OTHER_TOKEN, 9, 0, OTHER_TOKEN));
    }
    assertThat(table.lastRegistration(999)).isEmpty();
  }

  @Test
  void aRegistrationOfAnEarlierLifeChangesNothing() {
    table.register(1_000, 7, TOKEN);
    table.register(1_000, 9, OTHER_TOKEN);
    long digest = table.digest();

    assertThat(table.isOver(1_000, TOKEN)).isTrue();
    assertThat(table.register(1_000, 11, TOKEN)).isFalse();

    assertThat(table.row(1_000)).contains(new ClientTable.Row(9, OTHER_TOKEN, 9, 0, OTHER_TOKEN));
    assertThat(table.digest()).isEqualTo(digest);
    assertThat(table.isOver(1_001, TOKEN)).as("the token is the client's own").isFalse();
  }

  @Test
  void aSnapshotDoesNotShowInWhichOrderItsRowsWereFilled() {
    ClientTable reversed = new ClientTable(CAPACITY);
    for (int client = 1_000; client < 1_000 + CAPACITY; client++) {
      table.register(client, client, TOKEN);
      int last = 2 * 1_000 + CAPACITY - 1 - client;
      reversed.register(last, last, TOKEN);
    }

    assertThat(reversed.snapshot()).isEqualTo(table.snapshot());
    assertThat(reversed.digest()).isEqualTo(table.digest());
  }

  @Test
  void anEvictedClientMayOpenTheSameSessionAgainUntilItHasRegisteredAnew() {
    table.register(1_000, 1, TOKEN);
    for (int i = 1; i <= CAPACITY; i++) {
      table.register(1_000 + i, 1 + i, TOKEN);
    }

    assertThat(table.isOver(1_000, TOKEN)).as("its answer may have been lost").isFalse();
    table.register(1_000, 8, OTHER_TOKEN);
    table.register(1_000, 9, TOKEN);

    assertThat(table.row(1_000)).map(ClientTable.Row::session).contains(8L);
  }

  @Test
  void onlyTheSessionsThatEndedLastAreRemembered() {
    for (int life = 0; life <= CAPACITY + 1; life++) {
      table.register(1_000, 1 + life, Bytes.of("life" + life));
    }

    assertThat(table.isOver(1_000, Bytes.of("life0"))).isFalse();
    assertThat(table.isOver(1_000, Bytes.of("life1"))).isTrue();
    assertThat(table.isOver(1_000, Bytes.of("life" + CAPACITY))).isTrue();
  }

  @Test
  void anotherTokenOfTheSameClientReplacesItsSession() {
    table.register(1_000, 7, TOKEN);
    table.record(1_000, 8, 5, Bytes.of("a"));

    assertThat(table.register(1_000, 9, OTHER_TOKEN)).as("nobody else is evicted").isFalse();

    assertThat(table.row(1_000)).contains(new ClientTable.Row(9, OTHER_TOKEN, 9, 0, OTHER_TOKEN));
  }

  @Test
  void theLastRequestOfEachClientIsKept() {
    table.register(1_000, 1, TOKEN);
    table.register(1_001, 2, TOKEN);
    table.record(1_000, 3, 1, Bytes.of("a"));
    table.record(1_001, 4, 7, Bytes.of("b"));
    table.record(1_000, 5, 2, Bytes.of("c"));

    assertThat(table.row(1_000)).contains(new ClientTable.Row(1, TOKEN, 5, 2, Bytes.of("c")));
    assertThat(table.row(1_001)).contains(new ClientTable.Row(2, TOKEN, 4, 7, Bytes.of("b")));
  }

  // ---- eviction ---------------------------------------------------------------------------------

  @Test
  void aFullTableEvictsTheSessionThatWasIdleTheLongest() {
    table.register(1_000, 1, TOKEN);
    table.register(1_001, 2, TOKEN);
    table.register(1_002, 3, TOKEN);
    table.record(1_000, 4, 1, Bytes.of("a"));

    assertThat(table.register(1_003, 5, TOKEN)).isTrue();

    assertThat(table.row(1_001)).as("not the oldest, but the idlest").isEmpty();
    assertThat(List.of(1_000, 1_002, 1_003)).allMatch(client -> table.row(client).isPresent());
  }

  @Test
  void aClientThatRegistersAgainEvictsNobody() {
    table.register(1_000, 1, TOKEN);
    table.register(1_001, 2, TOKEN);
    table.register(1_002, 3, TOKEN);

    assertThat(table.register(1_001, 4, OTHER_TOKEN)).isFalse();

    assertThat(List.of(1_000, 1_001, 1_002)).allMatch(client -> table.row(client).isPresent());
  }

  @Test
  void evenSessionsWithAbsurdOpNumbersAreEvicted() {
    for (int client = 0; client < CAPACITY; client++) {
      table.register(1_000 + client, 1, TOKEN);
      table.record(1_000 + client, Long.MAX_VALUE, 1, TOKEN);
    }

    assertThat(table.register(1_009, 5, TOKEN)).isTrue();
    assertThat(table.row(1_000)).isEmpty();
  }

  // ---- digest -----------------------------------------------------------------------------------

  @Test
  void theDigestDependsOnTheRowsOnlyAndNotOnHowTheyCameAbout() {
    ClientTable other = new ClientTable(CAPACITY);
    table.register(1_000, 1, TOKEN);
    table.register(1_001, 2, TOKEN);
    table.record(1_000, 3, 1, Bytes.of("a"));
    table.record(1_000, 4, 2, Bytes.of("b"));

    other.register(1_001, 2, TOKEN);
    other.register(1_000, 1, TOKEN);
    other.record(1_000, 4, 2, Bytes.of("b"));

    assertThat(table.digest()).isEqualTo(other.digest()).isNotZero();
  }

  @Test
  void theDigestAfterEvictionsIsThatOfATableReadFromItsSnapshot() {
    table.register(1_000, 1, TOKEN);
    table.register(1_000, 2, OTHER_TOKEN);
    for (int i = 1; i <= CAPACITY; i++) {
      table.register(1_000 + i, 2 + i, TOKEN);
    }
    ClientTable other = new ClientTable(CAPACITY);

    assertThat(other.restore(table.snapshot(), LARGEST)).isTrue();

    assertThat(table.row(1_000)).isEmpty();
    assertThat(other.digest()).isEqualTo(table.digest());
  }

  @Test
  void theDigestCoversEveryField() {
    List<Long> digests = new ArrayList<>();
    digests.add(digestOf(1_000, 1, "token", 2, 3, "a"));
    digests.add(digestOf(1_001, 1, "token", 2, 3, "a"));
    digests.add(digestOf(1_000, 2, "token", 2, 3, "a"));
    digests.add(digestOf(1_000, 1, "other", 2, 3, "a"));
    digests.add(digestOf(1_000, 1, "token", 3, 3, "a"));
    digests.add(digestOf(1_000, 1, "token", 2, 2, "a"));
    digests.add(digestOf(1_000, 1, "token", 3, 2, "a"));
    digests.add(digestOf(1_000, 1, "token", 2, 3, "b"));
    digests.add(digestOf(1_000, 1, "token", 2, 3, ""));

    assertThat(digests).doesNotHaveDuplicates();
  }

  private static long digestOf(
      int client, long session, String token, long op, long request, String result) {
    ClientTable table = new ClientTable(CAPACITY);
    table.register(client, session, Bytes.of(token));
    table.record(client, op, request, Bytes.of(result));
    return table.digest();
  }

  // ---- snapshots --------------------------------------------------------------------------------

  @Test
  void aSnapshotBringsBackAllRows() {
    fill();
    ClientTable other = new ClientTable(CAPACITY);
    other.register(1_009, 9, OTHER_TOKEN);

    assertThat(other.restore(table.snapshot(), LARGEST)).isTrue();

    for (int client = 1_000; client < 1_010; client++) {
      assertThat(other.row(client)).isEqualTo(table.row(client));
    }
    assertThat(other.digest()).isEqualTo(table.digest());
    assertThat(other.snapshot()).isEqualTo(table.snapshot());
  }

  @Test
  void equalTablesHaveEqualSnapshots() {
    ClientTable other = new ClientTable(CAPACITY);
    table.register(1_000, 1, TOKEN);
    table.register(1_001, 2, TOKEN);

    other.register(1_001, 2, TOKEN);
    other.register(1_000, 1, TOKEN);

    assertThat(other.snapshot()).isEqualTo(table.snapshot());
  }

  @Test
  void anEmptyTableHasASnapshotToo() {
    ClientTable other = new ClientTable(CAPACITY);
    other.register(1_000, 1, TOKEN);

    assertThat(other.restore(table.snapshot(), LARGEST)).isTrue();
    assertThat(other.row(1_000)).isEmpty();
    assertThat(other.digest()).isZero();
  }

  @Test
  void bytesThatAreNoSnapshotLeaveTheTableEmpty() {
    fill();
    byte[] whole = table.snapshot().toArray();

    for (int length = 0; length < whole.length; length++) {
      assertEmptyAfter(Bytes.copyOf(Arrays.copyOf(whole, length)));
    }
    assertEmptyAfter(Bytes.copyOf(Arrays.copyOf(whole, whole.length + 1)));
    for (int count : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, CAPACITY + 1}) {
      byte[] changed = whole.clone();
      ByteBuffer.wrap(changed).putInt(count);
      assertEmptyAfter(Bytes.copyOf(changed));
    }
  }

  @Test
  void whatNoMessageCanCarryIsNotRestored() {
    table.register(1_000, 1, TOKEN);
    table.record(1_000, 2, 1, Bytes.copyOf(new byte[LARGEST + 1]));

    assertEmptyAfter(table.snapshot());
  }

  @Test
  void randomBytesNeverThrow() {
    SimRng rng = SimRng.of(3);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[rng.nextInt(120)];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = (byte) (rng.chance(0.8) ? 0 : rng.nextInt(256));
      }
      ClientTable other = new ClientTable(CAPACITY);
      boolean isRestored = other.restore(Bytes.copyOf(bytes), LARGEST);
      assertThat(isRestored || other.digest() == 0).as("seed 3, sample %d", i).isTrue();
    }
  }

  private void fill() {
    table.register(1_000, 1, TOKEN);
    table.register(1_001, 2, OTHER_TOKEN);
    table.record(1_000, 3, 1, Bytes.of("a"));
    table.record(1_001, 4, 1, Bytes.EMPTY);
    table.register(1_001, 5, TOKEN);
  }

  private static void assertEmptyAfter(Bytes snapshot) {
    ClientTable other = new ClientTable(CAPACITY);
    other.register(1_009, 9, TOKEN);
    assertThat(other.restore(snapshot, LARGEST)).as("%d bytes", snapshot.length()).isFalse();
    assertThat(other.row(1_009)).isEmpty();
    assertThat(other.row(1_000)).isEmpty();
    assertThat(other.digest()).isZero();
  }
}
