package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.message.Message;
import java.util.List;
import java.util.Optional;

/**
 * A view-number that is told as a sign of life is durable; and one that a client is told has begun,
 * for the client turns to its primary. A backup may tell a client of a view that it has not stored
 * yet: that view has begun without it, and it promises nothing there.
 */
public final class ToldViewInvariant implements Invariant, SendInvariant {
  private static final long NONE = -1;

  private final DurableDisk[] disks;

  /** A liar may begin a view of which no correct disk ever knows. */
  private final boolean areBeginningsKnown;

  private long begun;

  ToldViewInvariant(CheckedCluster cluster, DurableDisk[] disks) {
    this.disks = disks;
    areBeginningsKnown = cluster.compromised().isEmpty();
  }

  @Override
  public String name() {
    return "told-view";
  }

  @Override
  public String source() {
    return "VSR rule N3: no view is told before it is durable; VRR §4.1: clients follow the view";
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    long told = told(sending.message());
    String why =
        isForClients(sending.message())
            ? whyNotBegun(sending, told)
            : whyNotDurable(sending.from(), told);
    return why.isEmpty() ? Optional.empty() : Optional.of(violation(sending, told, why));
  }

  private String whyNotBegun(Sending sending, long told) {
    long own = sending.replica().lastNormalView();
    if (told > own) {
      return "took part in view %d at last".formatted(own);
    }
    return areBeginningsKnown && told > begun
        ? "the last one that began by any disk is view %d".formatted(begun)
        : "";
  }

  private String whyNotDurable(int from, long told) {
    long durable = disks[from].record().view();
    return told > durable ? "has at most view %d on its disk".formatted(durable) : "";
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    begun = Math.max(begun, disks[replica.number()].record().lastNormalView());
    return Optional.empty();
  }

  private Violation violation(Sending sending, long told, String why) {
    String sentence =
        "r%d tells view %d in a message %s, but %s"
            .formatted(sending.from(), told, sending.kind(), why);
    return new Violation(name(), sentence, List.of(sending.from()), 0, sending.nanos())
        .with(sending.fact("view told", Long.toString(told)));
  }

  private static boolean isForClients(Message message) {
    return message instanceof Message.Reply || message instanceof Message.Evicted;
  }

  private static long told(Message message) {
    return switch (message.kind()) {
      case REPLY -> ((Message.Reply) message).view();
      case EVICTED -> ((Message.Evicted) message).view();
      case PING -> ((Message.Ping) message).view();
      case PONG -> ((Message.Pong) message).view();
      // These bind their sender, or ask: the audit of promises is about them.
      case PREPARE,
          PREPARE_OK,
          COMMIT,
          START_VIEW_CHANGE,
          DO_VIEW_CHANGE,
          START_VIEW,
          RECOVERY_RESPONSE,
          REQUEST,
          GET_ENTRIES,
          ENTRIES,
          GET_VIEW,
          GET_STATE,
          NEW_STATE,
          RECOVERY ->
          NONE;
    };
  }
}
