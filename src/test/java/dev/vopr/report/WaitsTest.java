package dev.vopr.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.fault.FaultKind;
import dev.vopr.trace.NodeChange;
import dev.vopr.trace.Trace;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who waits for what, when nothing goes on. */
class WaitsTest {
  private static final Entry ONE = Play.entry(0, 1, 0, 1);

  private static List<String> of(Play play) {
    return Waits.of(play.stalls().trace(), 0, true).stream().map(Finding::sentence).toList();
  }

  private static Play prepared() {
    Message.Prepare prepare = new Message.Prepare(0, 0, List.of(ONE), 0);
    return Play.ofThree()
        .stands(0, Status.NORMAL, 0, 0, 0, ONE)
        .arrives(1, prepare)
        .stands(1, Status.NORMAL, 0, 0, 0, ONE)
        .arrives(1, prepare)
        .crashes(2);
  }

  @Test
  void primaryWaitsForAcknowledgements() {
    assertThat(of(prepared()))
        .containsExactly(
            "r0, primary of view 0, waits to commit op 1, for which it takes 1 PrepareOk besides its own"
                + " copy: r1 has sent none, though it holds the entry, and the Prepare has reached it 2"
                + " times; r2 has sent none (crashed), for no Prepare with it has reached it");
  }

  @Test
  void acknowledgementsOnTheirWayAndThoseThatCameAreToldApart() {
    Message.PrepareOk ok = new Message.PrepareOk(1, 0, 1, ONE.checksum());

    assertThat(of(prepared().isSent(0, ok)))
        .singleElement()
        .asString()
        .contains("r1 has sent one once, and none has arrived");
    assertThat(of(prepared().arrives(0, ok).arrives(0, ok)))
        .singleElement()
        .asString()
        .contains(
            "does not commit op 1, though it has what it takes besides its own copy, 1 PrepareOk: r1 has"
                + " sent one 2 times");
    assertThat(of(prepared().arrives(0, new Message.PrepareOk(1, 1, 1, ONE.checksum()))))
        .as("one of another view is none")
        .singleElement()
        .asString()
        .contains("r1 has sent none");
  }

  @Test
  void primaryThatIsElectedWaitsForLogs() {
    Play play =
        Play.ofThree()
            .stands(1, Status.VIEW_CHANGE, 1, 0, 0)
            .stands(2, Status.VIEW_CHANGE, 1, 0, 0)
            .crashes(0);

    assertThat(of(play))
        .containsExactly(
            "a primary: no replica is that of a view that has started",
            "r1 waits in the view change to view 1, whose primary is itself: no DoViewChange has come to it;"
                + " besides its own it takes 1; r0 is normal in view 0",
            "r2 waits in the view change to view 1, whose primary is r1: no DoViewChange has come to r1;"
                + " besides its own it takes 1; r0 is normal in view 0");
    assertThat(of(play.arrives(1, new Message.DoViewChange(2, 1, 0, LogTail.NONE, 0))).get(1))
        .contains("DoViewChanges have come to it from r2");
  }

  @Test
  void replicaThatRecoversWaitsForAnswers() {
    Play play =
        Play.ofThree()
            .crashes(2)
            .starts(2, NodeChange.RESTARTED)
            .stands(2, Status.RECOVERING, 0, 0, 0)
            .arrives(0, new Message.Recovery(2, 7, 1))
            .arrives(1, new Message.Recovery(2, 7, 1));

    assertThat(of(play))
        .containsExactly(
            "r2 recovers: its question has reached others 2 times, and nobody has answered; of the others 2"
                + " are normal");
    assertThat(of(play.isStruck(2, FaultKind.TORN_WRITE).isStruck(1, FaultKind.READ_FLIP)))
        .singleElement()
        .asString()
        .startsWith("r2 recovers, after its disk was struck by torn-write: its question");
  }

  @Test
  void replicaThatStayedInAnOlderViewIsToldByWhatReachesIt() {
    Play play =
        Play.ofThree()
            .stands(1, Status.NORMAL, 1, 1, 0)
            .stands(2, Status.NORMAL, 1, 1, 0)
            .arrives(2, new Message.Commit(0, 0, 0, 0))
            .arrives(0, new Message.Ping(2, 1, 0, 0));

    assertThat(of(play))
        .containsExactly(
            "r0 is still the primary in view 0, while r1 is the primary of view 1; to it came 1 Ping from r2;"
                + " of what it sends, to r2 1 Commit");
  }

  @Test
  void primaryThatNobodyFollowsFallsSilent() {
    Play left =
        Play.ofThree()
            .stands(1, Status.NORMAL, 1, 1, 0)
            .stands(2, Status.NORMAL, 1, 1, 0)
            .arrives(2, new Message.Commit(0, 0, 0, 0))
            .after(20_000)
            .arrives(0, new Message.Pong(2, 1, 0, 0, 0));
    String wrong = "nobody follows it any more, and yet it goes on with its heartbeats (rule V7)";

    assertThat(of(left)).singleElement().asString().doesNotContain(wrong);
    assertThat(of(left.arrives(2, new Message.Commit(0, 0, 0, 0))))
        .singleElement()
        .asString()
        .contains(wrong);
    assertThat(of(left.arrives(0, new Message.Pong(1, 0, 0, 0, 0))))
        .as("r1 still follows it, as far as it says")
        .singleElement()
        .asString()
        .doesNotContain(wrong);
  }

  @Test
  void replicaThatDoesNotExecuteWhatIsCommittedIsToldByWhomItAsks() {
    Play play = Play.ofThree().lags(1, 2);
    String lag = "r1 knows that op 2 is committed, but has executed op 0 at most, and ";

    assertThat(of(play)).containsExactly(lag + "asks nobody for what it lacks");
    assertThat(of(play.arrives(0, new Message.GetEntries(1, 0, 1, 2))))
        .containsExactly(lag + "has asked others for what it lacks once, in vain");
  }

  @Test
  void nothingIsSaidOfRequestsIfNobodyWaits() {
    assertThat(Waits.of(Play.ofThree().stalls().trace(), 0, false)).isEmpty();
  }

  @Test
  void clientsWaitForARequestThatIsRefused() {
    Message.Request request = new Message.Request(Nodes.client(0), 1, 2, Bytes.of("x"));
    Play play = Play.ofThree().arrives(0, request).refuses(0, RejectionRule.CLOCK_NOT_SYNCHRONISED);

    assertThat(of(play))
        .containsExactly(
            "an answer to clients: a request has reached r0, the primary, once, and was refused once: "
                + RejectionRule.CLOCK_NOT_SYNCHRONISED.meaning());
  }

  @Test
  void reportOfAStandstillStaysWithinItsLines() {
    Trace trace = prepared().stalls().trace();

    assertThat(Standstill.lines(Standstill.of(trace), 18))
        .hasSizeLessThanOrEqualTo(18)
        .anyMatch(line -> line.startsWith("  missing"));
    assertThat(FailureText.lines(trace, "7")).hasSizeLessThanOrEqualTo(FailureText.MAX_LINES);
  }
}
