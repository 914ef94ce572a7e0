package dev.vopr.net;

import static dev.vopr.net.NetworkTestbed.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultFamily;
import dev.vopr.fault.FaultKind;
import dev.vopr.trace.LossReason;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What befalls links and the ends of links for a while. */
class LinkFaultsTest {
  private static final long SEED = 23;
  private static final NetworkSettings CALM =
      NetworkSettings.faultless(new LatencyLaw.Constant(MILLI));
  private static final long R0_TO_R1 = Decision.link(0, 1);

  /** Of these, r0→r1 is asked about first. */
  private static final long INTERVAL = 140 * MILLI;

  private static final long LINKS = 18;

  private static Episodes episodes(double probability) {
    return new Episodes(
        probability, INTERVAL, new LatencyLaw.Exponential(MILLI, 100 * MILLI, 900 * MILLI), 0);
  }

  private static NetworkSettings clogging(double probability) {
    return CALM.withLinks(LinkSettings.PLAIN.withClogs(episodes(probability)));
  }

  private static Decision clog(long interval, long lengthNanos) {
    return new Decision(FaultKind.CLOG, R0_TO_R1, interval, lengthNanos, 0);
  }

  @Test
  void aCloggedLinkHoldsItsPacketsAndLetsThemGoInAnotherOrder() {
    long begins = INTERVAL / LINKS;
    try (NetworkTestbed bed = new NetworkTestbed(SEED, clogging(0), clog(1, 50 * MILLI))) {
      bed.sim.advance(begins);
      bed.send(0, 1, Packet.UNTOUCHED, 20);
      bed.send(1, 0);
      bed.sim.advance(50 * MILLI - 1);
      assertThat(bed.arrivedIds(packet -> true)).as("the way back is free").containsExactly(21L);
      assertThat(bed.counters.inFlight()).isEqualTo(20);
      bed.sim.advance(1);
      assertThat(bed.arrivals).hasSize(1);
      bed.sim.advance(MILLI);

      List<Long> order = bed.arrivedIds(packet -> packet.to() == 1);
      assertThat(order).as("seed %d", SEED).hasSize(20).doesNotHaveDuplicates();
      assertThat(order).isNotEqualTo(order.stream().sorted().toList());
      assertThat(bed.events(TraceEvent.Change.class))
          .extracting(TraceEvent.Change::what)
          .containsExactly("the link r0→r1 clogs", "the link r0→r1 is free again");
      assertThat(bed.faults.unused()).isEmpty();
    }
  }

  @Test
  void inOrderACloggedLinkKeepsTheOrder() {
    try (NetworkTestbed bed =
        new NetworkTestbed(SEED, clogging(0).inOrder(), clog(1, 50 * MILLI))) {
      bed.sim.advance(INTERVAL / LINKS);
      bed.send(0, 1, Packet.UNTOUCHED, 20);
      bed.sim.advance(60 * MILLI);

      assertThat(bed.arrivedIds(packet -> true)).hasSize(20).isSorted();
    }
  }

  @Test
  void packetsInAClogTakeUpTheCapacityOfTheirLink() {
    try (NetworkTestbed bed =
        new NetworkTestbed(SEED, clogging(0).withLinkCapacity(3), clog(1, 50 * MILLI))) {
      bed.sim.advance(INTERVAL / LINKS);
      bed.send(0, 1, Packet.UNTOUCHED, 3);
      bed.sim.advance(20 * MILLI);
      bed.send(0, 1);
      bed.sim.advance(50 * MILLI);

      assertThat(bed.counters.lost(LossReason.CAPACITY)).isEqualTo(1);
      assertThat(bed.arrivals).hasSize(3);
    }
  }

  @Test
  void healingLetsGoWhatAClogHolds() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, clogging(0), clog(1, 500_000 * MILLI))) {
      bed.sim.advance(INTERVAL / LINKS);
      bed.send(0, 1, Packet.UNTOUCHED, 5);
      bed.sim.advance(20 * MILLI);
      assertThat(bed.arrivals).isEmpty();
      bed.tell(SimNetwork.Heal.INSTANCE);
      bed.sim.advance(MILLI);

      assertThat(bed.arrivals).hasSize(5);
      assertThat(bed.counters.inFlight()).isZero();
    }
  }

  @Test
  void swizzlingClogsEveryLinkOneAfterAnotherAndFreesThemInAnotherOrder() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, clogging(0.3))) {
      bed.sim.advance(6_000 * MILLI);
      List<String> clogged = changes(bed, " clogs");
      List<String> freed = changes(bed, " is free again");

      assertThat(new TreeSet<>(clogged)).as("seed %d", SEED).hasSize((int) LINKS);
      assertThat(bed.faults.struck(FaultKind.CLOG)).isEqualTo(clogged.size());
      assertThat(freed).isNotEqualTo(clogged.subList(0, freed.size()));
      assertThat(
              bed.events(TraceEvent.Change.class).stream()
                  .filter(event -> event.what().endsWith(" clogs"))
                  .map(TraceEvent.Change::nanos))
          .as("never two at once")
          .doesNotHaveDuplicates();
    }
  }

  private static List<String> changes(NetworkTestbed bed, String what) {
    return bed.events(TraceEvent.Change.class).stream()
        .map(TraceEvent.Change::what)
        .filter(text -> text.endsWith(what))
        .map(text -> text.replace(what, ""))
        .toList();
  }

  @Test
  void linksAreLeftInPeaceForTheStability() {
    Episodes always = new Episodes(1, INTERVAL, new LatencyLaw.Constant(10 * MILLI), 2 * INTERVAL);
    try (NetworkTestbed bed =
        new NetworkTestbed(SEED, CALM.withLinks(LinkSettings.PLAIN.withClogs(always)))) {
      bed.sim.advance(6 * INTERVAL);

      // Begun in the first interval and again in the fourth, when two intervals have passed.
      assertThat(bed.faults.struck(FaultKind.CLOG)).isEqualTo(2 * LINKS);
    }
  }

  @Test
  void withoutProbabilityNothingBefallsLinksAndNoTimerIsSet() {
    NetworkSettings off =
        CALM.withLinks(LinkSettings.PLAIN.withClogs(episodes(0)).withSlowness(episodes(0), 2, 3));
    try (NetworkTestbed bed = new NetworkTestbed(SEED, off)) {
      assertThat(bed.sim.step()).as("no timer is set").isFalse();
      assertThat(bed.faults.struck()).isZero();
    }
  }

  @Test
  void aSlowLinkTakesLongerUntilItsTimeIsOver() {
    NetworkSettings settings = CALM.withLinks(LinkSettings.PLAIN.withSlowness(episodes(0), 3, 5));
    long half = 1L << 63;
    Decision slow = new Decision(FaultKind.SLOW_LINK, R0_TO_R1, 1, 50 * MILLI, half);
    try (NetworkTestbed bed = new NetworkTestbed(SEED, settings, slow)) {
      bed.sim.advance(INTERVAL / LINKS);
      bed.send(0, 1);
      bed.send(0, 2);
      bed.sim.advance(50 * MILLI);
      bed.send(0, 1);
      bed.sim.advance(10 * MILLI);

      assertThat(bed.arrivals)
          .extracting(arrival -> arrival.nanos() - INTERVAL / LINKS)
          .containsExactly(MILLI, 4 * MILLI, 51 * MILLI);
    }
  }

  @Test
  void slowLinksStrikeAtRandomAndEnd() {
    NetworkSettings settings = CALM.withLinks(LinkSettings.PLAIN.withSlowness(episodes(1), 2, 10));
    try (NetworkTestbed bed = new NetworkTestbed(SEED, settings)) {
      bed.sim.advance(2_000 * MILLI);

      assertThat(new TreeSet<>(changes(bed, " turns slow"))).hasSize((int) LINKS);
      assertThat(changes(bed, " has its speed again")).isNotEmpty();
    }
  }

  @Test
  void bandwidthTransmitsPacketsOneAfterAnother() {
    NetworkSettings narrow = CALM.withLinks(LinkSettings.PLAIN.withBandwidth(64_000));
    try (NetworkTestbed bed = new NetworkTestbed(SEED, narrow)) {
      bed.send(0, 1, Packet.UNTOUCHED, 3);
      bed.send(1, 0);
      bed.sim.advance(10 * MILLI);
      bed.send(0, 1);
      bed.sim.advance(10 * MILLI);

      // 64 bytes take 1 ms, and then the latency begins; the other direction has its own.
      assertThat(bed.arrivalMillis()).containsExactly(2L, 2L, 3L, 4L, 12L);
    }
  }

  @Test
  void underBackPressurePacketsWaitInOrderUpToTheBacklog() {
    NetworkSettings settings =
        CALM.withLinkCapacity(2).withLinks(LinkSettings.PLAIN.withBackPressure(3));
    try (NetworkTestbed bed = new NetworkTestbed(SEED, settings)) {
      bed.send(0, 1, Packet.UNTOUCHED, 7);
      assertThat(bed.counters.lost(LossReason.CAPACITY)).isEqualTo(2);
      bed.sim.advance(5 * MILLI);

      assertThat(bed.arrivedIds(packet -> true)).containsExactly(1L, 2L, 3L, 4L, 5L);
      assertThat(bed.arrivalMillis()).containsExactly(1L, 1L, 2L, 2L, 3L);
      assertThat(bed.counters.inFlight()).isZero();
    }
  }

  @Test
  void healingLetsAllIn() {
    NetworkSettings settings =
        CALM.withLinkCapacity(1).withLinks(LinkSettings.PLAIN.withBackPressure(100));
    try (NetworkTestbed bed = new NetworkTestbed(SEED, settings)) {
      bed.send(0, 1, Packet.UNTOUCHED, 50);
      bed.tell(SimNetwork.Heal.INSTANCE);
      bed.sim.advance(MILLI);

      assertThat(bed.arrivals).hasSize(50);
    }
  }

  @Test
  void linksMayHaveALatencyOfTheirOwn() {
    LinkLatency slow = new LinkLatency(List.of(0), List.of(), new LatencyLaw.Constant(7 * MILLI));
    LinkLatency never = new LinkLatency(List.of(), List.of(1), new LatencyLaw.Constant(9 * MILLI));
    NetworkSettings settings =
        CALM.withLinks(LinkSettings.PLAIN.withLatencies(List.of(slow, never)));
    try (NetworkTestbed bed = new NetworkTestbed(SEED, settings)) {
      bed.send(1, 0);
      bed.send(0, 1);
      bed.send(2, 1);
      bed.sim.advance(10 * MILLI);

      assertThat(bed.arrivalMillis()).containsExactly(1L, 7L, 9L);
    }
  }

  @Test
  void aSlowNodeSlowsBothDirections() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM)) {
      bed.tell(new SimNetwork.Slow(1, 4));
      bed.send(0, 1);
      bed.send(1, 2);
      bed.send(0, 2);
      bed.sim.advance(10 * MILLI);
      bed.tell(new SimNetwork.Slow(1, 1));
      bed.send(0, 1);
      bed.sim.advance(10 * MILLI);

      assertThat(bed.arrivalMillis()).containsExactly(1L, 4L, 4L, 11L);
    }
  }

  @Test
  void aDeafNodeIsHeardButDoesNotHear() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM)) {
      bed.send(0, 1, 8);
      bed.tell(new SimNetwork.Deaf(1, true));
      bed.send(1, 0);
      bed.sim.advance(MILLI);
      assertThat(bed.arrived()).extracting(Packet::to).containsExactly(0);
      assertThat(bed.counters.lost(LossReason.DEAF)).isEqualTo(1);
      assertThat(bed.lostMutations).containsExactly(8);
      bed.tell(new SimNetwork.Deaf(1, false));
      bed.send(0, 1);
      bed.sim.advance(MILLI);

      assertThat(bed.arrivals).hasSize(2);
    }
  }

  @Test
  void aMuteNodeHearsButIsNotHeard() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM)) {
      bed.send(1, 2);
      bed.tell(new SimNetwork.Mute(1, true));
      bed.send(1, 0);
      bed.send(0, 1);
      bed.sim.advance(MILLI);
      assertThat(bed.arrived()).as("what had left comes").extracting(Packet::to).contains(1, 2);
      assertThat(bed.counters.lost(LossReason.MUTE)).isEqualTo(1);
      bed.tell(new SimNetwork.Mute(1, false));
      bed.send(1, 0);
      bed.sim.advance(MILLI);

      assertThat(bed.arrivals).hasSize(3);
    }
  }

  @Test
  void anIntermittentNodeLosesItsShareInBothDirections() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM)) {
      bed.tell(new SimNetwork.Intermittent(1, 0.4));
      for (int i = 0; i < 5_000; i++) {
        bed.send(0, 1);
        bed.send(1, 0);
        bed.send(0, 2);
      }
      bed.tell(new SimNetwork.Intermittent(1, 0));
      bed.send(0, 1);
      bed.sim.advance(MILLI);

      // Four standard deviations: 196.
      assertThat(bed.counters.lost(LossReason.INTERMITTENT))
          .as("seed %d", SEED)
          .isBetween(3_800L, 4_200L);
      assertThat(bed.arrivedIds(packet -> packet.to() == 2)).hasSize(5_000);
    }
  }

  @Test
  void healingEndsImpairmentsForGood() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM)) {
      bed.tell(new SimNetwork.Deaf(1, true));
      bed.tell(SimNetwork.Heal.INSTANCE);
      bed.tell(new SimNetwork.Mute(1, true));
      bed.tell(new SimNetwork.Slow(1, 9));
      bed.send(0, 1);
      bed.send(1, 0);
      bed.sim.advance(MILLI);

      assertThat(bed.arrivals).hasSize(2);
    }
  }

  @Test
  void aHealedCoreGoesOnWhileTheRestStaysBroken() {
    NetworkSettings lossy = CALM.withLoss(1).withLinks(clogging(0.5).links());
    try (NetworkTestbed bed = new NetworkTestbed(SEED, lossy)) {
      bed.tell(new SimNetwork.Partition("p", DirectedLink.bothWays(List.of(0), List.of(1, 2))));
      bed.tell(new SimNetwork.Deaf(1, true));
      bed.tell(new SimNetwork.Deaf(2, true));
      bed.sim.advance(1_000 * MILLI);
      bed.tell(new SimNetwork.HealCore(List.of(0, 1)));
      bed.tell(new SimNetwork.Unpartition("other"));
      long struck = bed.faults.struck(FaultKind.CLOG);
      List<Integer> nodes = List.of(0, 1, 2, Nodes.client(0), Nodes.client(1));
      for (DirectedLink link : DirectedLink.oneWay(nodes, nodes)) {
        if (link.from() != link.to()) {
          bed.send(link.from(), link.to());
        }
      }
      bed.sim.advance(2_000 * MILLI);

      assertThat(bed.arrived())
          .extracting(packet -> new DirectedLink(packet.from(), packet.to()).toString())
          .containsExactlyInAnyOrder(
              "r0→r1", "r1→r0", "r0→c0", "c0→r0", "r0→c1", "c1→r0", "r1→c0", "c0→r1", "r1→c1",
              "c1→r1", "c0→c1", "c1→c0");
      assertThat(bed.counters.lost(LossReason.PARTITION)).isEqualTo(2);
      assertThat(bed.counters.lost(LossReason.LOSS)).isEqualTo(6);
      assertThat(bed.faults.struck(FaultKind.CLOG)).as("nothing new begins").isEqualTo(struck);
    }
  }

  @Test
  void aHealedCoreLeavesCloggedLinksToOthersClogged() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, clogging(0), clog(1, 50 * MILLI))) {
      bed.sim.advance(INTERVAL / LINKS);
      bed.send(0, 1);
      bed.tell(new SimNetwork.HealCore(List.of(0, 2)));
      bed.sim.advance(1_000 * MILLI);
      assertThat(bed.arrivals).isEmpty();
      bed.tell(SimNetwork.Heal.INSTANCE);
      bed.sim.advance(MILLI);

      assertThat(bed.arrivals).hasSize(1);
    }
  }

  @Test
  void aRunReplaysByItsPlanWithTheSameHash() {
    NetworkSettings everything = everything();
    for (long seed = SEED; seed < SEED + 5; seed++) {
      try (NetworkTestbed chance = new NetworkTestbed(seed, everything, false)) {
        load(chance);
        for (FaultKind kind : kindsOfTheNetwork()) {
          assertThat(chance.faults.struck(kind)).as("%s, seed %d", kind, seed).isPositive();
        }
        try (NetworkTestbed planned =
            new NetworkTestbed(seed, everything, false, Optional.of(chance.faults.plan()))) {
          load(planned);

          assertThat(planned.faults.unused()).isEmpty();
          assertThat(texts(planned)).isEqualTo(texts(chance));
          assertThat(planned.sim.hash().value())
              .as("seed %d", seed)
              .isEqualTo(chance.sim.hash().value());
        }
      }
    }
  }

  @Test
  void aFaultLessLeavesTheOthers() {
    try (NetworkTestbed chance = new NetworkTestbed(SEED, everything(), false)) {
      load(chance);
      List<Decision> fewer = new ArrayList<>(chance.faults.plan().decisions());
      fewer.removeIf(decision -> decision.kind() == FaultKind.BIT_CORRUPTION);
      try (NetworkTestbed planned =
          new NetworkTestbed(SEED, everything(), fewer.toArray(Decision[]::new))) {
        load(planned);

        assertThat(planned.faults.plan().decisions()).isEqualTo(fewer);
      }
    }
  }

  private static List<String> texts(NetworkTestbed bed) {
    return bed.arrivals.stream()
        .map(
            arrival ->
                "%d ns: packet %d from %d to %d, %s"
                    .formatted(
                        arrival.nanos(),
                        arrival.packet().id(),
                        arrival.packet().from(),
                        arrival.packet().to(),
                        Arrays.toString(arrival.packet().frame().toArray())))
        .toList();
  }

  private static Set<FaultKind> kindsOfTheNetwork() {
    return new TreeSet<>(
        List.of(FaultKind.values()).stream()
            .filter(kind -> kind.family() == FaultFamily.NETWORK)
            .toList());
  }

  private static NetworkSettings everything() {
    Episodes often =
        new Episodes(0.2, 100 * MILLI, new LatencyLaw.Uniform(MILLI, 80 * MILLI), MILLI);
    return NetworkSettings.faultless(new LatencyLaw.Lognormal(MILLI, 2 * MILLI, 1, 90 * MILLI))
        .withLoss(0.05)
        .withDuplication(0.05)
        .withReordering(0.05, 20 * MILLI)
        .withLinkCapacity(6)
        .withPackets(
            new PacketFaultSettings(
                0.05, new LatencyLaw.Uniform(MILLI, 500 * MILLI), 0.05, 0.05, 0.05))
        .withLinks(
            LinkSettings.PLAIN
                .withBackPressure(5)
                .withBandwidth(100_000)
                .withClogs(often)
                .withSlowness(often, 2, 20))
        .withPartition(
            new PartitionSettings(
                0.5,
                50 * MILLI,
                10 * MILLI,
                90 * MILLI,
                List.of(PartitionKind.values()),
                5 * MILLI,
                0.5,
                7 * MILLI));
  }

  private static void load(NetworkTestbed bed) {
    for (int i = 0; i < 1_000; i++) {
      bed.send(i % 3, (i + 1) % 3);
      bed.send(Nodes.client(i % 2), i % 3);
      bed.send(i % 3, Nodes.client(i % 2));
      bed.sim.advance(MILLI);
    }
    bed.tell(SimNetwork.Heal.INSTANCE);
    bed.sim.advance(2_000 * MILLI);
    assertThat(bed.counters.inFlight()).isZero();
  }
}
