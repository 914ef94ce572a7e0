package dev.vopr.check;

import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Message;
import java.util.List;
import java.util.Optional;

/**
 * One replica acts as the primary of a view, the one whose turn it is, and only while it is in that
 * view, in status normal.
 */
public final class OnePrimaryInvariant implements Invariant, SendInvariant {
  private final CheckedCluster cluster;

  OnePrimaryInvariant(CheckedCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public String name() {
    return "one-primary";
  }

  @Override
  public String source() {
    return "VRR §4: the primary is chosen round-robin, by the view-number";
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    Message message = sending.message();
    return switch (message.kind()) {
      case PREPARE -> check(sending, ((Message.Prepare) message).view());
      case COMMIT -> check(sending, ((Message.Commit) message).view());
      case START_VIEW -> startView(sending, (Message.StartView) message);
      case REQUEST,
          PREPARE_OK,
          REPLY,
          GET_ENTRIES,
          ENTRIES,
          START_VIEW_CHANGE,
          DO_VIEW_CHANGE,
          GET_VIEW,
          GET_STATE,
          NEW_STATE,
          RECOVERY,
          RECOVERY_RESPONSE,
          PING,
          PONG,
          EVICTED ->
          Optional.empty();
    };
  }

  /** A backup may pass on the view that it is in to one who asked it. */
  private Optional<Violation> startView(Sending sending, Message.StartView start) {
    boolean isPassedOn =
        start.nonce() != 0
            && sending.replica().view() == start.view()
            && sending.replica().status() == Status.NORMAL;
    return isPassedOn ? Optional.empty() : check(sending, start.view());
  }

  private Optional<Violation> check(Sending sending, long view) {
    int primary = cluster.settings().primaryOf(view);
    boolean isIt =
        primary == sending.from()
            && sending.replica().view() == view
            && sending.replica().status() == Status.NORMAL;
    if (isIt) {
      return Optional.empty();
    }
    String sentence =
        "r%d sends %s as primary of view %d, which is r%d; it is in view %d, status %s"
            .formatted(
                sending.from(),
                sending.kind(),
                view,
                primary,
                sending.replica().view(),
                sending.replica().status());
    return Optional.of(
        new Violation(name(), sentence, List.of(sending.from()), 0, sending.nanos())
            .with(
                new Violation.Fact("primary of view " + view, "r" + primary, primary, 0, 0),
                sending.fact("acts as primary", "r" + sending.from())));
  }
}
