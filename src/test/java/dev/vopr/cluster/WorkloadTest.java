package dev.vopr.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.state.KeyValueCommand;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What clients ask for. */
class WorkloadTest {
  private static final WorkloadSettings SETTINGS =
      new WorkloadSettings(4, 2, 3, 12, 1_000, 5_000, 500);

  private static List<KeyValueCommand> commands(int client, long seed) {
    Workload workload = new Workload(SETTINGS, client, SimRng.of(seed));
    List<KeyValueCommand> commands = new ArrayList<>();
    while (workload.hasNext()) {
      Bytes operation = workload.next();
      commands.add(KeyValueCommand.decode(operation).orElseThrow());
    }
    return commands;
  }

  @Test
  void thereAreAsManyOperationsAsTheSettingsSayOfAllFourKinds() {
    List<KeyValueCommand> commands = commands(0, 1);

    assertThat(commands).hasSize(500);
    assertThat(commands)
        .hasAtLeastOneElementOfType(KeyValueCommand.Get.class)
        .hasAtLeastOneElementOfType(KeyValueCommand.Put.class)
        .hasAtLeastOneElementOfType(KeyValueCommand.CompareAndSet.class)
        .hasAtLeastOneElementOfType(KeyValueCommand.Delete.class);
  }

  @Test
  void noTwoWritesHaveTheSameValueOfTheRightLength() {
    Set<Bytes> values = new LinkedHashSet<>();
    int writes = 0;
    for (int client = 0; client < 4; client++) {
      for (KeyValueCommand command : commands(client, 1)) {
        if (command instanceof KeyValueCommand.Put put) {
          writes++;
          values.add(put.value());
        }
      }
    }

    assertThat(writes).isGreaterThan(500);
    assertThat(values).hasSize(writes).allMatch(value -> value.length() == 12);
  }

  @Test
  void clientUsesTheKeysOfItsTenantOnly() {
    for (int client = 0; client < 4; client++) {
      Set<Integer> tenants = new LinkedHashSet<>();
      Set<String> keys = new LinkedHashSet<>();
      for (KeyValueCommand command : commands(client, 1)) {
        if (command instanceof KeyValueCommand.Get get) {
          tenants.add(get.tenant());
          keys.add(get.key().text());
        }
      }

      assertThat(tenants).containsExactly(client % 2);
      assertThat(keys).containsExactlyInAnyOrder("k0", "k1", "k2");
    }
  }

  @Test
  void pausesAreWithinTheirBounds() {
    Workload workload = new Workload(SETTINGS, 0, SimRng.of(1));
    Set<Long> pauses = new LinkedHashSet<>();
    for (int i = 0; i < 200; i++) {
      pauses.add(workload.thinkNanos());
    }

    assertThat(pauses).hasSizeGreaterThan(50).allMatch(pause -> pause >= 1_000 && pause <= 5_000);
  }

  @Test
  void workloadWithoutALimitNeverEnds() {
    WorkloadSettings endless = new WorkloadSettings(1, 1, 1, 1, 0, 0, 0);
    Workload workload = new Workload(endless, 0, SimRng.of(1));
    for (int i = 0; i < 1_000; i++) {
      workload.next();
    }

    assertThat(workload.hasNext()).isTrue();
  }
}
