package dev.vopr.model;

import dev.vopr.cluster.ProcessPoint;
import java.util.Optional;

/**
 * A named point of the protocol as the model sees it: before or after messages of a kind leave, or
 * when one has been handled.
 *
 * @param kind the kind of message
 * @param when on which side of it
 */
record ModelPoint(ModelKind kind, When when) {

  /** Where a replica crashes. */
  enum When {
    BEFORE_SENDING,
    AFTER_SENDING,
    AFTER_HANDLING
  }

  /** Returns what a point is in the model, if it has it. */
  static Optional<ModelPoint> of(ProcessPoint point) {
    return switch (point) {
      case BEFORE_PREPARE -> before(ModelKind.PREPARE);
      case AFTER_PREPARE -> after(ModelKind.PREPARE);
      case BEFORE_PREPARE_OK -> before(ModelKind.PREPARE_OK);
      case AFTER_PREPARE_OK -> after(ModelKind.PREPARE_OK);
      case ON_PREPARE_OK_QUORUM -> before(ModelKind.REPLY);
      case AFTER_REPLY -> after(ModelKind.REPLY);
      case BEFORE_START_VIEW_CHANGE -> before(ModelKind.START_VIEW_CHANGE);
      case AFTER_START_VIEW_CHANGE -> after(ModelKind.START_VIEW_CHANGE);
      case BEFORE_DO_VIEW_CHANGE -> before(ModelKind.DO_VIEW_CHANGE);
      case AFTER_DO_VIEW_CHANGE -> after(ModelKind.DO_VIEW_CHANGE);
      case ON_DO_VIEW_CHANGE -> handled(ModelKind.DO_VIEW_CHANGE);
      case BEFORE_START_VIEW -> before(ModelKind.START_VIEW);
      case AFTER_START_VIEW -> after(ModelKind.START_VIEW);
      case ON_START_VIEW -> handled(ModelKind.START_VIEW);
      case DURING_STATE_TRANSFER -> handled(ModelKind.NEW_STATE);
      case DURING_RECOVERY, DURING_VIEW_RECORD, DURING_CHECKPOINT, AFTER_RECOVERY, AFTER_GET_VIEW ->
          Optional.empty();
    };
  }

  private static Optional<ModelPoint> before(ModelKind kind) {
    return Optional.of(new ModelPoint(kind, When.BEFORE_SENDING));
  }

  private static Optional<ModelPoint> after(ModelKind kind) {
    return Optional.of(new ModelPoint(kind, When.AFTER_SENDING));
  }

  private static Optional<ModelPoint> handled(ModelKind kind) {
    return Optional.of(new ModelPoint(kind, When.AFTER_HANDLING));
  }
}
