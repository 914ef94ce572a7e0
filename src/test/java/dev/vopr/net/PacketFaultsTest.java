package dev.vopr.net;

import static dev.vopr.net.NetworkTestbed.MILLI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.sim.SimRng;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.Limits;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What befalls single packets: each fault strikes where a plan says so, and nowhere else. */
class PacketFaultsTest {
  private static final long SEED = 19;
  private static final int MANY = 5_000;
  private static final NetworkSettings CALM =
      NetworkSettings.faultless(new LatencyLaw.Constant(MILLI));
  private static final long R0_TO_R1 = Decision.link(0, 1);

  private static PacketFaultSettings rare(FaultKind kind, double probability) {
    PacketFaultSettings none = PacketFaultSettings.NONE;
    if (kind == FaultKind.LATE_REPLAY) {
      return none.withLateReplay(probability, new LatencyLaw.Constant(MILLI));
    }
    if (kind == FaultKind.BIT_CORRUPTION) {
      return none.withBitCorruption(probability);
    }
    return kind == FaultKind.TRUNCATION
        ? none.withTruncation(probability)
        : none.withMisdelivery(probability);
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultKind.class,
      names = {"LATE_REPLAY", "BIT_CORRUPTION", "TRUNCATION", "MISDELIVERY"})
  void eachStrikesTheConfiguredShareAndNeverWhenOff(FaultKind kind) {
    for (double probability : new double[] {0, 0.2, 1}) {
      NetworkSettings settings = CALM.withPackets(rare(kind, probability));
      try (NetworkTestbed bed = new NetworkTestbed(SEED, settings, false)) {
        bed.send(0, 1, Packet.UNTOUCHED, MANY);
        bed.sim.advance(5 * MILLI);

        // Four standard deviations of 0.2 over so many.
        assertThat(bed.faults.struck(kind) / (double) MANY)
            .as("seed %d", SEED)
            .isCloseTo(probability, within(probability % 1 == 0 ? 0 : 0.023));
        assertThat(bed.faults.struck()).isEqualTo(bed.faults.struck(kind));
        assertThat(bed.counters.inFlight()).isZero();
        assertThat(bed.arrivals).hasSize(MANY + (int) bed.counters.replayed());
        assertThat(visiblyStruck(bed, kind)).isEqualTo(bed.faults.struck(kind));
      }
    }
  }

  private static long visiblyStruck(NetworkTestbed bed, FaultKind kind) {
    if (kind == FaultKind.LATE_REPLAY) {
      return bed.counters.replayed();
    }
    return bed.arrived().stream()
        .filter(
            packet ->
                kind == FaultKind.MISDELIVERY ? packet.to() != 1 : packet.frame() != bed.frame)
        .count();
  }

  @Test
  void aLateCopyComesWhenItIsDueAndTheOriginalInTime() {
    Decision decision = new Decision(FaultKind.LATE_REPLAY, R0_TO_R1, 2, 3_000 * MILLI, 0);
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM, decision)) {
      bed.send(0, 1, 5, 3);
      bed.sim.advance(4_000 * MILLI);

      assertThat(bed.arrivalMillis()).containsExactly(1L, 1L, 1L, 3_000L);
      assertThat(bed.arrivedIds(packet -> true))
          .as("3 is the copy of 2")
          .containsExactly(1L, 2L, 4L, 3L);
      assertThat(bed.arrived()).allMatch(packet -> packet.mutation() == 5);
      assertThat(bed.faults.unused()).isEmpty();
    }
  }

  @Test
  void aLateCopyReachesAReceiverThatWasDownMeanwhileAndTakesNoRoom() {
    Decision decision = new Decision(FaultKind.LATE_REPLAY, R0_TO_R1, 1, 50 * MILLI, 0);
    NetworkSettings narrow = CALM.withLinkCapacity(1);
    try (NetworkTestbed bed = new NetworkTestbed(SEED, narrow, decision)) {
      bed.send(0, 1);
      bed.tell(new SimNetwork.Detach(1));
      bed.sim.advance(2 * MILLI);
      bed.send(0, 1);
      bed.sim.advance(2 * MILLI);
      assertThat(bed.counters.vanished()).isEqualTo(2);
      bed.attach(1);
      bed.sim.advance(60 * MILLI);

      assertThat(bed.arrivalMillis()).containsExactly(50L);
    }
  }

  @Test
  void corruptionChangesOneByteOfThatPacketOnly() {
    Decision decision = new Decision(FaultKind.BIT_CORRUPTION, R0_TO_R1, 2, 0, 12_345L << 40);
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM.withDuplication(0), decision)) {
      bed.send(0, 1, 5, 2);
      bed.send(0, 2, 5);
      bed.sim.advance(MILLI);

      List<Packet> changed =
          bed.arrived().stream().filter(packet -> packet.frame() != bed.frame).toList();
      assertThat(changed).hasSize(1);
      assertThat(changed.get(0).id()).isEqualTo(2);
      assertThat(differences(changed.get(0).frame(), bed.frame)).isEqualTo(1);
      assertThat(bed.frame.toArray()).containsOnly(0);
    }
  }

  @Test
  void aDamagedLieCountsAsNeverTold() {
    Decision decision = new Decision(FaultKind.TRUNCATION, R0_TO_R1, 1, 0, 1L << 62);
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM, decision)) {
      bed.send(0, 1, 5);
      bed.send(0, 1, 6);
      bed.sim.advance(MILLI);

      assertThat(bed.lostMutations).containsExactly(5);
      assertThat(bed.arrived()).extracting(Packet::mutation).containsExactly(0, 6);
      assertThat(bed.arrived().get(0).frame().length()).isEqualTo(16);
      assertThat(bed.events(TraceEvent.Disturbed.class))
          .extracting(TraceEvent.Disturbed::what)
          .containsExactly("only 16 of its 64 bytes are left");
    }
  }

  @Test
  void aCopyOfADamagedPacketIsWhole() {
    Decision damage = new Decision(FaultKind.BIT_CORRUPTION, R0_TO_R1, 1, 0, 9);
    Decision copy = new Decision(FaultKind.DUPLICATION, R0_TO_R1, 1, 0, 0);
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM, damage, copy)) {
      bed.send(0, 1);
      bed.sim.advance(MILLI);

      assertThat(bed.arrived()).hasSize(2);
      assertThat(bed.arrived().get(0).frame()).isNotSameAs(bed.frame);
      assertThat(bed.arrived().get(1).frame()).isSameAs(bed.frame);
    }
  }

  @Test
  void everyDamageIsFoundByTheReceiversCodec() {
    MessageCodec codec = new MessageCodec(1, new Limits(4_096, 4, 8, 64));
    Frame frame = codec.encode(new Message.Commit(0, 5, 7, 70));
    SimRng rng = SimRng.of(SEED);
    for (int i = 0; i < 20_000; i++) {
      long detail = rng.nextLong();
      Frame flipped = Damage.flipBits(frame, detail);
      Frame shorter = Damage.truncate(frame, detail);

      assertThat(differences(flipped, frame)).isEqualTo(1);
      assertThat(shorter.length()).isLessThan(frame.length());
      assertThat(codec.decode(flipped)).isInstanceOf(Decoded.Rejected.class);
      assertThat(codec.decode(shorter)).isInstanceOf(Decoded.Rejected.class);
    }
    assertThat(codec.decode(frame)).isInstanceOf(Decoded.Accepted.class);
  }

  @Test
  void aMisdeliveredPacketComesToAnotherNodeAsFromItsSender() {
    Decision decision = new Decision(FaultKind.MISDELIVERY, R0_TO_R1, 2, 0, 1L << 63);
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM, decision)) {
      bed.send(0, 1, Packet.UNTOUCHED, 3);
      bed.sim.advance(MILLI);

      // Two of five nodes are out of the question, and the detail says the middle one of three.
      assertThat(bed.arrived()).extracting(Packet::to).containsExactly(1, Nodes.client(0), 1);
      assertThat(bed.arrived()).extracting(Packet::from).containsOnly(0);
    }
  }

  @Test
  void misdeliveryReachesEveryOtherNodeButNeverSenderOrAddressee() {
    NetworkSettings settings = CALM.withPackets(rare(FaultKind.MISDELIVERY, 1));
    try (NetworkTestbed bed = new NetworkTestbed(SEED, settings, false)) {
      bed.send(2, 1, Packet.UNTOUCHED, 100);
      bed.sim.advance(MILLI);

      assertThat(bed.arrived())
          .extracting(Packet::to)
          .hasSize(100)
          .contains(0, Nodes.client(0), Nodes.client(1))
          .doesNotContain(1, 2);
    }
  }

  @Test
  void aMisdeliveredPacketDoesNotCrossACut() {
    Decision decision = new Decision(FaultKind.MISDELIVERY, R0_TO_R1, 1, 0, 0);
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM, decision)) {
      bed.tell(new SimNetwork.Partition("p", List.of(new DirectedLink(0, 2))));
      bed.send(0, 1);
      bed.sim.advance(MILLI);

      assertThat(bed.arrivals).isEmpty();
      assertThat(bed.counters.lost()).isEqualTo(1);
    }
  }

  @Test
  void nothingStrikesAfterTheNetworkHealed() {
    PacketFaultSettings all = new PacketFaultSettings(1, new LatencyLaw.Constant(MILLI), 1, 1, 1);
    try (NetworkTestbed bed = new NetworkTestbed(SEED, CALM.withPackets(all))) {
      bed.tell(SimNetwork.Heal.INSTANCE);
      bed.send(0, 1, Packet.UNTOUCHED, 100);
      bed.sim.advance(10 * MILLI);

      assertThat(bed.faults.struck()).isZero();
      assertThat(bed.arrived()).hasSize(100).allMatch(packet -> packet.frame() == bed.frame);
    }
  }

  private static int differences(Frame some, Frame other) {
    byte[] first = some.toArray();
    byte[] second = other.toArray();
    int count = 0;
    for (int i = 0; i < Math.min(first.length, second.length); i++) {
      count += first[i] == second[i] ? 0 : 1;
    }
    return count;
  }
}
