package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.TestCluster.Outcome;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.Arrays;
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
        .filter(kind -> kind != MessageKind.REQUEST && kind != MessageKind.REPLY);
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
      names = {"PREPARE", "COMMIT", "ENTRIES"})
  void onlyThePrimarySendsWhatThePrimarySends(MessageKind kind) {
    TestCluster cluster = TestCluster.of(3).committed(2);

    Outcome atBackup = cluster.receive(1, 2, message(cluster, kind, 2, 0));
    Outcome atPrimary = cluster.receive(0, 2, message(cluster, kind, 2, 0));

    assertRefused(cluster, 1, atBackup, RejectionRule.SENDER_NOT_PRIMARY);
    assertRefused(cluster, 0, atPrimary, RejectionRule.SENDER_NOT_PRIMARY);
  }

  @ParameterizedTest
  @MethodSource("kindsOfReplicas")
  void aMessageOfAnotherViewChangesNothing(MessageKind kind) {
    TestCluster cluster = TestCluster.of(3).committed(2);

    for (int replica = 0; replica < 3; replica++) {
      int sender = replica == 0 ? 1 : 0;
      for (long older : new long[] {-1, Long.MIN_VALUE}) {
        Outcome outcome = cluster.receive(replica, sender, message(cluster, kind, sender, older));
        assertRefused(cluster, replica, outcome, RejectionRule.OLD_VIEW);
      }
      for (long newer : new long[] {1, 3, Long.MAX_VALUE}) {
        Outcome outcome = cluster.receive(replica, sender, message(cluster, kind, sender, newer));
        assertRefused(cluster, replica, outcome, RejectionRule.FUTURE_VIEW);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aReplicaDoesNotTakeReplies(int replica) {
    TestCluster cluster = TestCluster.of(3).committed(2);

    Outcome outcome = cluster.receive(replica, 2, message(cluster, MessageKind.REPLY, 2, 0));

    assertRefused(cluster, replica, outcome, RejectionRule.NOT_FOR_A_REPLICA);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 999, -1})
  void onlyClientsMakeRequests(int sender) {
    TestCluster cluster = TestCluster.of(3).committed(2);

    Outcome outcome = cluster.receive(0, sender, new Message.Request(sender, 1, Bytes.of("x")));

    assertRefused(cluster, 0, outcome, RejectionRule.SENDER_NOT_A_CLIENT);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void requestNumbersStartAtOne(long request) {
    TestCluster cluster = TestCluster.of(3).committed(2);

    Outcome outcome =
        cluster.receive(0, CLIENT, new Message.Request(CLIENT, request, Bytes.of("x")));

    assertRefused(cluster, 0, outcome, RejectionRule.SENDER_NOT_A_CLIENT);
  }

  @Test
  void aClientCannotForgeAnAcknowledgement() {
    TestCluster cluster = TestCluster.of(3);
    cluster.request(0, "x");
    cluster.deliver(CLIENT, 0);

    Outcome forged = cluster.receive(0, CLIENT, cluster.okOf(1, 0, 1));
    Outcome ownName = cluster.receive(0, CLIENT, cluster.okOf(CLIENT, 0, 1));

    assertThat(forged.rejections()).containsExactly(RejectionRule.SENDER_NOT_ON_LINK);
    assertThat(ownName.rejections()).containsExactly(RejectionRule.SENDER_NOT_A_REPLICA);
    assertThat(cluster.replica(0).commit()).isZero();
  }

  @Test
  void aReplicaCannotAcknowledgeInTheNameOfAnother() {
    TestCluster cluster = TestCluster.of(5);
    cluster.request(0, "x");
    cluster.deliver(CLIENT, 0);
    cluster.receive(0, 1, cluster.okOf(1, 0, 1));

    Outcome outcome = cluster.receive(0, 1, cluster.okOf(2, 0, 1));

    assertThat(outcome.rejections()).containsExactly(RejectionRule.SENDER_NOT_ON_LINK);
    assertThat(cluster.replica(0).commit()).isZero();
  }

  /** A message that would have an effect if it came from the right sender in view 0. */
  private static Message message(TestCluster cluster, MessageKind kind, int sender, long view) {
    List<Entry> next = cluster.entriesAfter(0, 1);
    long checksum = cluster.replica(0).checksumAt(2);
    return switch (kind) {
      case REQUEST -> new Message.Request(sender, 1, Bytes.of("x"));
      case PREPARE -> new Message.Prepare(sender, view, next, 2);
      case PREPARE_OK -> new Message.PrepareOk(sender, view, 2, checksum);
      case REPLY -> new Message.Reply(sender, view, 1, Bytes.of("x"));
      case COMMIT -> new Message.Commit(sender, view, 3, 1);
      case GET_ENTRIES -> new Message.GetEntries(sender, view, 1, 2);
      case ENTRIES -> new Message.Entries(sender, view, next);
    };
  }

  private static void assertRefused(
      TestCluster cluster, int replica, Outcome outcome, RejectionRule rule) {
    assertThat(outcome.rejections()).containsExactly(rule);
    assertThat(outcome.sends()).isEmpty();
    ReplicaView view = cluster.replica(replica);
    assertThat(List.of(view.view(), view.lastNormalView(), view.op(), view.commit()))
        .as("view, last normal view, op and commit")
        .containsExactly(0L, 0L, 2L, 2L);
    assertThat(view.status()).isEqualTo(Status.NORMAL);
  }
}
