package dev.vopr.net;

import static dev.vopr.net.NetworkTestbed.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.sim.SimRng;
import dev.vopr.trace.LossReason;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartitionTest {
  private static final long SEED = 5;
  private static final NetworkSettings CALM =
      NetworkSettings.faultless(new LatencyLaw.Constant(MILLI));
  private static final List<Integer> NODES = List.of(0, 1, 2, Nodes.client(0), Nodes.client(1));
  private static final DirectedLink R0_TO_R1 = new DirectedLink(0, 1);

  @Test
  void cutsExactlyItsLinks() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM)) {
      List<DirectedLink> links = DirectedLink.bothWays(List.of(0), List.of(1, Nodes.client(1)));
      bed.tell(new SimNetwork.Partition("p", links));

      assertThat(cutLinks(bed)).containsExactlyInAnyOrderElementsOf(texts(links)).hasSize(4);
      assertThat(bed.counters.lost(LossReason.PARTITION)).isEqualTo(4);
    }
  }

  @Test
  void losesWhatWouldArriveMeanwhile() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM)) {
      Packet packet = bed.send(0, 1, 8);
      bed.sim.advance(MILLI / 2);
      bed.tell(new SimNetwork.Partition("p", List.of(R0_TO_R1)));
      bed.sim.advance(MILLI);

      assertThat(bed.arrivals).isEmpty();
      assertThat(bed.lostMutations).containsExactly(8);
      assertThat(bed.events(TraceEvent.Lost.class))
          .containsExactly(new TraceEvent.Lost(MILLI, packet.id(), 0, 1, LossReason.PARTITION));
    }
  }

  @Test
  void whatArrivesAfterItsEndIsNotLost() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM)) {
      bed.send(0, 1);
      bed.tell(new SimNetwork.Partition("p", List.of(R0_TO_R1)));
      bed.sim.advance(MILLI / 2);
      bed.tell(new SimNetwork.Unpartition("p"));
      bed.sim.advance(MILLI);

      assertThat(bed.arrivals).hasSize(1);
      assertThat(bed.events(TraceEvent.Change.class))
          .extracting(TraceEvent.Change::what)
          .containsExactly("partition p begins, cut: [r0→r1]", "partition p ends");
    }
  }

  @Test
  void aLinkIsCutAsLongAsAnyPartitionCutsIt() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM)) {
      bed.tell(new SimNetwork.Partition("p", List.of(R0_TO_R1, R0_TO_R1)));
      bed.tell(new SimNetwork.Partition("q", List.of(R0_TO_R1)));
      bed.tell(new SimNetwork.Unpartition("p"));
      assertThat(cutLinks(bed)).containsExactly("r0→r1");
      bed.tell(new SimNetwork.Unpartition("q"));

      assertThat(cutLinks(bed)).isEmpty();
      assertThat(bed.counters.partitionsStarted()).isEqualTo(2);
    }
  }

  @Test
  void ofTheSameNameReplacesTheEarlierOne() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM)) {
      bed.tell(new SimNetwork.Partition("p", List.of(R0_TO_R1)));
      bed.tell(new SimNetwork.Partition("p", List.of(new DirectedLink(1, 2))));

      assertThat(cutLinks(bed)).containsExactly("r1→r2");
    }
  }

  @ParameterizedTest
  @EnumSource(PartitionKind.class)
  void randomOnesHaveTheirShapeStartAndEnd(PartitionKind kind) {
    PartitionSettings partition =
        new PartitionSettings(0.5, 10 * MILLI, 5 * MILLI, 15 * MILLI, List.of(kind));
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM.withPartition(partition))) {
      bed.sim.advance(10_000 * MILLI);
      List<TraceEvent.Change> changes = bed.events(TraceEvent.Change.class);

      assertThat(bed.counters.partitionsStarted()).as("seed %d", SEED).isBetween(250L, 450L);
      Set<String> cuts = new TreeSet<>();
      for (int i = 0; i + 1 < changes.size(); i += 2) {
        long nanos = changes.get(i).nanos();
        assertThat(nanos % (10 * MILLI)).isZero();
        assertThat(changes.get(i + 1).what()).endsWith("ends");
        assertThat(changes.get(i + 1).nanos() - nanos).isBetween(5 * MILLI, 15 * MILLI);
        cuts.add(changes.get(i).what().replaceFirst(".*cut: ", ""));
      }
      assertThat(cuts).containsExactlyInAnyOrderElementsOf(shapes(kind));
    }
  }

  @Test
  void randomOnesNeverStartWhenSwitchedOff() {
    PartitionSettings never =
        new PartitionSettings(0, MILLI, MILLI, MILLI, List.of(PartitionKind.values()));
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM.withPartition(never))) {
      bed.sim.advance(10_000 * MILLI);

      assertThat(bed.counters.partitionsStarted()).isZero();
      assertThat(bed.sim.step()).as("no timer is left").isFalse();
    }
  }

  @Test
  void rareOnesStartAtTheConfiguredRate() {
    PartitionSettings rare =
        new PartitionSettings(0.001, MILLI, 1, 1, List.of(PartitionKind.ISOLATE_ONE));
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM.withPartition(rare), false)) {
      bed.sim.advance(200_000 * MILLI);

      assertThat(bed.counters.partitionsStarted()).as("seed %d", SEED).isBetween(150L, 250L);
    }
  }

  @Test
  void plannedOnesStartAtTheirIntervalAndLastForTheirAmount() {
    PartitionSettings shapes =
        new PartitionSettings(0, 10 * MILLI, 1, 1, List.of(PartitionKind.ISOLATE_ONE));
    Decision decision = new Decision(FaultKind.PARTITION, 0, 3, 25 * MILLI, 77);
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM.withPartition(shapes), decision)) {
      bed.sim.advance(100 * MILLI);

      assertThat(bed.events(TraceEvent.Change.class))
          .extracting(TraceEvent.Change::nanos)
          .containsExactly(30 * MILLI, 55 * MILLI);
      assertThat(bed.faults.unused()).isEmpty();
    }
  }

  @Test
  void theNextOneWaitsForTheStability() {
    PartitionSettings always =
        new PartitionSettings(
            1,
            10 * MILLI,
            5 * MILLI,
            5 * MILLI,
            List.of(PartitionKind.SYMMETRIC),
            31 * MILLI,
            0,
            MILLI);
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM.withPartition(always))) {
      bed.sim.advance(101 * MILLI);

      assertThat(bed.events(TraceEvent.Change.class))
          .extracting(event -> event.nanos() / MILLI)
          .containsExactly(10L, 15L, 50L, 55L, 90L, 95L);
    }
  }

  @Test
  void flappingOnesCutAndMendUntilTheyEnd() {
    PartitionSettings flapping =
        new PartitionSettings(
            1,
            100 * MILLI,
            45 * MILLI,
            45 * MILLI,
            List.of(PartitionKind.ISOLATE_CLIENT),
            0,
            1,
            10 * MILLI);
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM.withPartition(flapping))) {
      bed.sim.advance(105 * MILLI);
      assertThat(cutLinks(bed)).hasSize(6);
      bed.sim.advance(10 * MILLI);
      assertThat(cutLinks(bed)).isEmpty();
      bed.sim.advance(10 * MILLI);
      assertThat(cutLinks(bed)).hasSize(6);
      bed.sim.advance(24 * MILLI);

      assertThat(cutLinks(bed)).isEmpty();
      assertThat(bed.counters.partitionsStarted()).isEqualTo(1);
      assertThat(bed.events(TraceEvent.Change.class))
          .extracting(event -> event.nanos() / MILLI)
          .containsExactly(100L, 110L, 120L, 130L, 140L, 145L);
    }
  }

  @Test
  void aBridgeHearsBothHalvesAndIsHeardByThem() {
    PartitionShapes shapes = new PartitionShapes(5, 0);
    for (long bits = 0; bits < 1_000; bits++) {
      List<DirectedLink> links = shapes.links(PartitionKind.BRIDGE, SimRng.mix(bits), 0);
      Set<Integer> cut = new TreeSet<>(links.stream().map(DirectedLink::from).toList());

      assertThat(cut).as("bits %d", bits).hasSize(4);
      assertThat(links).hasSizeBetween(6, 8).doesNotHaveDuplicates();
    }
  }

  @Test
  void aPartialMeshCutsSomePairsBothWays() {
    PartitionShapes shapes = new PartitionShapes(5, 0);
    Set<Integer> sizes = new TreeSet<>();
    for (long bits = 0; bits < 20_000; bits++) {
      List<DirectedLink> links = shapes.links(PartitionKind.PARTIAL_MESH, SimRng.mix(bits), 0);
      sizes.add(links.size());
      for (DirectedLink link : links) {
        assertThat(links).contains(new DirectedLink(link.to(), link.from()));
      }
    }

    assertThat(sizes).containsExactly(2, 4, 6, 8, 10, 12, 14, 16, 18, 20);
  }

  @Test
  void randomOnesEndForGoodWhenTheNetworkHeals() {
    PartitionSettings always =
        new PartitionSettings(
            1, 10 * MILLI, 50 * MILLI, 50 * MILLI, List.of(PartitionKind.ISOLATE_CLIENT));
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM.withPartition(always))) {
      bed.sim.advance(20 * MILLI);
      assertThat(cutLinks(bed)).hasSize(6);
      bed.tell(SimNetwork.Heal.INSTANCE);
      assertThat(cutLinks(bed)).isEmpty();
      bed.sim.advance(1_000 * MILLI);

      assertThat(cutLinks(bed)).isEmpty();
      assertThat(bed.counters.partitionsStarted()).isEqualTo(1);
    }
  }

  /** Sends a packet on each link, and returns the links whose packet was lost. */
  private static List<String> cutLinks(NetworkTestbed bed) {
    List<String> cut = new ArrayList<>();
    for (DirectedLink link : DirectedLink.oneWay(NODES, NODES)) {
      if (link.from() != link.to()) {
        long lost = bed.counters.lost(LossReason.PARTITION);
        bed.send(link.from(), link.to());
        if (bed.counters.lost(LossReason.PARTITION) > lost) {
          cut.add(link.toString());
        }
      }
    }
    return cut;
  }

  private static List<String> texts(List<DirectedLink> links) {
    return links.stream().map(DirectedLink::toString).toList();
  }

  private static List<String> shapes(PartitionKind kind) {
    return switch (kind) {
      case SYMMETRIC ->
          List.of(
              "[r1→r0, r2→r0, r0→r1, r0→r2]",
              "[r0→r1, r2→r1, r1→r0, r1→r2]",
              "[r0→r2, r1→r2, r2→r0, r2→r1]",
              "[r0→r1, r0→r2, r1→r0, r2→r0]",
              "[r1→r0, r1→r2, r0→r1, r2→r1]",
              "[r2→r0, r2→r1, r0→r2, r1→r2]");
      case ONE_WAY ->
          List.of(
              "[r1→r0, r2→r0]",
              "[r0→r1, r2→r1]",
              "[r0→r2, r1→r2]",
              "[r0→r1, r0→r2]",
              "[r1→r0, r1→r2]",
              "[r2→r0, r2→r1]");
      case ISOLATE_ONE ->
          List.of(
              "[r0→r1, r0→r2, r0→c0, r0→c1, r1→r0, r2→r0, c0→r0, c1→r0]",
              "[r1→r0, r1→r2, r1→c0, r1→c1, r0→r1, r2→r1, c0→r1, c1→r1]",
              "[r2→r0, r2→r1, r2→c0, r2→c1, r0→r2, r1→r2, c0→r2, c1→r2]");
      case ISOLATE_CLIENT ->
          List.of(
              "[c0→r0, c0→r1, c0→r2, r0→c0, r1→c0, r2→c0]",
              "[c1→r0, c1→r1, c1→r2, r0→c1, r1→c1, r2→c1]");
      case BRIDGE ->
          List.of(
              "[r0→r1, r1→r0]",
              "[r1→r0, r0→r1]",
              "[r0→r2, r2→r0]",
              "[r2→r0, r0→r2]",
              "[r1→r2, r2→r1]",
              "[r2→r1, r1→r2]");
      case PARTIAL_MESH ->
          List.of(
              "[r0→r1, r1→r0]",
              "[r0→r2, r2→r0]",
              "[r1→r2, r2→r1]",
              "[r0→r1, r1→r0, r0→r2, r2→r0]",
              "[r0→r1, r1→r0, r1→r2, r2→r1]",
              "[r0→r2, r2→r0, r1→r2, r2→r1]",
              "[r0→r1, r1→r0, r0→r2, r2→r0, r1→r2, r2→r1]");
      // Nobody has said anything yet: replica 0 is the primary.
      case PRIMARY -> List.of("[r0→r1, r0→r2, r1→r0, r2→r0]");
      case PRIMARY_AND_ONE ->
          List.of("[r0→r2, r1→r2, r2→r0, r2→r1]", "[r0→r1, r2→r1, r1→r0, r1→r2]");
      case PRIMARY_DEAF -> List.of("[r1→r0, r2→r0]");
      case PRIMARY_MUTE -> List.of("[r0→r1, r0→r2]");
    };
  }
}
