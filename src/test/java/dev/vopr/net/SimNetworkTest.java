package dev.vopr.net;

import static dev.vopr.net.NetworkTestbed.MILLI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vopr.trace.LossReason;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimNetworkTest {
  private static final long SEED = 7;
  private static final int MANY = 20_000;
  private static final NetworkSettings CALM =
      NetworkSettings.faultless(new LatencyLaw.Constant(MILLI));
  private static final NetworkSettings JITTER =
      NetworkSettings.faultless(new LatencyLaw.Uniform(MILLI, 10 * MILLI));

  @Test
  void deliversToTheReceiverOnlyAndAfterTheLatency() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM)) {
      Packet packet = bed.send(0, 1);
      bed.sim.advance(MILLI - 1);
      assertThat(bed.arrivals).isEmpty();
      bed.sim.advance(1);

      assertThat(bed.arrivals).containsExactly(new NetworkTestbed.Arrival(MILLI, packet));
      assertThat(bed.counters.delivered()).isEqualTo(1);
    }
  }

  @Test
  void withoutFaultsEverythingArrivesOnceAndNothingIsTraced() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, JITTER)) {
      bed.send(0, 1, Packet.UNTOUCHED, 500);
      bed.send(Nodes.client(1), 2, Packet.UNTOUCHED, 500);
      bed.sim.advance(60_000 * MILLI);

      assertThat(bed.counters.delivered()).as("seed %d", SEED).isEqualTo(1_000);
      assertThat(bed.arrivedIds(packet -> true)).doesNotHaveDuplicates().hasSize(1_000);
      assertThat(bed.counters.lost()).isZero();
      assertThat(bed.counters.duplicated()).isZero();
      assertThat(bed.counters.reordered()).isZero();
      assertThat(bed.counters.partitionsStarted()).isZero();
      assertThat(bed.events).isEmpty();
    }
  }

  @Test
  void losesTheConfiguredShare() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM.withLoss(0.2), false)) {
      bed.send(0, 1, Packet.UNTOUCHED, MANY);
      bed.sim.advance(MILLI);

      assertThat(bed.counters.lost(LossReason.LOSS) / (double) MANY)
          .as("seed %d", SEED)
          .isCloseTo(0.2, within(0.01));
      assertThat(bed.counters.delivered() + bed.counters.lost(LossReason.LOSS)).isEqualTo(MANY);
    }
  }

  @Test
  void losesEverythingWithCertaintyAndTellsOfMutatedPackets() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM.withLoss(1))) {
      bed.send(0, 1, 3);
      Packet untouched = bed.send(0, 1);
      bed.sim.advance(MILLI);

      assertThat(bed.arrivals).isEmpty();
      assertThat(bed.lostMutations).containsExactly(3);
      assertThat(bed.events(TraceEvent.Lost.class))
          .contains(new TraceEvent.Lost(0, untouched.id(), 0, 1, LossReason.LOSS));
    }
  }

  @Test
  void doublesTheConfiguredShare() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM.withDuplication(0.1), false)) {
      bed.send(0, 1, Packet.UNTOUCHED, MANY);
      bed.sim.advance(MILLI);

      assertThat(bed.counters.duplicated() / (double) MANY)
          .as("seed %d", SEED)
          .isCloseTo(0.1, within(0.01));
      assertThat(bed.counters.delivered()).isEqualTo(MANY + bed.counters.duplicated());
    }
  }

  @Test
  void aCopyHasANumberAndADelayOfItsOwnButTheSameMutation() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, JITTER.withDuplication(1))) {
      Packet packet = bed.send(0, 1, 5);
      bed.sim.advance(10 * MILLI);

      assertThat(bed.arrivedIds(arrived -> true)).containsExactlyInAnyOrder(packet.id(), 2L);
      assertThat(bed.arrived()).allMatch(arrived -> arrived.mutation() == 5);
      assertThat(bed.arrivals.get(0).nanos()).isNotEqualTo(bed.arrivals.get(1).nanos());
      assertThat(bed.events).containsExactly(new TraceEvent.Duplicated(0, packet.id(), 2));
    }
  }

  @Test
  void inOrderAPacketNeverOvertakesAnEarlierOne() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, JITTER.withDuplication(0.3).inOrder())) {
      sendSlowly(bed, 500);

      assertThat(firstArrivals(bed)).as("seed %d", SEED).isSorted().hasSize(500);
    }
  }

  @Test
  void withoutOrderJitterReorders() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, JITTER)) {
      sendSlowly(bed, 500);

      assertThat(inversions(firstArrivals(bed))).as("seed %d", SEED).isPositive();
    }
  }

  @Test
  void inOrderOnlyPacketsThatAreHeldBackAreOvertaken() {
    NetworkSettings settings = CALM.inOrder().withReordering(0.1, 50 * MILLI);
    try (NetworkTestbed bed = new NetworkTestbed(SEED, settings)) {
      sendSlowly(bed, 1_000);
      List<Long> onTime =
          bed.arrivals.stream()
              .filter(arrival -> arrival.nanos() % MILLI == 0)
              .map(arrival -> arrival.packet().id())
              .toList();

      assertThat(bed.counters.reordered()).as("seed %d", SEED).isBetween(70L, 130L);
      assertThat(onTime).hasSize(1_000 - (int) bed.counters.reordered()).isSorted();
      assertThat(inversions(firstArrivals(bed))).isPositive();
      assertThat(bed.arrivals)
          .allMatch(arrival -> arrival.nanos() - arrival.packet().id() * MILLI <= 50 * MILLI);
    }
  }

  @Test
  void aFullLinkLosesPacketsAndOtherLinksDoNot() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM.withLinkCapacity(4))) {
      bed.send(0, 1, Packet.UNTOUCHED, 10);
      bed.send(0, 2, Packet.UNTOUCHED, 4);
      bed.sim.advance(MILLI);
      bed.send(0, 1, Packet.UNTOUCHED, 4);
      bed.sim.advance(MILLI);

      assertThat(bed.counters.lost(LossReason.CAPACITY)).isEqualTo(6);
      assertThat(bed.arrivedIds(packet -> packet.to() == 1)).hasSize(8);
      assertThat(bed.arrivedIds(packet -> packet.to() == 2)).hasSize(4);
    }
  }

  @Test
  void aPacketsFateDoesNotDependOnOtherLinks() {
    NetworkSettings settings = JITTER.withLoss(0.3).withDuplication(0.3);
    try (NetworkTestbed quiet = new NetworkTestbed(SEED, settings, false);
        NetworkTestbed busy = new NetworkTestbed(SEED, settings, false)) {
      for (int i = 0; i < 300; i++) {
        quiet.send(0, 1);
        busy.send(1, 0);
        busy.send(0, 1);
        busy.send(0, 2);
        busy.send(Nodes.client(0), 1);
      }
      quiet.sim.advance(20 * MILLI);
      busy.sim.advance(20 * MILLI);

      assertThat(arrivalTimes(busy, 0, 1))
          .as("seed %d", SEED)
          .hasSizeGreaterThan(200)
          .isEqualTo(arrivalTimes(quiet, 0, 1));
    }
  }

  @Test
  void linksAndDirectionsHaveFatesOfTheirOwn() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, JITTER, false)) {
      IntStream.range(0, 50).forEach(i -> sendOnThreeLinks(bed));
      bed.sim.advance(20 * MILLI);

      assertThat(arrivalTimes(bed, 0, 1)).isNotEqualTo(arrivalTimes(bed, 1, 0));
      assertThat(arrivalTimes(bed, 0, 1)).isNotEqualTo(arrivalTimes(bed, 0, 2));
    }
  }

  @Test
  void anotherSeedGivesOtherFates() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, JITTER, false);
        NetworkTestbed other = new NetworkTestbed(SEED + 1, JITTER, false)) {
      bed.send(0, 1, Packet.UNTOUCHED, 20);
      other.send(0, 1, Packet.UNTOUCHED, 20);
      bed.sim.advance(20 * MILLI);
      other.sim.advance(20 * MILLI);

      assertThat(arrivalTimes(bed, 0, 1)).isNotEqualTo(arrivalTimes(other, 0, 1));
    }
  }

  @Test
  void packetsForADetachedOrUnknownNodeVanish() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM)) {
      bed.send(0, 1, 4);
      bed.tell(new SimNetwork.Detach(1));
      bed.send(0, Nodes.client(99), 5);
      bed.send(0, NetworkTestbed.REPLICAS, 6);
      bed.sim.advance(MILLI);

      assertThat(bed.arrivals).isEmpty();
      assertThat(bed.counters.vanished()).isEqualTo(3);
      assertThat(bed.lostMutations).containsExactly(5, 6, 4);
    }
  }

  @Test
  void everyPacketIsAccountedFor() {
    NetworkSettings settings =
        JITTER.withLoss(0.2).withDuplication(0.2).withReordering(0.2, MILLI).withLinkCapacity(9);
    try (NetworkTestbed bed = new NetworkTestbed(SEED, settings, false)) {
      bed.send(0, 1, Packet.UNTOUCHED, 30);
      assertThat(bed.counters.inFlight()).as("seed %d", SEED).isEqualTo(9);
      bed.sim.advance(5 * MILLI);
      long delivered = bed.arrivals.size();
      assertThat(bed.counters.inFlight()).isEqualTo(9 - delivered);
      bed.sim.advance(20 * MILLI);

      assertThat(bed.counters.inFlight()).isZero();
      assertThat(bed.counters.sent()).isEqualTo(30);
    }
  }

  @Test
  void healEndsAllFaultsButNotTheDelays() {
    NetworkSettings settings =
        JITTER.withLoss(1).withDuplication(1).withReordering(1, MILLI).withLinkCapacity(1);
    try (NetworkTestbed bed = new NetworkTestbed(SEED, settings)) {
      bed.tell(new SimNetwork.Partition("p", List.of(new DirectedLink(0, 1))));
      bed.tell(SimNetwork.Heal.INSTANCE);
      bed.tell(new SimNetwork.Partition("q", List.of(new DirectedLink(0, 1))));
      bed.send(0, 1, Packet.UNTOUCHED, 200);
      bed.sim.advance(MILLI - 1);
      assertThat(bed.arrivals).isEmpty();
      bed.sim.advance(10 * MILLI);

      assertThat(bed.arrivals).hasSize(200);
      assertThat(bed.counters.duplicated() + bed.counters.reordered()).isZero();
      assertThat(arrivalTimes(bed, 0, 1)).doesNotHaveDuplicates();
    }
  }

  @Test
  void faultsGoIntoTheHash() {
    try (NetworkTestbed calm = new NetworkTestbed(SEED, CALM, false);
        NetworkTestbed lossy = new NetworkTestbed(SEED, CALM.withLoss(1), false);
        NetworkTestbed again = new NetworkTestbed(SEED, CALM.withLoss(1), false)) {
      List.of(calm, lossy, again).forEach(bed -> bed.send(0, 1));

      assertThat(lossy.sim.hash().value()).isNotEqualTo(calm.sim.hash().value());
      assertThat(lossy.sim.hash().value()).isEqualTo(again.sim.hash().value());
    }
  }

  private static void sendOnThreeLinks(NetworkTestbed bed) {
    bed.send(0, 1);
    bed.send(1, 0);
    bed.send(0, 2);
  }

  private static void sendSlowly(NetworkTestbed bed, int packets) {
    for (int i = 0; i < packets; i++) {
      bed.send(0, 1);
      bed.sim.advance(MILLI);
    }
    bed.sim.advance(100 * MILLI);
  }

  private static List<Long> firstArrivals(NetworkTestbed bed) {
    return bed.arrivedIds(packet -> true).stream().filter(id -> isOriginal(bed, id)).toList();
  }

  private static boolean isOriginal(NetworkTestbed bed, long id) {
    return bed.events(TraceEvent.Duplicated.class).stream().noneMatch(copy -> copy.copy() == id);
  }

  private static long inversions(List<Long> ids) {
    return IntStream.range(1, ids.size()).filter(i -> ids.get(i) < ids.get(i - 1)).count();
  }

  private static List<Long> arrivalTimes(NetworkTestbed bed, int from, int to) {
    return bed.arrivals.stream()
        .filter(arrival -> arrival.packet().from() == from && arrival.packet().to() == to)
        .map(NetworkTestbed.Arrival::nanos)
        .toList();
  }
}
