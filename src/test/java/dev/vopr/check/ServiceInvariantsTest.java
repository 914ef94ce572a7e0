package dev.vopr.check;

import static dev.vopr.check.HandMadeTrace.holding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.ClockSettings;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.TestCluster;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The invariants about serving: who may leave a view, end a session, and keep others waiting. */
class ServiceInvariantsTest {
  private static final long MILLI = 1_000_000;
  private static final int CLIENT = Nodes.client(0);

  private final HandMadeTrace trace = new HandMadeTrace(3);
  private final FakeReplica r0 = new FakeReplica(0);
  private final FakeReplica r1 = new FakeReplica(1);
  private final FakeReplica r2 = new FakeReplica(2);

  private String broken(String invariant) {
    Violation violation = trace.violation().orElseThrow();
    assertThat(violation.invariant()).isEqualTo(invariant);
    assertThat(violation.facts()).isNotEmpty();
    return violation.sentence();
  }

  // ---- view-votes -------------------------------------------------------------------------------

  @Test
  void aViewThatAQuorumVotedForIsFineAndSoIsWhoFollows() {
    trace.record(2, 0, 0).send(r2, new Message.StartViewChange(2, 0));

    trace.step(r1.inView(1, true).status(Status.VIEW_CHANGE));
    trace.step(r0.inView(1, false).status(Status.VIEW_CHANGE));

    assertThat(trace.violation()).isEmpty();
  }

  @Test
  void aViewThatIsLeftByOneVoteIsAViolation() {
    trace.record(2, 0, 0).send(r2, new Message.StartViewChange(2, 0));

    trace.step(r2.inView(1, false).status(Status.VIEW_CHANGE));

    assertThat(broken("view-votes"))
        .isEqualTo(
            "r2 is the first in view 1, but only 1 voted to leave view 0, itself included; it takes"
                + " 2");
  }

  @Test
  void votesToLeaveAnotherViewDoNotCount() {
    trace.record(2, 0, 0).send(r2, new Message.StartViewChange(2, 0));
    trace.step(r1.inView(1, true).status(Status.VIEW_CHANGE));

    trace.step(r1.inView(2, false).status(Status.VIEW_CHANGE));

    assertThat(broken("view-votes")).contains("to leave view 1");
  }

  @Test
  void ofLiarsNothingIsKnown() {
    HandMadeTrace lying = new HandMadeTrace(3, 1);
    lying.record(2, 0, 0).send(r2, new Message.StartViewChange(2, 0));

    lying.step(r2.inView(1, false).status(Status.VIEW_CHANGE));

    assertThat(lying.violation()).isEmpty();
  }

  // ---- sessions ---------------------------------------------------------------------------------

  private static FakeReplica registering(int client) {
    return holding(0, List.of(Entry.sealed(0, 1, 0, client, 0, 0, Bytes.of("token"), 100)));
  }

  @Test
  void aSessionThatIsStillToBeginMustNotBeEnded() {
    trace.send(registering(CLIENT), CLIENT, new Message.Evicted(0, 0, 1));

    assertThat(broken("sessions")).contains("executed only up to op 0");
  }

  @Test
  void aSessionThatHasBegunAndOneOfAnotherClientMayBeEnded() {
    trace.send(registering(CLIENT).executed(1), CLIENT, new Message.Evicted(0, 0, 1));
    trace.send(registering(Nodes.client(1)), CLIENT, new Message.Evicted(0, 0, 1));
    trace.send(registering(CLIENT), CLIENT, new Message.Evicted(0, 0, 7));

    assertThat(trace.violation()).isEmpty();
  }

  // ---- silence ----------------------------------------------------------------------------------

  private final SilenceInvariant silence =
      new SilenceInvariant(
          TestCluster.clocked(
              new ClockSettings(true, MILLI, MILLI, MILLI, 500 * MILLI, 0, MILLI),
              TestCluster.settings(3)));

  private Optional<Violation> commitAt(long nanos) {
    return silence.onSend(new Sending(r0, 1, new Message.Commit(0, 0, 0, 0), 1, nanos));
  }

  @Test
  void aPrimaryThatHasLongBeenWithoutATimeMustFallSilent() {
    silence.afterStep(r0, MILLI);
    silence.afterStep(r0, 800 * MILLI);

    assertThat(commitAt(1_001 * MILLI)).isEmpty();
    assertThat(commitAt(1_002 * MILLI).orElseThrow().sentence())
        .isEqualTo(
            "r0 sends Commit as primary of view 0, but has been without an agreed time for 1001"
                + " ms");
  }

  @Test
  void aTimeThatIsAgreedOnAnewAViewAndALifeBeginAnew() {
    silence.afterStep(r0, MILLI);
    silence.afterStep(r0.time(1, 1), 900 * MILLI);
    assertThat(commitAt(2_000 * MILLI)).isEmpty();

    FakeReplica other = new FakeReplica(0);
    silence.afterStep(other, 3_000 * MILLI);
    silence.afterStep(other.inView(3, true), 3_900 * MILLI);
    assertThat(commitAt(4_500 * MILLI)).isEmpty();

    silence.onRestart(0);
    assertThat(commitAt(9_000 * MILLI)).isEmpty();
  }

  private static final long ABDICATION = TestCluster.settings(3).timing().abdication();

  private HandMadeTrace heartbeat() {
    return trace.send(r0, new Message.Commit(0, 0, 0, 0));
  }

  @Test
  void aPrimaryThatHasLongHeardNobodyMustFallSilent() {
    trace.step(r0).hear(0, 1).pass(ABDICATION);
    heartbeat();
    assertThat(trace.violation()).isEmpty();

    trace.pass(ABDICATION);
    heartbeat();

    assertThat(broken("silence"))
        .startsWith(
            "r0 sends Commit as primary of view 0, but has heard from fewer than a quorum for");
  }

  @Test
  void aPrimaryThatHearsOneOfTwoOthersMayGoOn() {
    trace.step(r0).hear(0, 1).pass(2 * ABDICATION).hear(0, 2);
    heartbeat();

    assertThat(trace.violation()).isEmpty();
  }

  @Test
  void ofFiveItMustHearTwoOthers() {
    HandMadeTrace five = new HandMadeTrace(5);
    five.step(r0).hear(0, 1).pass(2 * ABDICATION).hear(0, 2);

    five.send(r0, new Message.Commit(0, 0, 0, 0));

    assertThat(five.violation()).map(Violation::invariant).contains("silence");
  }

  @Test
  void whatIsNewlyCommittedMayBeToldWhenever() {
    SilenceInvariant hearing = new SilenceInvariant(TestCluster.settings(3));
    hearing.afterStep(r0, 0);
    hearing.onHeard(0, 1, 0);
    Sending news = new Sending(r0, 1, new Message.Commit(0, 0, 1, 0), 1, 2 * ABDICATION);

    assertThat(hearing.onSend(news)).isEmpty();
    assertThat(hearing.onSend(news)).isPresent();
  }

  @Test
  void aPrimaryHasTimeToHearTheOthersAfterAPauseAndInANewView() {
    trace.step(r0).hear(0, 1).pass(2 * ABDICATION).resume(0);
    heartbeat();
    trace.pass(2 * ABDICATION).record(0, 3, 3).step(r0.inView(3, true));
    trace.send(r0, new Message.Commit(0, 3, 0, 0));

    assertThat(trace.violation()).isEmpty();
  }
}
