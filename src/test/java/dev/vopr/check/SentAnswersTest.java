package dev.vopr.check;

import static dev.vopr.check.HandMadeTrace.after;
import static dev.vopr.check.HandMadeTrace.log;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.check.witness.Witness;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.state.KeyValueCommand;
import dev.vopr.vsr.state.KeyValueStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What replicas tell clients, and others in passing, on traces made by hand. */
class SentAnswersTest {
  private static final int CLIENT = Nodes.client(0);
  private static final Bytes OK = KeyValueStore.Status.OK.result();
  private static final Bytes NOT_FOUND = KeyValueStore.Status.NOT_FOUND.result();
  private static final Bytes TOKEN = Bytes.of("token of 0");
  private static final Bytes PUT =
      new KeyValueCommand.Put(0, Bytes.of("k"), Bytes.of("1")).encode();

  /** Keeps two sessions. */
  private final Witness witness = new Witness(3, 2);

  private final HandMadeTrace trace = HandMadeTrace.witnessed(3, witness);
  private final List<Entry> log = new ArrayList<>();

  /** Client 0 registers at op 1, and puts something at op 2. */
  SentAnswersTest() {
    append(0, 0, 0, TOKEN);
    append(0, 1, 1, PUT);
    witness.onInvoked(CLIENT, PUT, 0);
    witness.onNumbered(CLIENT, 1, 1, 0);
  }

  private void append(int client, long session, long request, Bytes operation) {
    long op = log.size() + 1L;
    long parent = log.isEmpty() ? 0 : log.get(log.size() - 1).checksum();
    log.add(
        Entry.sealed(0, op, parent, Nodes.client(client), session, request, operation, 100 + op));
  }

  /** Returns a replica that holds the log, and has committed and executed so much of it. */
  private FakeReplica at(int number, long executed) {
    KeyValueStore store = new KeyValueStore();
    log.subList(0, (int) executed).stream()
        .filter(entry -> entry.request() > 0)
        .forEach(entry -> store.execute(entry.operation(), 0));
    return HandMadeTrace.holding(number, log).commit(executed).digest(store.digest());
  }

  private void committed(int number, long executed) {
    for (long op = 0; op < executed; op++) {
      long commit = op + 1;
      trace.store(0, log).store(1, log).store(2, log);
      trace
          .send(at(0, op), new Message.PrepareOk(0, 0, commit, checksum(commit)))
          .send(at(1, op), new Message.PrepareOk(1, 0, commit, checksum(commit)))
          .send(at(2, op), new Message.PrepareOk(2, 0, commit, checksum(commit)));
    }
    trace.step(at(number, executed));
    passes();
  }

  private long checksum(long op) {
    return log.get((int) op - 1).checksum();
  }

  private void passes() {
    assertThat(trace.violation()).isEmpty();
  }

  private String broken(String invariant) {
    Violation violation = trace.violation().orElseThrow();
    assertThat(violation.invariant()).as(violation.sentence()).isEqualTo(invariant);
    assertThat(violation.facts()).isNotEmpty();
    return violation.sentence();
  }

  private static Message.Reply reply(int sender, long session, long request, Bytes result) {
    return new Message.Reply(sender, 0, session, request, result);
  }

  // ---- sent-reply -------------------------------------------------------------------------------

  @Test
  void repliesOfTheModelAreFine() {
    committed(0, 2);

    trace.send(at(0, 2), CLIENT, reply(0, 1, 0, TOKEN)).send(at(0, 2), CLIENT, reply(0, 1, 1, OK));

    passes();
  }

  @Test
  void aReplyWithAnotherResultThanTheModelsIsAViolation() {
    committed(0, 2);

    trace.send(at(0, 2), CLIENT, reply(0, 1, 1, NOT_FOUND));

    assertThat(broken("sent-reply"))
        .isEqualTo(
            "r0 answers request 1 of session 1 of c0 with not-found, but at op 2 a model returns"
                + " ok");
  }

  @Test
  void aReplyBeforeItsSenderExecutedTheRequestIsAViolation() {
    committed(0, 2);
    trace.step(at(1, 1)).send(at(1, 1), CLIENT, reply(1, 1, 0, TOKEN));
    passes();

    trace.send(at(1, 1), CLIENT, reply(1, 1, 1, OK));

    assertThat(broken("sent-reply")).endsWith("nothing up to op 1, where it is, executed it");
  }

  @Test
  void aReplyToAnotherClientIsAViolation() {
    committed(0, 2);

    trace.send(at(0, 2), Nodes.client(1), reply(0, 1, 1, OK));

    broken("sent-reply");
  }

  @Test
  void aReplyOfAReplicaThatIsFurtherThanTheWitnessIsNotJudged() {
    trace.send(at(0, 2), CLIENT, reply(0, 1, 1, NOT_FOUND));

    passes();
  }

  // ---- sent-eviction ----------------------------------------------------------------------------

  @Test
  void anEvictionOfAnOpenSessionIsAViolation() {
    committed(0, 2);

    trace.send(at(0, 2), CLIENT, new Message.Evicted(0, 0, 1));

    assertThat(broken("sent-eviction"))
        .isEqualTo(
            "r0 tells c0 that its session 1 is no more, but after op 2, where it is, that is open");
  }

  @Test
  void anEvictionOfASessionThatTheLogEndedOrNeverOpenedIsFine() {
    append(1, 0, 0, Bytes.of("token of 1"));
    append(2, 0, 0, Bytes.of("token of 2"));
    committed(0, 4);

    // Two sessions are kept, and that of client 0 was idle the longest.
    trace
        .send(at(0, 4), CLIENT, new Message.Evicted(0, 0, 1))
        .send(at(0, 4), CLIENT, new Message.Evicted(0, 0, 77))
        .send(at(0, 4), Nodes.client(7), new Message.Evicted(0, 0, 0));

    passes();
  }

  @Test
  void anEvictionByAReplicaThatHasNotExecutedTheEndOfTheSessionIsAViolation() {
    append(1, 0, 0, Bytes.of("token of 1"));
    append(2, 0, 0, Bytes.of("token of 2"));
    committed(0, 4);

    trace.step(at(1, 3)).send(at(1, 3), CLIENT, new Message.Evicted(1, 0, 1));

    broken("sent-eviction");
  }

  // ---- told-view --------------------------------------------------------------------------------

  @Test
  void aReplyThatTellsAViewThatHasNotBegunIsAViolation() {
    HandMadeTrace views = new HandMadeTrace(3);
    FakeReplica r1 = HandMadeTrace.holding(1, log(1)).inView(3, false).lastNormalView(2);
    views.record(1, 3, 2).step(r1).send(r1, CLIENT, new Message.Reply(1, 2, 1, 1, OK));
    assertThat(views.violation()).isEmpty();

    views.send(r1, CLIENT, new Message.Reply(1, 3, 1, 1, OK));

    assertThat(views.violation().orElseThrow().sentence())
        .isEqualTo("r1 tells view 3 in a message Reply, but took part in view 2 at last");
  }

  @Test
  void aReplyOfAViewThatNoDiskKnowsToHaveBegunIsAViolation() {
    HandMadeTrace views = new HandMadeTrace(3);
    FakeReplica r2 = HandMadeTrace.holding(2, log(1)).inView(4, false);
    views.record(1, 4, 4).step(HandMadeTrace.holding(1, log(1)).inView(4, true));
    views.send(r2, CLIENT, new Message.Reply(2, 4, 1, 1, OK));
    assertThat(views.violation()).isEmpty();

    views.send(r2.inView(5, true), CLIENT, new Message.Evicted(2, 5, 1));

    assertThat(views.violation().orElseThrow().sentence())
        .endsWith("but the last one that began by any disk is view 4");
  }

  @Test
  void aSignOfLifeThatTellsAViewThatIsNotDurableIsAViolation() {
    HandMadeTrace views = new HandMadeTrace(3);
    FakeReplica r1 = HandMadeTrace.holding(1, List.of(after(List.of(), 0, "x")));
    views.record(1, 3, 2).send(r1, new Message.Ping(1, 3, 5, 0));
    assertThat(views.violation()).isEmpty();

    views.send(r1, 0, new Message.Pong(1, 4, 5, 6, 0));

    assertThat(views.violation().orElseThrow().invariant()).isEqualTo("told-view");
  }

  // ---- when nobody looks ------------------------------------------------------------------------

  @Test
  void withoutTheAuditNothingIsSaidOfAnswersAndViews() {
    HandMadeTrace unaudited = new HandMadeTrace(3, false);

    unaudited.send(at(1, 2), CLIENT, new Message.Reply(1, 9, 1, 1, NOT_FOUND));

    assertThat(unaudited.violation()).isEmpty();
    assertThat(unaudited.checkers().invariants())
        .extracting(Invariant::name)
        .doesNotContain("sent-reply", "sent-eviction", "told-view");
  }
}
