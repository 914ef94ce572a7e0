package dev.vopr.model;

import dev.vopr.byzantine.NumberField;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;

/** The numbers that messages of the model carry, of those that a lie can change. */
enum ModelNumber {
  VIEW_NUMBER(NumberField.VIEW_NUMBER),
  LAST_NORMAL_VIEW(NumberField.LAST_NORMAL_VIEW),
  OP_NUMBER(NumberField.OP_NUMBER),
  COMMIT_NUMBER(NumberField.COMMIT_NUMBER);

  private final NumberField real;

  ModelNumber(NumberField real) {
    this.real = real;
  }

  /** Returns the number that stands for a field of the real messages, if there is one. */
  static Optional<ModelNumber> of(NumberField real) {
    for (ModelNumber number : values()) {
      if (number.real == real) {
        return Optional.of(number);
      }
    }
    return Optional.empty();
  }

  /** Returns the name in settings and reports. */
  String key() {
    return real.key();
  }

  /** Returns whether one of the kinds carries it. */
  boolean isInAny(Set<ModelKind> kinds) {
    return kinds.stream().anyMatch(this::isIn);
  }

  private boolean isIn(ModelKind kind) {
    return switch (this) {
      case VIEW_NUMBER -> true;
      case LAST_NORMAL_VIEW -> kind == ModelKind.DO_VIEW_CHANGE;
      case OP_NUMBER -> kind.hasOp();
      case COMMIT_NUMBER -> kind.hasCommit();
    };
  }

  /** Returns the message with another number, or as it is if its kind does not carry it. */
  ModelMessage changed(ModelMessage message, LongUnaryOperator change) {
    if (!isIn(message.kind())) {
      return message;
    }
    return switch (this) {
      case VIEW_NUMBER -> message.withView(change.applyAsLong(message.view()));
      case LAST_NORMAL_VIEW ->
          message.withLastNormalView(change.applyAsLong(message.lastNormalView()));
      case OP_NUMBER -> message.withOp(change.applyAsLong(message.op()));
      case COMMIT_NUMBER -> message.withCommit(change.applyAsLong(message.commit()));
    };
  }
}
