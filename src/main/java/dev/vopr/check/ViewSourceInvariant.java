package dev.vopr.check;

import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A replica makes a view its last normal one only with the log of that view in hand. The primary of
 * the view has been shown logs by a quorum, its own among them; all others were given the log by
 * that primary, or by somebody whom they asked for it.
 */
public final class ViewSourceInvariant implements Invariant, SendInvariant, ReceiveInvariant {
  private static final int KEPT = 64;
  private static final long UNKNOWN = -1;

  /** What one replica has been told in its life. */
  private static final class Life {
    private long lastNormalView = UNKNOWN;

    /** The members whose logs it was shown, as bits, by the view that they were shown for. */
    private final TreeMap<Long, Long> shown = new TreeMap<>();

    /** The views whose logs it was given by who may do so. */
    private final TreeSet<Long> given = new TreeSet<>();

    /** The last questions for a view, and who was asked. */
    private final long[] nonces = new long[KEPT];

    private final int[] asked = new int[KEPT];
    private int questions;

    private void forget() {
      lastNormalView = UNKNOWN;
      shown.clear();
      given.clear();
      Arrays.fill(nonces, 0);
    }

    private void ask(int whom, long nonce) {
      nonces[questions % KEPT] = nonce;
      asked[questions % KEPT] = whom;
      questions++;
    }

    private boolean isAnswer(int sender, long nonce) {
      for (int i = 0; i < KEPT; i++) {
        if (nonce != 0 && nonces[i] == nonce && asked[i] == sender) {
          return true;
        }
      }
      return false;
    }
  }

  private final CheckedCluster cluster;
  private final Life[] lives;

  /** Whether anybody tells what reaches whom. */
  private boolean areReceiptsShown;

  ViewSourceInvariant(CheckedCluster cluster) {
    this.cluster = cluster;
    lives = new Life[cluster.settings().nodes()];
    for (int i = 0; i < lives.length; i++) {
      lives[i] = new Life();
    }
  }

  @Override
  public String name() {
    return "view-source";
  }

  @Override
  public String source() {
    return "VRR §4.2 steps 3 and 5; VSR rules N5, V3 and V6: a view is taken over with its log in hand";
  }

  @Override
  public boolean looksInto(ReplicaView replica, MessageKind kind) {
    return kind == MessageKind.DO_VIEW_CHANGE
        || kind == MessageKind.START_VIEW
        || kind == MessageKind.RECOVERY_RESPONSE;
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    if (sending.message() instanceof Message.GetView question) {
      lives[sending.from()].ask(sending.to(), question.nonce());
    }
    return Optional.empty();
  }

  @Override
  public void onReceive(Receipt receipt) {
    areReceiptsShown = true;
    Life own = lives[receipt.to()];
    Message message = receipt.message();
    if (message instanceof Message.DoViewChange shown) {
      if (cluster.settings().isMember(shown.sender())) {
        own.shown.merge(shown.view(), 1L << shown.sender(), (before, more) -> before | more);
      }
    } else if (message instanceof Message.StartView start) {
      if (mayGive(own, start)) {
        own.given.add(start.view());
      }
    } else if (message instanceof Message.RecoveryResponse response
        && response.sender() == cluster.settings().primaryOf(response.view())) {
      own.given.add(response.view());
    }
    if (own.shown.size() > KEPT) {
      own.shown.pollFirstEntry();
    }
    if (own.given.size() > KEPT) {
      own.given.pollFirst();
    }
  }

  private boolean mayGive(Life own, Message.StartView start) {
    return start.sender() == cluster.settings().primaryOf(start.view())
        || own.isAnswer(start.sender(), start.nonce())
        || !cluster.settings().enforces(RejectionRule.SENDER_NOT_PRIMARY);
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    if (replica.status() == Status.OPENING) {
      return Optional.empty();
    }
    Life own = lives[replica.number()];
    long view = replica.lastNormalView();
    if (view == own.lastNormalView) {
      return Optional.empty();
    }
    boolean isFound = own.lastNormalView == UNKNOWN;
    own.lastNormalView = view;
    // What it finds on its disk it has made its own in an earlier life.
    return isFound || !areReceiptsShown ? Optional.empty() : check(replica, nanos);
  }

  private Optional<Violation> check(ReplicaView replica, long nanos) {
    int number = replica.number();
    long view = replica.lastNormalView();
    int primary = cluster.settings().primaryOf(view);
    Life own = lives[number];
    if (number != primary) {
      String sentence =
          "r%d takes over view %d, but neither r%d as its primary gave it the log, nor";
      return own.given.contains(view)
          ? Optional.empty()
          : violation(
              sentence.formatted(number, view, primary) + " anybody whom it asked", replica, nanos);
    }
    long others = own.shown.getOrDefault(view, 0L) & ~(1L << number);
    int logs = 1 + Long.bitCount(others);
    String sentence =
        "r%d starts view %d, but only %d showed it their logs, itself included; it takes %d";
    return logs >= cluster.settings().quorum()
        ? Optional.empty()
        : violation(
            sentence.formatted(number, view, logs, cluster.settings().quorum()), replica, nanos);
  }

  private Optional<Violation> violation(String sentence, ReplicaView replica, long nanos) {
    int number = replica.number();
    Life own = lives[number];
    return Optional.of(
        new Violation(name(), sentence, List.of(number), 0, nanos)
            .with(
                new Violation.Fact("views given", own.given.toString(), number, nanos, 0),
                new Violation.Fact(
                    "views for which logs were shown",
                    own.shown.keySet().toString(),
                    number,
                    nanos,
                    0)));
  }

  @Override
  public void onRestart(int replica) {
    lives[replica].forget();
  }
}
