package dev.vopr.vsr.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The kinds of messages, with the code by which each is known on the wire. */
public enum MessageKind {
  REQUEST(1, "Request"),
  PREPARE(2, "Prepare"),
  PREPARE_OK(3, "PrepareOk"),
  REPLY(4, "Reply"),
  COMMIT(5, "Commit"),
  GET_ENTRIES(6, "GetEntries"),
  ENTRIES(7, "Entries"),
  START_VIEW_CHANGE(8, "StartViewChange"),
  DO_VIEW_CHANGE(9, "DoViewChange"),
  START_VIEW(10, "StartView"),
  GET_VIEW(11, "GetView"),
  GET_STATE(12, "GetState"),
  NEW_STATE(13, "NewState"),
  RECOVERY(14, "Recovery"),
  RECOVERY_RESPONSE(15, "RecoveryResponse"),
  PING(16, "Ping"),
  PONG(17, "Pong"),
  EVICTED(18, "Evicted");

  private static final List<Optional<MessageKind>> BY_CODE =
      new ArrayList<>(Collections.nCopies(256, Optional.empty()));

  static {
    for (MessageKind kind : values()) {
      BY_CODE.set(kind.code, Optional.of(kind));
    }
  }

  private final int code;
  private final String paperName;

  MessageKind(int code, String paperName) {
    this.code = code;
    this.paperName = paperName;
  }

  /** Returns the code on the wire, 1 to 255. */
  public int code() {
    return code;
  }

  /** Returns the name as the paper writes it, such as {@code PrepareOk}. */
  public String paperName() {
    return paperName;
  }

  /** Returns the kind with the given code, if there is one. */
  public static Optional<MessageKind> ofCode(int code) {
    return code < 0 || code > 255 ? Optional.empty() : BY_CODE.get(code);
  }
}
