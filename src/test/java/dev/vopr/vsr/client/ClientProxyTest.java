package dev.vopr.vsr.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.Output;
import dev.vopr.vsr.RandomMessages;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.TestCluster;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientProxyTest {
  private static final int NODE = Nodes.client(4);
  private static final long RETRY = 100;
  private static final long CAP = 1_000;
  private static final long NEVER = Long.MAX_VALUE;
  private static final Bytes OPERATION = Bytes.of("x");
  private static final Bytes RESULT = Bytes.of("result");

  private final MessageCodec codec = TestCluster.codec();
  private final ClientProxy proxy = new ClientProxy(new ClientSettings(3, RETRY, CAP), NODE, codec);

  // ---- asking -----------------------------------------------------------------------------------

  @Test
  void aRequestGoesToThePrimaryFirst() {
    ClientProxy.Step step = proxy.submit(OPERATION, 5);

    assertThat(step.sends())
        .containsExactly(new Output.Send(0, new Message.Request(NODE, 1, OPERATION)));
    assertThat(step.wakeAtNanos()).isEqualTo(5 + RETRY);
    assertThat(proxy.isWaiting()).isTrue();
  }

  @Test
  void aRequestGoesToAllReplicasAfterTheTimeOut() {
    proxy.submit(OPERATION, 0);

    ClientProxy.Step early = proxy.onTick(RETRY - 1);
    ClientProxy.Step due = proxy.onTick(RETRY);

    assertThat(early.sends()).isEmpty();
    assertThat(early.wakeAtNanos()).isEqualTo(RETRY);
    Message same = new Message.Request(NODE, 1, OPERATION);
    assertThat(due.sends())
        .containsExactly(
            new Output.Send(0, same), new Output.Send(1, same), new Output.Send(2, same));
    assertThat(proxy.retries()).isEqualTo(1);
  }

  @Test
  void timeOutsDoubleUpToTheCap() {
    long now = 0;
    long due = proxy.submit(OPERATION, now).wakeAtNanos();
    List<Long> timeOuts = new ArrayList<>();

    for (int i = 0; i < 7; i++) {
      timeOuts.add(due - now);
      now = due;
      due = proxy.onTick(now).wakeAtNanos();
    }

    assertThat(timeOuts).containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L, 1_000L);
  }

  @Test
  void theNextRequestStartsWithTheShortestTimeOutAgain() {
    proxy.submit(OPERATION, 0);
    proxy.onTick(RETRY);
    proxy.onTick(RETRY + 2 * RETRY);
    reply(0, 0, 1);

    assertThat(proxy.submit(OPERATION, 5_000).wakeAtNanos()).isEqualTo(5_000 + RETRY);
  }

  @Test
  void aTickThatComesLateCountsTheNextTimeOutFromThere() {
    proxy.submit(OPERATION, 0);

    ClientProxy.Step step = proxy.onTick(5_000);

    assertThat(step.sends()).hasSize(3);
    assertThat(step.wakeAtNanos()).isEqualTo(5_000 + 2 * RETRY);
  }

  @Test
  void requestNumbersRiseByOne() {
    for (long request = 1; request <= 20; request++) {
      ClientProxy.Step step = proxy.submit(OPERATION, 0);
      assertThat(step.sends())
          .extracting(Output.Send::message)
          .containsExactly(new Message.Request(NODE, request, OPERATION));
      assertThat(proxy.request()).isEqualTo(request);
      reply(0, 0, request);
    }
  }

  @Test
  void aClientHasOneRequestOutstanding() {
    proxy.submit(OPERATION, 0);

    assertThatThrownBy(() -> proxy.submit(OPERATION, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one request outstanding");
  }

  @Test
  void anIdleClientSendsNothing() {
    ClientProxy.Step step = proxy.onTick(1_000_000);

    assertThat(step.sends()).isEmpty();
    assertThat(step.wakeAtNanos()).isEqualTo(NEVER);
  }

  // ---- answers ----------------------------------------------------------------------------------

  @Test
  void anAnswerEndsTheRequest() {
    proxy.submit(OPERATION, 0);

    ClientProxy.Step step = reply(0, 0, 1);

    assertThat(step.result()).contains(RESULT);
    assertThat(step.rejected()).isEmpty();
    assertThat(step.wakeAtNanos()).isEqualTo(NEVER);
    assertThat(proxy.isWaiting()).isFalse();
    assertThat(proxy.onTick(1_000_000).sends()).as("no retry").isEmpty();
  }

  @Test
  void aSecondAnswerIsStale() {
    proxy.submit(OPERATION, 0);
    reply(0, 0, 1);

    assertRejected(reply(0, 0, 1), RejectionRule.REPLY_STALE);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3, -2, Long.MAX_VALUE})
  void anAnswerToAnotherRequestIsStale(long request) {
    proxy.submit(OPERATION, 0);
    reply(0, 0, 1);
    proxy.submit(OPERATION, 0);

    assertRejected(reply(0, 0, request), RejectionRule.REPLY_STALE);
    assertThat(proxy.isWaiting()).isTrue();
  }

  @Test
  void anAnswerWithoutARequestIsStale() {
    assertRejected(reply(0, 0, 0), RejectionRule.REPLY_STALE);
  }

  @Test
  void anAnswerNamesTheReplicaThatSentIt() {
    proxy.submit(OPERATION, 0);

    ClientProxy.Step step = receive(1, new Message.Reply(0, 0, 1, RESULT));

    assertRejected(step, RejectionRule.SENDER_NOT_ON_LINK);
    assertThat(proxy.isWaiting()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, -1, 1_000, 1_004, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void onlyReplicasAnswer(int sender) {
    proxy.submit(OPERATION, 0);

    assertRejected(reply(sender, 0, 1), RejectionRule.SENDER_NOT_A_REPLICA);
    assertThat(proxy.isWaiting()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(value = MessageKind.class, names = "REPLY", mode = EnumSource.Mode.EXCLUDE)
  void whatIsForReplicasIsRefused(MessageKind kind) {
    proxy.submit(OPERATION, 0);
    Message message = new RandomMessages(SimRng.of(1)).next(kind, 0);

    assertRejected(receive(0, message), RejectionRule.NOT_FOR_A_CLIENT);
    assertThat(proxy.isWaiting()).isTrue();
  }

  @Test
  void aRejectedFrameNamesItsRuleAndChangesNothing() {
    proxy.submit(OPERATION, 0);

    ClientProxy.Step step = proxy.onReceived(0, Frame.copyOf(new byte[3]));

    assertRejected(step, RejectionRule.FRAME_TOO_SHORT);
    assertThat(step.wakeAtNanos()).as("it still waits for its time-out").isEqualTo(RETRY);
  }

  @Test
  void randomMessagesNeverThrow() {
    SimRng rng = SimRng.of(9);
    RandomMessages random = new RandomMessages(rng);
    int answers = 0;
    for (int i = 0; i < 10_000; i++) {
      if (!proxy.isWaiting()) {
        assertThat(proxy.submit(OPERATION, i).sends()).hasSize(1);
      }
      Message message =
          rng.chance(0.5) ? random.next() : random.next(MessageKind.REPLY, rng.nextInt(3));
      answers += receive(message.sender(), message).result().isPresent() ? 1 : 0;
    }

    assertThat(answers).as("seed 9").isPositive();
  }

  // ---- views ------------------------------------------------------------------------------------

  @Test
  void anAnswerTellsWhoThePrimaryIs() {
    proxy.submit(OPERATION, 0);
    reply(1, 4, 1);

    assertThat(proxy.submit(OPERATION, 0).sends()).extracting(Output.Send::to).containsExactly(1);
  }

  @Test
  void anAnswerOfAnOlderViewDoesNotTurnBackTime() {
    proxy.submit(OPERATION, 0);
    reply(2, 5, 1);
    proxy.submit(OPERATION, 0);
    reply(1, 4, 2);

    assertThat(proxy.submit(OPERATION, 0).sends()).extracting(Output.Send::to).containsExactly(2);
  }

  @Test
  void aRejectedAnswerDoesNotTellWhoThePrimaryIs() {
    proxy.submit(OPERATION, 0);
    reply(1, 4, 77);
    receive(2, new Message.Reply(1, 4, 1, RESULT));
    reply(0, 0, 1);

    assertThat(proxy.submit(OPERATION, 0).sends()).extracting(Output.Send::to).containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void anAbsurdViewStillNamesAReplica(long view) {
    proxy.submit(OPERATION, 0);
    reply(1, view, 1);

    assertThat(proxy.submit(OPERATION, 0).sends().get(0).to()).isBetween(0, 2);
  }

  // ---- helpers ----------------------------------------------------------------------------------

  private ClientProxy.Step reply(int sender, long view, long request) {
    return receive(sender, new Message.Reply(sender, view, request, RESULT));
  }

  private ClientProxy.Step receive(int link, Message message) {
    return proxy.onReceived(link, codec.encode(message));
  }

  private static void assertRejected(ClientProxy.Step step, RejectionRule rule) {
    assertThat(step.rejected()).contains(rule);
    assertThat(step.result()).isEmpty();
    assertThat(step.sends()).isEmpty();
  }
}
