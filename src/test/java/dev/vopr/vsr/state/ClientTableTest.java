package dev.vopr.vsr.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.message.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientTableTest {
  private final ClientTable table = new ClientTable();

  @Test
  void anUnknownClientHasNoRow() {
    assertThat(table.row(1_000)).isEmpty();
    assertThat(table.lastRequest(1_000)).isZero();
    assertThat(table.digest()).isZero();
  }

  @Test
  void theLastRequestOfEachClientIsKept() {
    table.record(1_000, 1, Bytes.of("a"));
    table.record(1_001, 7, Bytes.of("b"));
    table.record(1_000, 2, Bytes.of("c"));

    assertThat(table.row(1_000)).contains(new ClientTable.Row(2, Bytes.of("c")));
    assertThat(table.row(1_001)).contains(new ClientTable.Row(7, Bytes.of("b")));
    assertThat(table.lastRequest(1_000)).isEqualTo(2);
  }

  @Test
  void theDigestDependsOnTheRowsOnlyAndNotOnHowTheyCameAbout() {
    ClientTable other = new ClientTable();
    table.record(1_000, 1, Bytes.of("a"));
    table.record(1_000, 2, Bytes.of("b"));
    table.record(1_001, 1, Bytes.of("c"));

    other.record(1_001, 1, Bytes.of("c"));
    other.record(1_000, 2, Bytes.of("b"));

    assertThat(table.digest()).isEqualTo(other.digest()).isNotZero();
  }

  @Test
  void theDigestCoversClientRequestAndResult() {
    List<Long> digests = new ArrayList<>();
    digests.add(digestOf(1_000, 1, "a"));
    digests.add(digestOf(1_001, 1, "a"));
    digests.add(digestOf(1_000, 2, "a"));
    digests.add(digestOf(1_000, 1, "b"));
    digests.add(digestOf(1_000, 1, ""));
    digests.add(digestOf(1, 1_000, "a"));

    assertThat(digests).doesNotHaveDuplicates();
  }

  private static long digestOf(int client, long request, String result) {
    ClientTable table = new ClientTable();
    table.record(client, request, Bytes.of(result));
    return table.digest();
  }
}
