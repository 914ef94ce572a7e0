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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientProxyTest {
  private static final int NODE = Nodes.client(4);
  private static final long RETRY = 100;
  private static final long CAP = 1_000;
  private static final long ENTROPY = 0xC0FFEE;
  private static final long SESSION = 12;
  private static final long NEVER = Long.MAX_VALUE;
  private static final Bytes OPERATION = Bytes.of("x");
  private static final Bytes RESULT = Bytes.of("result");

  private final MessageCodec codec = TestCluster.codec();
  private final ClientProxy proxy = proxy(ENTROPY);

  private ClientProxy proxy(long entropy) {
    return new ClientProxy(new ClientSettings(3, RETRY, CAP), NODE, codec, entropy);
  }

  @BeforeEach
  void register() {
    Bytes token = registration(proxy.submit(OPERATION, 0)).operation();
    receive(0, new Message.Reply(0, 0, SESSION, 0, token));
    reply(0, 0, 1);
  }

  // ---- sessions ---------------------------------------------------------------------------------

  @Test
  void aClientRegistersBeforeItsFirstRequest() {
    ClientProxy fresh = proxy(ENTROPY);

    ClientProxy.Step first = fresh.submit(OPERATION, 5);

    Message.Request registration = registration(first);
    assertThat(first.sends()).containsExactly(new Output.Send(0, registration));
    assertThat(registration.sender()).isEqualTo(NODE);
    assertThat(registration.operation().length()).isPositive();
    assertThat(first.wakeAtNanos()).isEqualTo(5 + RETRY);
    assertThat(fresh.isWaiting()).isTrue();

    Message answer = new Message.Reply(1, 4, 77, 0, registration.operation());
    ClientProxy.Step second = fresh.onReceived(1, codec.encode(answer), 8);

    assertThat(second.sends())
        .as("then the request, in the session, to the primary that answered")
        .containsExactly(new Output.Send(1, new Message.Request(NODE, 77, 1, OPERATION)));
    assertThat(second.result()).as("a registration has no result").isEmpty();
    assertThat(second.wakeAtNanos()).isEqualTo(8 + RETRY);
  }

  @Test
  void aRegistrationIsRepeatedWithTheSameToken() {
    ClientProxy fresh = proxy(ENTROPY);
    Message.Request registration = registration(fresh.submit(OPERATION, 0));

    ClientProxy.Step retry = fresh.onTick(RETRY);

    assertThat(retry.sends())
        .containsExactly(
            new Output.Send(0, registration),
            new Output.Send(1, registration),
            new Output.Send(2, registration));
  }

  @Test
  void aClientThatIsStartedAgainRegistersWithAnotherToken() {
    Bytes token = registration(proxy(ENTROPY).submit(OPERATION, 0)).operation();
    Bytes same = registration(proxy(ENTROPY).submit(OPERATION, 0)).operation();
    Bytes other = registration(proxy(ENTROPY + 1).submit(OPERATION, 0)).operation();

    assertThat(same).isEqualTo(token);
    assertThat(other).as("else it is taken for its old self").isNotEqualTo(token);
  }

  @Test
  void theAnswerToARegistrationBearsItsToken() {
    ClientProxy fresh = proxy(ENTROPY);
    Message.Request registration = registration(fresh.submit(OPERATION, 0));
    Bytes token = registration.operation();
    Bytes ofOldSelf = registration(proxy(ENTROPY + 1).submit(OPERATION, 0)).operation();

    List<Message> stale =
        List.of(
            new Message.Reply(2, 5, 0, 0, ofOldSelf),
            new Message.Reply(2, 5, 77, 1, token),
            new Message.Reply(2, 5, 0, 0, token),
            new Message.Reply(2, 5, -1, 0, token));

    for (Message reply : stale) {
      assertRejected(fresh.onReceived(2, codec.encode(reply), 1), RejectionRule.REPLY_STALE);
    }
    assertThat(fresh.onTick(RETRY).sends().get(0).message()).isEqualTo(registration);
  }

  @Test
  void aRegistrationThatAnEarlierOneOvertookIsGivenUpForAnotherOne() {
    Bytes earlier = registration(proxy(ENTROPY).submit(OPERATION, 0)).operation();
    receive(0, new Message.Evicted(0, 0, SESSION));
    Bytes second = registration(proxy.submit(OPERATION, 0)).operation();

    ClientProxy.Step known = receive(0, new Message.Reply(0, 0, SESSION, 0, earlier));
    ClientProxy.Step late = receive(0, new Message.Reply(0, 0, SESSION + 7, 0, earlier));
    Bytes third = registration(late).operation();
    ClientProxy.Step again = receive(1, new Message.Reply(1, 0, SESSION + 7, 0, earlier));
    ClientProxy.Step begun = receive(0, new Message.Reply(0, 0, SESSION + 8, 0, third));

    assertRejected(known, RejectionRule.REPLY_STALE);
    assertThat(third).isNotIn(earlier, second);
    assertRejected(again, RejectionRule.REPLY_STALE);
    assertThat(begun.sends())
        .containsExactly(new Output.Send(0, new Message.Request(NODE, SESSION + 8, 1, OPERATION)));
  }

  @Test
  void aRepeatedAnswerToTheRegistrationIsStale() {
    Message.Request request = (Message.Request) proxy.submit(OPERATION, 0).sends().get(0).message();
    Bytes token = registration(proxy(ENTROPY).submit(OPERATION, 0)).operation();

    ClientProxy.Step step = receive(0, new Message.Reply(0, 0, 99, 0, token));

    assertRejected(step, RejectionRule.REPLY_STALE);
    assertThat(proxy.onTick(RETRY).sends().get(0).message()).isEqualTo(request);
  }

  @Test
  void anAnswerOfAnotherSessionIsStale() {
    proxy.submit(OPERATION, 0);

    assertRejected(
        receive(0, new Message.Reply(0, 0, SESSION - 1, 2, RESULT)), RejectionRule.REPLY_STALE);
    assertThat(proxy.isWaiting()).isTrue();
  }

  @Test
  void anEvictionEndsTheRequestWithoutAResult() {
    proxy.submit(OPERATION, 0);

    ClientProxy.Step step = receive(0, new Message.Evicted(0, 0, SESSION));

    assertThat(step.isUnknown()).as("it may have been executed").isTrue();
    assertThat(step.result()).isEmpty();
    assertThat(step.sends()).isEmpty();
    assertThat(step.wakeAtNanos()).isEqualTo(NEVER);
    assertThat(proxy.isWaiting()).isFalse();
  }

  @Test
  void anEvictedClientRegistersAnewWithAnotherTokenAndStartsAtRequestOne() {
    Bytes first = registration(proxy(ENTROPY).submit(OPERATION, 0)).operation();
    ClientProxy.Step evicted = receive(0, new Message.Evicted(0, 0, SESSION));

    ClientProxy.Step step = proxy.submit(OPERATION, 0);
    Bytes token = registration(step).operation();
    ClientProxy.Step next = receive(0, new Message.Reply(0, 0, 99, 0, token));

    assertThat(evicted.isUnknown()).as("nothing was outstanding").isFalse();
    assertThat(token).isNotEqualTo(first);
    assertThat(next.sends())
        .containsExactly(new Output.Send(0, new Message.Request(NODE, 99, 1, OPERATION)));
  }

  @Test
  void anEvictionOfAnotherSessionIsStale() {
    proxy.submit(OPERATION, 0);

    for (long session : new long[] {SESSION - 1, 0, -1, Long.MAX_VALUE}) {
      assertRejected(receive(0, new Message.Evicted(0, 0, session)), RejectionRule.REPLY_STALE);
    }
    assertThat(proxy.isWaiting()).isTrue();
  }

  @Test
  void anEvictionBeforeTheSessionBeginsIsStale() {
    ClientProxy fresh = proxy(ENTROPY);
    fresh.submit(OPERATION, 0);

    Frame evicted = codec.encode(new Message.Evicted(0, 0, 0));

    assertRejected(fresh.onReceived(0, evicted, 1), RejectionRule.REPLY_STALE);
    assertThat(fresh.isWaiting()).isTrue();
  }

  private static Message.Request registration(ClientProxy.Step step) {
    Message.Request request = (Message.Request) step.sends().get(0).message();
    assertThat(List.of(request.session(), request.request())).containsExactly(0L, 0L);
    return request;
  }

  // ---- asking -----------------------------------------------------------------------------------

  @Test
  void aRequestGoesToThePrimaryFirst() {
    ClientProxy.Step step = proxy.submit(OPERATION, 5);

    assertThat(step.sends())
        .containsExactly(new Output.Send(0, new Message.Request(NODE, SESSION, 2, OPERATION)));
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
    Message same = new Message.Request(NODE, SESSION, 2, OPERATION);
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
    reply(0, 0, 2);

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
    for (long request = 2; request <= 20; request++) {
      ClientProxy.Step step = proxy.submit(OPERATION, 0);
      assertThat(step.sends())
          .extracting(Output.Send::message)
          .containsExactly(new Message.Request(NODE, SESSION, request, OPERATION));
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

    ClientProxy.Step step = reply(0, 0, 2);

    assertThat(step.result()).contains(RESULT);
    assertThat(step.rejected()).isEmpty();
    assertThat(step.wakeAtNanos()).isEqualTo(NEVER);
    assertThat(proxy.isWaiting()).isFalse();
    assertThat(proxy.onTick(1_000_000).sends()).as("no retry").isEmpty();
  }

  @Test
  void aSecondAnswerIsStale() {
    proxy.submit(OPERATION, 0);
    reply(0, 0, 2);

    assertRejected(reply(0, 0, 2), RejectionRule.REPLY_STALE);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 4, -2, Long.MAX_VALUE})
  void anAnswerToAnotherRequestIsStale(long request) {
    proxy.submit(OPERATION, 0);
    reply(0, 0, 2);
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

    ClientProxy.Step step = receive(1, new Message.Reply(0, 0, SESSION, 2, RESULT));

    assertRejected(step, RejectionRule.SENDER_NOT_ON_LINK);
    assertThat(proxy.isWaiting()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, -1, 1_000, 1_004, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void onlyReplicasAnswer(int sender) {
    proxy.submit(OPERATION, 0);

    assertRejected(reply(sender, 0, 2), RejectionRule.SENDER_NOT_A_REPLICA);
    assertThat(proxy.isWaiting()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = MessageKind.class,
      names = {"REPLY", "EVICTED"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatIsForReplicasIsRefused(MessageKind kind) {
    proxy.submit(OPERATION, 0);
    Message message = new RandomMessages(SimRng.of(1)).next(kind, 0);

    assertRejected(receive(0, message), RejectionRule.NOT_FOR_A_CLIENT);
    assertThat(proxy.isWaiting()).isTrue();
  }

  @Test
  void aRejectedFrameNamesItsRuleAndChangesNothing() {
    proxy.submit(OPERATION, 0);

    ClientProxy.Step step = proxy.onReceived(0, Frame.copyOf(new byte[3]), 0);

    assertRejected(step, RejectionRule.FRAME_TOO_SHORT);
    assertThat(step.wakeAtNanos()).as("it still waits for its time-out").isEqualTo(RETRY);
  }

  @Test
  void randomMessagesNeverThrow() {
    SimRng rng = SimRng.of(9);
    RandomMessages random = new RandomMessages(rng);
    int answers = 0;
    int evictions = 0;
    int sessions = 1;
    Output.Send last = new Output.Send(0, new Message.Request(NODE, 0, 0, OPERATION));
    for (int i = 0; i < 20_000; i++) {
      List<Output.Send> sends = proxy.isWaiting() ? List.of() : proxy.submit(OPERATION, i).sends();
      last = sends.isEmpty() ? last : sends.get(0);
      ClientProxy.Step step = lie(rng, random, (Message.Request) last.message());
      answers += step.result().isPresent() ? 1 : 0;
      evictions += step.isUnknown() ? 1 : 0;
      sessions += step.sends().isEmpty() ? 0 : 1;
      last = step.sends().isEmpty() ? last : step.sends().get(0);
    }

    assertThat(answers).as("seed 9").isGreaterThan(100);
    assertThat(evictions).as("seed 9").isGreaterThan(10);
    assertThat(sessions).as("seed 9").isGreaterThan(10);
  }

  /** A random message, sometimes one that answers what is outstanding. */
  private ClientProxy.Step lie(SimRng rng, RandomMessages random, Message.Request asked) {
    int sender = rng.nextInt(3);
    long session = Math.max(asked.session(), rng.chance(0.9) ? 1 : random.number());
    Message message =
        switch (rng.nextInt(6)) {
          case 0 -> random.next();
          case 1 -> random.next(MessageKind.REPLY, sender);
          case 2 -> new Message.Reply(sender, random.number(), session, asked.request(), RESULT);
          case 3 ->
              new Message.Reply(
                  sender, random.number(), session, asked.request(), asked.operation());
          case 4 -> new Message.Evicted(sender, random.number(), session);
          default -> random.next(MessageKind.EVICTED, sender);
        };
    return receive(message.sender(), message);
  }

  // ---- views ------------------------------------------------------------------------------------

  @Test
  void anAnswerTellsWhoThePrimaryIs() {
    proxy.submit(OPERATION, 0);
    reply(1, 4, 2);

    assertThat(proxy.submit(OPERATION, 0).sends()).extracting(Output.Send::to).containsExactly(1);
  }

  @Test
  void anAnswerOfAnOlderViewDoesNotTurnBackTime() {
    proxy.submit(OPERATION, 0);
    reply(2, 5, 2);
    proxy.submit(OPERATION, 0);
    reply(1, 4, 3);

    assertThat(proxy.submit(OPERATION, 0).sends()).extracting(Output.Send::to).containsExactly(2);
  }

  @Test
  void aRejectedAnswerDoesNotTellWhoThePrimaryIs() {
    proxy.submit(OPERATION, 0);
    reply(1, 4, 77);
    receive(2, new Message.Reply(1, 4, SESSION, 2, RESULT));
    reply(0, 0, 2);

    assertThat(proxy.submit(OPERATION, 0).sends()).extracting(Output.Send::to).containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void anAbsurdViewStillNamesAReplica(long view) {
    proxy.submit(OPERATION, 0);
    reply(1, view, 2);

    assertThat(proxy.submit(OPERATION, 0).sends().get(0).to()).isBetween(0, 2);
  }

  // ---- helpers ----------------------------------------------------------------------------------

  private ClientProxy.Step reply(int sender, long view, long request) {
    return receive(sender, new Message.Reply(sender, view, SESSION, request, RESULT));
  }

  private ClientProxy.Step receive(int link, Message message) {
    return proxy.onReceived(link, codec.encode(message), 0);
  }

  private static void assertRejected(ClientProxy.Step step, RejectionRule rule) {
    assertThat(step.rejected()).contains(rule);
    assertThat(step.result()).isEmpty();
    assertThat(step.sends()).isEmpty();
  }
}
