package dev.vopr.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.state.KeyValueCommand;
import dev.vopr.vsr.state.KeyValueStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients ask for. */
class WorkloadTest {
  private static final WorkloadSettings SETTINGS =
      new WorkloadSettings(4, 2, 3, 12, 1_000, 5_000, 500);
  private static final WorkloadSettings.Idleness NEVER_IDLE =
      new WorkloadSettings.Idleness(0, 0, 0, 0, 0, 0);

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

  /** A workload with other choices and pauses than the plain one. */
  private static Workload workload(
      WorkloadSettings.Choice choice, WorkloadSettings.Idleness idleness, long operations) {
    WorkloadSettings settings =
        new WorkloadSettings(4, 2, 10, 12, 1_000, 5_000, operations, choice, idleness);
    return new Workload(settings, 1, SimRng.of(7));
  }

  private static WorkloadSettings.Choice keys(KeyPattern pattern, double hotShare) {
    return new WorkloadSettings.Choice(pattern, hotShare, new WorkloadSettings.Mix(1, 0, 0, 0), 0);
  }

  private static int[] keyCounts(KeyPattern pattern, double hotShare) {
    Workload workload = workload(keys(pattern, hotShare), NEVER_IDLE, 0);
    int[] counts = new int[10];
    for (int i = 0; i < 10_000; i++) {
      counts[Integer.parseInt(command(workload).key().text().substring(1))]++;
    }
    return counts;
  }

  private static KeyValueCommand command(Workload workload) {
    return KeyValueCommand.decode(workload.next()).orElseThrow();
  }

  @Test
  void uniformKeysAreAllAlike() {
    // Of 10,000 each of ten keys gets 1,000, with a standard deviation of 30.
    for (int count : keyCounts(KeyPattern.UNIFORM, 0.9)) {
      assertThat(count).isBetween(880, 1_120);
    }
  }

  @Test
  void hotKeyGetsItsShareAndTheOthersTheRestEvenly() {
    int[] counts = keyCounts(KeyPattern.HOT_SPOT, 0.7);

    // 7,000 with a standard deviation of 46, and 333 with one of 18.
    assertThat(counts[0]).isBetween(6_800, 7_200);
    for (int key = 1; key < 10; key++) {
      assertThat(counts[key]).isBetween(250, 420);
    }
  }

  @Test
  void sequentialKeysComeOneAfterTheOther() {
    Workload workload = workload(keys(KeyPattern.SEQUENTIAL, 0), NEVER_IDLE, 0);

    for (int i = 0; i < 35; i++) {
      assertThat(command(workload).key().text()).isEqualTo("k" + i % 10);
    }
  }

  @Test
  void kindsOfOperationsComeByTheirWeights() {
    WorkloadSettings.Mix mix = new WorkloadSettings.Mix(1, 2, 3, 4);
    Workload workload =
        workload(new WorkloadSettings.Choice(KeyPattern.UNIFORM, 0, mix, 0), NEVER_IDLE, 0);
    Map<Class<?>, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i < 10_000; i++) {
      counts.merge(command(workload).getClass(), 1, Integer::sum);
    }

    // The largest standard deviation is 49.
    assertThat(counts.get(KeyValueCommand.Get.class)).isBetween(850, 1_150);
    assertThat(counts.get(KeyValueCommand.Put.class)).isBetween(1_800, 2_200);
    assertThat(counts.get(KeyValueCommand.CompareAndSet.class)).isBetween(2_800, 3_200);
    assertThat(counts.get(KeyValueCommand.Delete.class)).isBetween(3_800, 4_200);
  }

  private static Workload modifying(double share) {
    WorkloadSettings.Mix onlyDeletes = new WorkloadSettings.Mix(0, 0, 0, 1);
    return workload(
        new WorkloadSettings.Choice(KeyPattern.UNIFORM, 0, onlyDeletes, share), NEVER_IDLE, 0);
  }

  @Test
  void readModifyWriteReplacesWhatWasReadWithoutAPause() {
    Workload workload = modifying(1);

    KeyValueCommand read = command(workload);
    workload.onResult(KeyValueStore.Status.OK.with(Bytes.of("old")));
    long pause = workload.thinkNanos();
    KeyValueCommand write = command(workload);

    assertThat(pause).isZero();
    assertThat(read).isInstanceOf(KeyValueCommand.Get.class);
    assertThat(write).isInstanceOf(KeyValueCommand.CompareAndSet.class);
    assertThat(write.key()).isEqualTo(read.key());
    assertThat(write.tenant()).isEqualTo(read.tenant());
    assertThat(((KeyValueCommand.CompareAndSet) write).expected()).isEqualTo(Bytes.of("old"));
    workload.onResult(KeyValueStore.Status.OK.result());
    assertThat(workload.thinkNanos()).isPositive();
    assertThat(command(workload)).isInstanceOf(KeyValueCommand.Get.class);
  }

  @Test
  void readModifyWriteOfAnAbsentKeyPutsAValue() {
    Workload workload = modifying(1);

    KeyValueCommand read = command(workload);
    workload.onResult(KeyValueStore.Status.NOT_FOUND.result());
    KeyValueCommand write = command(workload);

    assertThat(write).isInstanceOf(KeyValueCommand.Put.class);
    assertThat(write.key()).isEqualTo(read.key());
  }

  @Test
  void whatWasReadIsForgottenWhenTheResultIsUnknown() {
    Workload workload = modifying(1);

    workload.next();
    workload.onUnknown();

    assertThat(command(workload)).isInstanceOf(KeyValueCommand.Get.class);
    workload.onResult(KeyValueStore.Status.OK.with(Bytes.of("old")));
    workload.onUnknown();
    assertThat(workload.thinkNanos()).isPositive();
    assertThat(command(workload)).isInstanceOf(KeyValueCommand.Get.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.25})
  void readModifyWritesHaveTheirShare(double share) {
    Workload workload = modifying(share);
    int reads = 0;
    for (int i = 0; i < 4_000; i++) {
      reads += command(workload) instanceof KeyValueCommand.Get ? 1 : 0;
      workload.onUnknown();
    }

    // 1,000 with a standard deviation of 27; none when they are off.
    assertThat(reads).isBetween((int) (3_600 * share), (int) (4_400 * share));
  }

  @Test
  void burstsEndWithALongPause() {
    Workload workload =
        workload(
            keys(KeyPattern.UNIFORM, 0),
            new WorkloadSettings.Idleness(5, 1_000_000, 2_000_000, 0, 0, 0),
            0);
    for (int i = 1; i <= 50; i++) {
      workload.next();
      long pause = workload.thinkNanos();
      if (i % 5 == 0) {
        assertThat(pause).as("after %d", i).isBetween(1_000_000L, 2_000_000L);
      } else {
        assertThat(pause).as("after %d", i).isBetween(1_000L, 5_000L);
      }
    }
  }

  @Test
  void clientsAreIdleAtTheirRate() {
    Workload workload =
        workload(
            keys(KeyPattern.UNIFORM, 0),
            new WorkloadSettings.Idleness(0, 0, 0, 0.1, 1_000_000, 2_000_000),
            0);
    int idle = 0;
    for (int i = 0; i < 5_000; i++) {
      long pause = workload.thinkNanos();
      boolean isIdle = pause > 5_000;
      assertThat(pause).isBetween(isIdle ? 1_000_000L : 1_000L, isIdle ? 2_000_000L : 5_000L);
      idle += isIdle ? 1 : 0;
    }

    // 500 with a standard deviation of 21.
    assertThat(idle).isBetween(410, 590);
  }

  @Test
  void whatIsSwitchedOnLeavesTheOtherDrawsAsTheyWere() {
    WorkloadSettings.Mix mix = new WorkloadSettings.Mix(40, 40, 15, 5);
    WorkloadSettings.Choice plain = new WorkloadSettings.Choice(KeyPattern.UNIFORM, 0, mix, 0);
    Workload without = workload(plain, NEVER_IDLE, 0);
    Workload with =
        workload(plain, new WorkloadSettings.Idleness(0, 0, 0, 0.5, 1_000_000, 2_000_000), 0);

    for (int i = 0; i < 100; i++) {
      assertThat(with.next()).isEqualTo(without.next());
    }
  }
}
