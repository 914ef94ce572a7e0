package dev.vopr.check;

import dev.vopr.vsr.message.Message;

/** Which messages bind their sender: what is said in a view for a quorum, or as its primary. */
final class Promises {
  /** The view of a message that binds nobody. */
  static final long NONE = -1;

  private Promises() {}

  /** Returns the view in which a message binds its sender, or {@link #NONE}. */
  static long viewOf(Message message) {
    return switch (message.kind()) {
      case PREPARE -> ((Message.Prepare) message).view();
      case PREPARE_OK -> ((Message.PrepareOk) message).view();
      case COMMIT -> ((Message.Commit) message).view();
      case START_VIEW_CHANGE -> ((Message.StartViewChange) message).view();
      case DO_VIEW_CHANGE -> ((Message.DoViewChange) message).view();
      case START_VIEW -> ((Message.StartView) message).view();
      case RECOVERY_RESPONSE -> ((Message.RecoveryResponse) message).view();
      case REQUEST,
          REPLY,
          GET_ENTRIES,
          ENTRIES,
          GET_VIEW,
          GET_STATE,
          NEW_STATE,
          RECOVERY,
          PING,
          PONG,
          EVICTED ->
          NONE;
    };
  }
}
