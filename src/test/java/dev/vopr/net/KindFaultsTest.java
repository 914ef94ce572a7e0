package dev.vopr.net;

import static dev.vopr.net.NetworkTestbed.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Plan;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.Limits;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Kinds of messages that fare worse than others, and partitions that are about the primary. */
class KindFaultsTest {
  private static final long SEED = 23;
  private static final int MANY = 200;
  private static final NetworkSettings CALM =
      NetworkSettings.faultless(new LatencyLaw.Constant(MILLI));
  private static final MessageCodec CODEC = new MessageCodec(7, new Limits(4096, 4, 64, 64));
  private static final Frame VOTE = CODEC.encode(new Message.StartViewChange(0, 3));
  private static final Frame PING = CODEC.encode(new Message.GetView(0, 3, 5));
  private static final Frame COMMIT = CODEC.encode(new Message.Commit(2, 2, 0, 0));

  private static NetworkSettings votes(double loss, double reordering, double late, double astray) {
    KindFaults votes =
        new KindFaults(MessageKind.START_VIEW_CHANGE, loss, reordering, 50 * MILLI, late, astray);
    return CALM.withPackets(
        PacketFaultSettings.NONE
            .withLateReplay(0, new LatencyLaw.Constant(300 * MILLI))
            .withKinds(List.of(votes)));
  }

  private static Plan struck(NetworkSettings settings, Frame frame, Optional<Plan> plan) {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, settings, true, plan)) {
      bed.send(0, 1, frame, MANY);
      bed.sim.advance(1_000 * MILLI);
      return bed.faults.plan();
    }
  }

  @Test
  void onlyTheirKindIsStruck() {
    NetworkSettings all = votes(0.2, 0.3, 0.4, 0.1);

    assertThat(struck(all, PING, Optional.empty()).decisions()).isEmpty();
    assertThat(struck(votes(0, 0, 0, 0), VOTE, Optional.empty()).decisions()).isEmpty();
    assertThat(struck(all, VOTE, Optional.empty()).decisions())
        .extracting(decision -> decision.kind())
        .contains(
            FaultKind.LOSS, FaultKind.REORDERING, FaultKind.LATE_REPLAY, FaultKind.MISDELIVERY);
  }

  @Test
  void aPlanMakesThemAgain() {
    NetworkSettings all = votes(0.2, 0.3, 0.4, 0.1);
    Plan plan = struck(all, VOTE, Optional.empty());

    assertThat(struck(all, VOTE, Optional.of(plan))).isEqualTo(plan);
    assertThat(struck(CALM, VOTE, Optional.of(plan))).isEqualTo(plan);
  }

  @Test
  void aKindThatIsHeldBackArrivesWithinItsOwnDelay() {
    try (NetworkTestbed bed = new NetworkTestbed(SEED, votes(0, 1, 0, 0))) {
      bed.send(0, 1, VOTE, MANY);
      bed.send(0, 1, PING, 1);
      bed.sim.advance(100 * MILLI);

      assertThat(bed.arrivals.get(0).packet().frame()).isSameAs(PING);
      assertThat(bed.arrivalMillis()).hasSize(MANY + 1).allMatch(at -> at <= 51);
    }
  }

  private static PartitionSettings partition(double rolling, PartitionKind kind) {
    return new PartitionSettings(
        1, 100 * MILLI, 20 * MILLI, 20 * MILLI, List.of(kind), 500 * MILLI, 0, MILLI, rolling);
  }

  private static List<String> cuts(NetworkTestbed bed) {
    return bed.events(TraceEvent.Change.class).stream()
        .map(event -> event.nanos() / MILLI + " " + event.what().replaceFirst("random-[0-9]+-", ""))
        .toList();
  }

  @Test
  void aPartitionOfThePrimaryIsAboutWhoseHeartbeatWasHeardLast() {
    NetworkSettings settings = CALM.withPartition(partition(0, PartitionKind.PRIMARY_MUTE));
    try (NetworkTestbed bed = new NetworkTestbed(SEED, settings)) {
      bed.send(2, 0, COMMIT, 1);
      bed.send(1, 0, VOTE, 1);
      bed.sim.advance(150 * MILLI);

      assertThat(cuts(bed)).hasSize(2);
      assertThat(cuts(bed).get(0)).startsWith("100 ").endsWith("[r2→r0, r2→r1]");
    }
  }

  @Test
  void aRollingPartitionCutsTheNextPrimaryInTheInstantInWhichItEnds() {
    NetworkSettings settings = CALM.withPartition(partition(1, PartitionKind.PRIMARY));
    try (NetworkTestbed bed = new NetworkTestbed(SEED, settings)) {
      bed.sim.advance(110 * MILLI);
      bed.send(2, 1, COMMIT, 1);
      bed.sim.advance(100 * MILLI);

      List<String> cuts = cuts(bed);
      assertThat(cuts).hasSizeBetween(4, 8);
      assertThat(cuts.get(0)).startsWith("100 ").contains("r0→r1");
      assertThat(cuts.get(1)).startsWith("120 ").endsWith("ends");
      assertThat(cuts.get(2)).startsWith("120 ").contains("r2→r0", "r2→r1");
      assertThat(bed.faults.struck(FaultKind.PARTITION)).isEqualTo(1);
    }
  }
}
