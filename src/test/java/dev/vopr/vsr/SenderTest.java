package dev.vopr.vsr;

import static dev.vopr.vsr.TestCluster.START;
import static dev.vopr.vsr.message.MessageKind.COMMIT;
import static dev.vopr.vsr.message.MessageKind.EVICTED;
import static dev.vopr.vsr.message.MessageKind.PREPARE;
import static dev.vopr.vsr.message.MessageKind.REPLY;
import static dev.vopr.vsr.message.MessageKind.REQUEST;
import static dev.vopr.vsr.message.MessageKind.START_VIEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vopr.vsr.TestCluster.Outcome;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may say what: a message from the wrong sender or view changes nothing and is not answered.
 */
class SenderTest {
  private static final int CLIENT = TestCluster.client(0);

  @ParameterizedTest
  @EnumSource(MessageKind.class)
  void theNamedSenderIsTheOneAtTheOtherEndOfTheLink(MessageKind kind) {
    TestCluster cluster = TestCluster.of(5).committed(2);

    for (int link : new int[] {1, 3, 4, CLIENT, TestCluster.client(1), -1, 77}) {
      for (int sender : new int[] {0, 1, 2, 4, CLIENT, -1}) {
        if (link != sender) {
          Outcome outcome = cluster.receive(2, link, message(cluster, kind, sender, 0));
          assertRefused(cluster, 2, outcome, RejectionRule.SENDER_NOT_ON_LINK);
        }
      }
    }
  }

  static Stream<MessageKind> kindsOfReplicas() {
    return Arrays.stream(MessageKind.values())
        .filter(kind -> !EnumSet.of(REQUEST, REPLY, EVICTED).contains(kind));
  }

  @ParameterizedTest
  @MethodSource("kindsOfReplicas")
  void onlyOtherMembersSendWhatReplicasSend(MessageKind kind) {
    TestCluster cluster = TestCluster.of(3).committed(2);

    for (int replica = 0; replica < 3; replica++) {
      for (int sender : new int[] {CLIENT, 3, 999, -1, Integer.MIN_VALUE, replica}) {
        Outcome outcome = cluster.receive(replica, sender, message(cluster, kind, sender, 0));
        assertRefused(cluster, replica, outcome, RejectionRule.SENDER_NOT_A_REPLICA);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = MessageKind.class,
      names = {"PREPARE", "COMMIT", "START_VIEW"})
  void onlyThePrimarySendsWhatThePrimarySends(MessageKind kind) {
    TestCluster cluster = TestCluster.of(3).committed(2);

    for (long view : new long[] {0, 1, 3}) {
      Outcome atBackup = cluster.receive(1, 2, message(cluster, kind, 2, view));
      assertRefused(cluster, 1, atBackup, RejectionRule.SENDER_NOT_PRIMARY);
      Outcome atPrimary = cluster.receive(0, 2, message(cluster, kind, 2, view));
      assertRefused(cluster, 0, atPrimary, RejectionRule.SENDER_NOT_PRIMARY);
    }
  }

  @Test
  void onlyThePrimarysEntriesExtendTheLog() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    cluster.receive(1, 0, new Message.Commit(0, 0, START + 3, 1));

    Outcome outcome = cluster.receive(1, 2, message(cluster, MessageKind.ENTRIES, 2, 0));

    assertRefused(cluster, 1, outcome, RejectionRule.ENTRIES_NOT_ASKED_FOR);
  }

  @ParameterizedTest
  @EnumSource(
      value = MessageKind.class,
      names = {"PREPARE", "PREPARE_OK", "COMMIT", "START_VIEW_CHANGE", "START_VIEW"})
  void aMessageOfAnOlderViewChangesNothing(MessageKind kind) {
    TestCluster cluster = TestCluster.of(3).committed(2);

    for (int replica = 0; replica < 3; replica++) {
      for (long older : new long[] {-1, -2, -3, Long.MIN_VALUE}) {
        int sender = sentBy(cluster, kind, replica, older);
        if (sender != replica) {
          Outcome outcome = cluster.receive(replica, sender, message(cluster, kind, sender, older));
          assertRefused(cluster, replica, outcome, RejectionRule.OLD_VIEW);
        }
      }
    }
  }

  @Test
  void aViewIsShownToItsPrimaryOnlyAndNotForAnOlderOne() {
    TestCluster cluster = TestCluster.of(3).committed(2);

    Outcome older = cluster.receive(0, 1, message(cluster, MessageKind.DO_VIEW_CHANGE, 1, -3));
    Outcome notPrimary = cluster.receive(0, 1, message(cluster, MessageKind.DO_VIEW_CHANGE, 1, 1));

    assertRefused(cluster, 0, older, RejectionRule.OLD_VIEW);
    assertRefused(cluster, 0, notPrimary, RejectionRule.NOT_PRIMARY);
  }

  @ParameterizedTest
  @EnumSource(
      value = MessageKind.class,
      names = {"PREPARE", "COMMIT"})
  void aMessageOfANewerViewOnlyMakesAReplicaAskForThatView(MessageKind kind) {
    for (long newer : new long[] {1, 3, 5, EntryChecks.HIGHEST}) {
      TestCluster cluster = TestCluster.of(3).committed(2);
      int sender = cluster.settings().primaryOf(newer);
      int replica = (sender + 1) % 3;

      Outcome outcome = cluster.receive(replica, sender, message(cluster, kind, sender, newer));

      assertThat(outcome.rejections()).containsExactly(RejectionRule.FUTURE_VIEW);
      assertThat(outcome.sends()).hasSize(1).allMatch(send -> send.to() == sender);
      assertThat(outcome.sent(Message.GetView.class))
          .as("N5: it asks, and waits for the log")
          .extracting(Message.GetView::view)
          .containsExactly(newer);
      assertUnchanged(cluster, replica);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = MessageKind.class,
      names = {"PREPARE", "COMMIT"})
  void aViewThatNoClusterReachesIsNotAskedFor(MessageKind kind) {
    TestCluster cluster = TestCluster.of(3).committed(2);

    Outcome outcome = cluster.receive(0, 1, message(cluster, kind, 1, Long.MAX_VALUE));

    assertThat(cluster.settings().primaryOf(Long.MAX_VALUE)).isEqualTo(1);
    assertThat(outcome.sends()).isEmpty();
    assertRefused(cluster, 0, outcome, RejectionRule.VIEW_BEYOND);
  }

  /** Seed 7021040 of the chaos scenario with three replicas: it never asked again. */
  @Test
  void aReplicaThatInstallsAnOlderViewGoesOnAskingForTheNewerOne() {
    TestCluster cluster = TestCluster.of(3).committed(2);
    cluster.receive(0, 1, new Message.StartViewChange(1, 1));
    cluster.receive(0, 2, message(cluster, MessageKind.COMMIT, 2, 2));
    cluster.receive(0, 1, message(cluster, MessageKind.START_VIEW, 1, 1));
    assertThat(cluster.replica(0).status()).isEqualTo(Status.NORMAL);
    assertThat(cluster.replica(0).view()).isEqualTo(1);

    Outcome outcome = cluster.receive(0, 2, message(cluster, MessageKind.COMMIT, 2, 2));

    assertThat(outcome.sent(Message.GetView.class))
        .extracting(Message.GetView::view)
        .containsExactly(2L);
  }

  /** A primary can name any view of its own: it hides those of the others from nobody. */
  @Test
  void aPrimaryThatNamesAFarViewDoesNotKeepAReplicaFromAskingTheOthers() {
    TestCluster cluster = TestCluster.of(5).committed(2);
    long far = 2 + 5L * 1_000_000;

    cluster.receive(4, 2, message(cluster, MessageKind.COMMIT, 2, far));
    Outcome outcome = cluster.receive(4, 1, message(cluster, MessageKind.COMMIT, 1, 1));

    assertThat(outcome.sends())
        .extracting(Output.Send::to, send -> ((Message.GetView) send.message()).view())
        .containsExactly(tuple(1, 1L), tuple(2, far));
  }

  @ParameterizedTest
  @EnumSource(
      value = MessageKind.class,
      names = {"START_VIEW_CHANGE", "DO_VIEW_CHANGE", "START_VIEW"})
  void aViewThatNoClusterReachesIsNotEntered(MessageKind kind) {
    for (long view = Long.MAX_VALUE; view > Long.MAX_VALUE - 6; view--) {
      TestCluster cluster = TestCluster.of(3).committed(2);
      int primary = cluster.settings().primaryOf(view);
      int other = (primary + 1) % 3;
      boolean isToPrimary = kind == MessageKind.DO_VIEW_CHANGE;
      int sender = isToPrimary ? other : primary;
      int replica = isToPrimary ? primary : other;

      Outcome outcome = cluster.receive(replica, sender, message(cluster, kind, sender, view));

      assertRefused(cluster, replica, outcome, RejectionRule.VIEW_BEYOND);
    }
  }

  @Test
  void whatDoesNotSpeakInAViewIsAnsweredInAnyView() {
    TestCluster cluster = TestCluster.of(3).committed(2);

    for (long view : new long[] {-1, 0, 7, Long.MAX_VALUE}) {
      Outcome entries = cluster.receive(1, 2, message(cluster, MessageKind.GET_ENTRIES, 2, view));
      Outcome pong = cluster.receive(1, 2, message(cluster, MessageKind.PING, 2, view));

      assertThat(entries.sent(Message.Entries.class)).hasSize(1);
      assertThat(pong.sends())
          .containsExactly(new Output.Send(2, new Message.Pong(1, 0, 5, cluster.now(), 0)));
      assertUnchanged(cluster, 1);
    }
  }

  @Test
  void aQuestionForAViewThatIsNotHereIsNotAnswered() {
    TestCluster cluster = TestCluster.of(3).committed(2);

    assertRefused(
        cluster,
        1,
        cluster.receive(1, 2, message(cluster, MessageKind.GET_VIEW, 2, 1)),
        RejectionRule.NOT_PRIMARY);
    assertRefused(
        cluster,
        0,
        cluster.receive(0, 2, message(cluster, MessageKind.GET_VIEW, 2, 3)),
        RejectionRule.NOT_PRIMARY);
  }

  @ParameterizedTest
  @EnumSource(
      value = MessageKind.class,
      names = {"NEW_STATE", "RECOVERY_RESPONSE"})
  void anAnswerToAQuestionThatNobodyAskedChangesNothing(MessageKind kind) {
    TestCluster cluster = TestCluster.of(3).committed(2);

    for (int replica = 0; replica < 3; replica++) {
      int sender = replica == 0 ? 1 : 0;
      Outcome outcome = cluster.receive(replica, sender, message(cluster, kind, sender, 0));
      assertRefused(cluster, replica, outcome, RejectionRule.ANSWER_NOT_ASKED_FOR);
    }
  }

  private static int sentBy(TestCluster cluster, MessageKind kind, int replica, long view) {
    boolean isOfPrimary = EnumSet.of(PREPARE, COMMIT, START_VIEW).contains(kind);
    return isOfPrimary ? cluster.settings().primaryOf(view) : (replica + 1) % 3;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aReplicaDoesNotTakeReplies(int replica) {
    TestCluster cluster = TestCluster.of(3).committed(2);

    for (MessageKind kind : List.of(REPLY, EVICTED)) {
      Outcome outcome = cluster.receive(replica, 2, message(cluster, kind, 2, 0));
      assertRefused(cluster, replica, outcome, RejectionRule.NOT_FOR_A_REPLICA);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 999, -1})
  void onlyClientsMakeRequests(int sender) {
    TestCluster cluster = TestCluster.of(3).committed(2);

    Outcome outcome = cluster.receive(0, sender, new Message.Request(sender, 1, 1, Bytes.of("x")));

    assertRefused(cluster, 0, outcome, RejectionRule.SENDER_NOT_A_CLIENT);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void requestNumbersStartAtOne(long request) {
    TestCluster cluster = TestCluster.of(3).committed(2);

    Outcome outcome =
        cluster.receive(0, CLIENT, new Message.Request(CLIENT, 1, request, Bytes.of("x")));

    assertRefused(cluster, 0, outcome, RejectionRule.REQUEST_NUMBER);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void sessionsAreOpNumbers(long session) {
    TestCluster cluster = TestCluster.of(3).committed(2);

    Outcome outcome =
        cluster.receive(0, CLIENT, new Message.Request(CLIENT, session, 1, Bytes.of("x")));

    assertRefused(cluster, 0, outcome, RejectionRule.REQUEST_NUMBER);
  }

  @Test
  void aClientCannotForgeAnAcknowledgement() {
    TestCluster cluster = TestCluster.of(3);
    cluster.request(0, "x");
    cluster.deliver(CLIENT, 0);

    Outcome forged = cluster.receive(0, CLIENT, cluster.okOf(1, 0, START + 1));
    Outcome ownName = cluster.receive(0, CLIENT, cluster.okOf(CLIENT, 0, START + 1));

    assertThat(forged.rejections()).containsExactly(RejectionRule.SENDER_NOT_ON_LINK);
    assertThat(ownName.rejections()).containsExactly(RejectionRule.SENDER_NOT_A_REPLICA);
    assertThat(cluster.replica(0).commit()).isEqualTo(START);
  }

  @Test
  void aReplicaCannotAcknowledgeInTheNameOfAnother() {
    TestCluster cluster = TestCluster.of(5);
    cluster.request(0, "x");
    cluster.deliver(CLIENT, 0);
    cluster.receive(0, 1, cluster.okOf(1, 0, START + 1));

    Outcome outcome = cluster.receive(0, 1, cluster.okOf(2, 0, START + 1));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.SENDER_NOT_ON_LINK);
    assertThat(cluster.replica(0).commit()).isEqualTo(START);
  }

  /** A message that would have an effect if it came from the right sender in view 0. */
  private static Message message(TestCluster cluster, MessageKind kind, int sender, long view) {
    List<Entry> next = cluster.entriesAfter(0, 1);
    long checksum = cluster.replica(0).checksumAt(START + 2);
    LogTail tail = new LogTail(START + 2, checksum, List.of(), List.of());
    return switch (kind) {
      case REQUEST -> new Message.Request(sender, 1, 1, Bytes.of("x"));
      case PREPARE -> new Message.Prepare(sender, view, next, START + 2);
      case PREPARE_OK -> new Message.PrepareOk(sender, view, START + 2, checksum);
      case REPLY -> new Message.Reply(sender, view, 1, 1, Bytes.of("x"));
      case COMMIT -> new Message.Commit(sender, view, START + 3, 1);
      case GET_ENTRIES -> new Message.GetEntries(sender, view, 1, 2);
      case ENTRIES -> new Message.Entries(sender, view, next, START + 2, 0);
      case START_VIEW_CHANGE -> new Message.StartViewChange(sender, view);
      case DO_VIEW_CHANGE -> new Message.DoViewChange(sender, view, 0, tail, START + 2);
      case START_VIEW -> new Message.StartView(sender, view, tail, START + 2, 0);
      case GET_VIEW -> new Message.GetView(sender, view, 5);
      case GET_STATE -> new Message.GetState(sender, 0, 0, 5);
      case NEW_STATE -> new Message.NewState(sender, 100, 7, 1, 0, Bytes.of("x"), 5);
      case RECOVERY -> new Message.Recovery(sender, 5, 0);
      case RECOVERY_RESPONSE -> new Message.RecoveryResponse(sender, view, 5, tail, START + 2);
      case PING -> new Message.Ping(sender, view, 5, 0);
      case PONG -> new Message.Pong(sender, view, 5, 5, 0);
      case EVICTED -> new Message.Evicted(sender, view, 1);
    };
  }

  private static void assertRefused(
      TestCluster cluster, int replica, Outcome outcome, RejectionRule rule) {
    assertThat(outcome.rejections()).containsExactly(rule);
    assertThat(outcome.sends()).isEmpty();
    assertUnchanged(cluster, replica);
  }

  private static void assertUnchanged(TestCluster cluster, int replica) {
    ReplicaView view = cluster.replica(replica);
    assertThat(List.of(view.view(), view.lastNormalView(), view.op(), view.commit()))
        .as("view, last normal view, op and commit")
        .containsExactly(0L, 0L, START + 2, START + 2);
    assertThat(view.status()).isEqualTo(Status.NORMAL);
  }
}
