package dev.vopr.check.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.check.FakeReplica;
import dev.vopr.check.Violation;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.state.KeyValueCommand;
import dev.vopr.vsr.state.KeyValueStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each invariant over what clients see, on histories and logs made by hand. */
class WitnessTest {
  private static final Bytes OK = KeyValueStore.Status.OK.result();
  private static final Bytes KEY = Bytes.of("k");
  private static final Bytes PUT = new KeyValueCommand.Put(0, KEY, Bytes.of("1")).encode();
  private static final Bytes PUT_2 = new KeyValueCommand.Put(0, KEY, Bytes.of("2")).encode();
  private static final Bytes GET = new KeyValueCommand.Get(0, KEY).encode();

  private final Witness witness = new Witness(2, 2);
  private final FakeReplica replica = new FakeReplica(0);
  private final KeyValueStore store = new KeyValueStore();
  private long log;

  private void register(int client) {
    commit(client, 0, 0, Bytes.of("token" + log));
  }

  private void commit(int client, long session, long request, Bytes operation) {
    commit(client, session, request, operation, request > 0);
  }

  private void commit(
      int client, long session, long request, Bytes operation, boolean takesEffect) {
    log++;
    replica
        .append(Entry.sealed(0, log, 0, Nodes.client(client), session, request, operation, log))
        .commit(log);
    if (takesEffect) {
      store.execute(operation, 0);
    }
    replica.digest(store.digest());
    witness.afterStep(replica, log);
  }

  private void ask(int client, long session, long request, Bytes operation) {
    witness.onInvoked(Nodes.client(client), operation, 0);
    witness.onNumbered(Nodes.client(client), session, request, 0);
  }

  private void answer(int client, Bytes result) {
    witness.onReturned(Nodes.client(client), result, 0);
  }

  private String violated() {
    return witness.violation().map(Violation::invariant).orElse("none");
  }

  private Optional<Violation> atEnd() {
    return witness.atEnd(List.of(replica), 9);
  }

  @Test
  void aLogThatExplainsEveryAnswerPasses() {
    register(0);
    register(1);
    ask(0, 1, 1, PUT);
    ask(1, 2, 1, GET);
    commit(0, 1, 1, PUT);
    commit(1, 2, 1, GET);
    answer(1, KeyValueStore.Status.OK.with(Bytes.of("1")));
    answer(0, OK);

    assertThat(atEnd()).isEmpty();
    assertThat(witness.completed()).isEqualTo(2);
    assertThat(witness.kept()).isZero();
  }

  @Test
  void anAnswerThatTheModelDoesNotGiveBreaksReply() {
    register(0);
    ask(0, 1, 1, PUT);
    commit(0, 1, 1, PUT);
    answer(0, KeyValueStore.Status.NOT_FOUND.result());

    assertThat(witness.violation())
        .contains(
            new Violation(
                "reply",
                "request 1 of c0 got the answer not-found, but at op 2 a model of the service returns"
                    + " ok",
                List.of(),
                2,
                0));
  }

  @Test
  void anAnswerBeforeTheCommitIsComparedWhenItComes() {
    register(0);
    ask(0, 1, 1, GET);
    answer(0, OK);
    assertThat(violated()).isEqualTo("none");
    assertThat(witness.kept()).isEqualTo(1);

    commit(0, 1, 1, GET);

    assertThat(violated()).isEqualTo("reply");
  }

  @Test
  void anOperationThatNobodyAskedForBreaksAskedFor() {
    register(0);
    commit(0, 1, 1, PUT);

    assertThat(violated()).isEqualTo("asked-for");
    assertThat(witness.violation().orElseThrow().sentence())
        .isEqualTo("request 1 of c0, in session 1, is committed, but the client never made it");
  }

  @Test
  void anotherOperationUnderTheSameNumberBreaksAskedFor() {
    register(0);
    ask(0, 1, 1, PUT);
    commit(0, 1, 1, PUT_2);

    assertThat(violated()).isEqualTo("asked-for");
  }

  @Test
  void anOperationThatIsCommittedBeforeOneThatWasAnsweredEarlierBreaksRealTime() {
    register(0);
    register(1);
    ask(0, 1, 1, PUT);
    answer(0, OK);
    ask(1, 2, 1, PUT_2);
    commit(1, 2, 1, PUT_2);

    assertThat(violated()).isEqualTo("real-time");
    assertThat(witness.violation().orElseThrow().sentence())
        .isEqualTo(
            "request 1 of c0 was answered before request 1 of c1 began, but the latter is committed"
                + " first, at op 3");
  }

  @Test
  void operationsUnderWayAtTheSameTimeMayBeCommittedInAnyOrder() {
    register(0);
    register(1);
    ask(0, 1, 1, PUT);
    ask(1, 2, 1, PUT_2);
    answer(0, OK);
    commit(1, 2, 1, PUT_2);
    commit(0, 1, 1, PUT);
    answer(1, OK);

    assertThat(atEnd()).isEmpty();
  }

  @Test
  void aRequestThatIsCommittedTwiceTakesEffectOnce() {
    register(0);
    register(1);
    ask(0, 1, 1, PUT);
    commit(0, 1, 1, PUT);
    answer(0, OK);
    ask(1, 2, 1, PUT_2);
    commit(1, 2, 1, PUT_2);
    answer(1, OK);
    commit(0, 1, 1, PUT, false);

    assertThat(violated()).isEqualTo("none");
  }

  @Test
  void aReplicaThatExecutesARequestTwiceBreaksModelState() {
    register(0);
    register(1);
    ask(0, 1, 1, PUT);
    commit(0, 1, 1, PUT);
    answer(0, OK);
    ask(1, 2, 1, PUT_2);
    commit(1, 2, 1, PUT_2);
    answer(1, OK);
    commit(0, 1, 1, PUT, true);

    assertThat(violated()).isEqualTo("model-state");
    assertThat(witness.violation().orElseThrow().replicas()).containsExactly(0);
  }

  @Test
  void anAnswerWithoutACommitBreaksAnsweredAtTheEnd() {
    register(0);
    ask(0, 1, 1, PUT);
    answer(0, OK);
    assertThat(violated()).isEqualTo("none");

    assertThat(atEnd())
        .map(Violation::sentence)
        .contains("request 1 of c0 was answered, but no correct replica holds it in its log");
    assertThat(violated()).isEqualTo("answered");
  }

  @Test
  void anAnswerWhoseEntryIsStillToBeCommittedIsLeftOpen() {
    register(0);
    ask(0, 1, 1, PUT);
    answer(0, OK);
    replica.append(Entry.sealed(0, 2, 0, Nodes.client(0), 1, 1, PUT, 2));

    assertThat(atEnd()).isEmpty();
  }

  @Test
  void anOperationOfUnknownOutcomeMayTakeEffectOrNot() {
    register(0);
    ask(0, 1, 1, PUT);
    witness.onUnknown(Nodes.client(0), 0);
    assertThat(witness.kept()).isEqualTo(1);
    commit(0, 1, 1, PUT);
    assertThat(witness.kept()).as("it did").isZero();
    ask(0, 1, 2, PUT);
    witness.onUnknown(Nodes.client(0), 0);
    register(0);
    assertThat(witness.kept()).as("it cannot any more").isZero();
    ask(0, 3, 1, GET);
    commit(0, 3, 1, GET);
    answer(0, KeyValueStore.Status.OK.with(Bytes.of("1")));

    assertThat(atEnd()).isEmpty();
  }

  @Test
  void requestsOfAnEvictedSessionTakeNoEffect() {
    register(0);
    register(1);
    register(2);
    ask(0, 1, 1, PUT);
    commit(0, 1, 1, PUT, false);
    witness.onUnknown(Nodes.client(0), 0);

    assertThat(atEnd()).isEmpty();
    assertThat(violated()).isEqualTo("none");
  }

  @Test
  void aWitnessThatMissedEntriesSaysSo() {
    register(0);
    ask(0, 1, 1, PUT);
    answer(0, OK);
    replica.appendTens(5).commit(6).freeUpTo(6);
    witness.afterStep(replica, 1);

    assertThat(witness.isUpToDate(List.of(replica))).isFalse();
    assertThat(atEnd()).as("it cannot tell").isEmpty();
  }

  @Test
  void whatIsKeptDoesNotGrowWithTheRun() {
    register(0);
    for (int i = 1; i <= 5_000; i++) {
      ask(0, 1, i, PUT);
      commit(0, 1, i, PUT);
      answer(0, OK);
    }

    assertThat(witness.kept()).isZero();
    assertThat(witness.completed()).isEqualTo(5_000);
    assertThat(atEnd()).isEmpty();
  }

  @Test
  void eachInvariantHasANameAndASource() {
    assertThat(Witness.names())
        .containsExactly("asked-for", "real-time", "reply", "model-state", "answered");
    assertThat(Witness.sources()).hasSize(5).doesNotContain("");
  }

  @Test
  void aRequestLostBeforeItsSessionIsSeenInTheLogIsStillKnown() {
    ask(0, 1, 1, PUT);
    witness.onUnknown(Nodes.client(0), 0);
    register(0);
    commit(0, 1, 1, PUT);

    assertThat(atEnd()).isEmpty();
    assertThat(witness.kept()).isZero();
  }
}
