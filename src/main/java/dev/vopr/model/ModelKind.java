package dev.vopr.model;

import dev.vopr.vsr.message.MessageKind;
import java.util.Optional;

/** The kinds of messages that the model has. */
enum ModelKind {
  REQUEST(MessageKind.REQUEST),
  REPLY(MessageKind.REPLY),
  PREPARE(MessageKind.PREPARE),
  PREPARE_OK(MessageKind.PREPARE_OK),
  COMMIT(MessageKind.COMMIT),
  START_VIEW_CHANGE(MessageKind.START_VIEW_CHANGE),
  DO_VIEW_CHANGE(MessageKind.DO_VIEW_CHANGE),
  START_VIEW(MessageKind.START_VIEW),
  GET_STATE(MessageKind.GET_ENTRIES),
  NEW_STATE(MessageKind.ENTRIES);

  private final MessageKind real;

  ModelKind(MessageKind real) {
    this.real = real;
  }

  /** Returns the kind of the real protocol that it stands for. */
  MessageKind real() {
    return real;
  }

  /** Returns whether it has a commit-number. */
  boolean hasCommit() {
    return this == PREPARE || this == COMMIT || showsLog();
  }

  /** Returns whether it shows a whole log. */
  boolean showsLog() {
    return this == DO_VIEW_CHANGE || this == START_VIEW || this == NEW_STATE;
  }

  /** Returns whether it has the entry of a Prepare, or those of a whole log. */
  boolean hasEntries() {
    return this == PREPARE || showsLog();
  }

  /** Returns whether it has an op-number of its own, which a lie can move. */
  boolean hasOp() {
    return this == PREPARE || this == PREPARE_OK;
  }

  static Optional<ModelKind> of(MessageKind real) {
    for (ModelKind kind : values()) {
      if (kind.real == real) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
