package dev.vopr.check.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.state.ClientTable;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionModelTest {
  private static final int CLIENTS = 6;
  private static final int CAPACITY = 3;
  private static final int LIVES = 4;

  private static Entry entry(int client, long op, long session, long request, String operation) {
    return Entry.sealed(0, op, 0, client, session, request, Bytes.of(operation), op);
  }

  /** The two were written apart; on a log of registrations and requests of all sorts they agree. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void theModelAndTheClientTableLetTheSameEntriesTakeEffect(long seed) {
    SimRng rng = SimRng.of(seed);
    SessionModel model = new SessionModel(CAPACITY);
    ClientTable table = new ClientTable(CAPACITY);
    int effects = 0;

    for (long op = 1; op <= 2_000; op++) {
      int client = Nodes.client(rng.nextInt(CLIENTS));
      boolean isEffective;
      boolean isExpected;
      if (rng.chance(0.4)) {
        Entry entry = entry(client, op, 0, 0, "life " + rng.nextInt(LIVES));
        isEffective = model.register(entry);
        table.register(client, op, entry.operation());
        isExpected = table.row(client).map(ClientTable.Row::session).equals(Optional.of(op));
      } else {
        long session = table.row(client).map(ClientTable.Row::session).orElse(1L);
        Entry entry = entry(client, op, session - rng.nextInt(2), 1 + rng.nextInt(4), "put");
        isEffective = model.request(entry);
        isExpected = isNew(table, entry);
        if (isExpected) {
          table.record(client, op, entry.request(), Bytes.EMPTY);
        }
      }
      assertThat(isEffective).as("seed %d, op %d", seed, op).isEqualTo(isExpected);
      effects += isEffective ? 1 : 0;
    }

    assertThat(effects).isGreaterThan(200);
  }

  private static boolean isNew(ClientTable table, Entry entry) {
    return table
        .row(entry.client())
        .filter(row -> row.session() == entry.session() && row.request() < entry.request())
        .isPresent();
  }
}
