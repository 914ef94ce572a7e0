package dev.vopr.cluster;

import dev.vopr.vsr.Input;
import dev.vopr.vsr.Output;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.MessageKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells to which named points a replica came in a step: from what went in and out, and from what
 * can be seen of it.
 *
 * @param status what the replica was doing before the step
 * @param commit its commit-number before the step
 */
record StepPoints(Status status, long commit) {

  static StepPoints before(ReplicaView replica) {
    return new StepPoints(replica.status(), replica.commit());
  }

  /** Returns the points of the step, in the order of their declaration. */
  Set<ProcessPoint> of(Input input, ReplicaView replica, Output output) {
    Set<ProcessPoint> points = EnumSet.noneOf(ProcessPoint.class);
    for (Output.Send send : output.sends()) {
      addSent(points, input, send.message().kind());
    }
    received(input, output).ifPresent(kind -> addReceived(points, kind, replica, output));
    if (writes(output, Zone.VIEW_RECORD)) {
      points.add(ProcessPoint.DURING_VIEW_RECORD);
    }
    if (writes(output, Zone.CHECKPOINT)) {
      points.add(ProcessPoint.DURING_CHECKPOINT);
    }
    return points;
  }

  private static void addSent(Set<ProcessPoint> points, Input input, MessageKind kind) {
    if (kind == MessageKind.PREPARE) {
      points.add(ProcessPoint.BEFORE_PREPARE);
      points.add(ProcessPoint.AFTER_PREPARE);
    } else if (kind == MessageKind.PREPARE_OK) {
      if (input instanceof Input.DiskDone) {
        points.add(ProcessPoint.BEFORE_PREPARE_OK);
      }
      points.add(ProcessPoint.AFTER_PREPARE_OK);
    } else if (kind == MessageKind.REPLY) {
      points.add(ProcessPoint.AFTER_REPLY);
    } else if (kind == MessageKind.START_VIEW_CHANGE) {
      points.add(ProcessPoint.BEFORE_START_VIEW_CHANGE);
      points.add(ProcessPoint.AFTER_START_VIEW_CHANGE);
    } else if (kind == MessageKind.DO_VIEW_CHANGE) {
      points.add(ProcessPoint.BEFORE_DO_VIEW_CHANGE);
      points.add(ProcessPoint.AFTER_DO_VIEW_CHANGE);
    } else if (kind == MessageKind.START_VIEW) {
      points.add(ProcessPoint.BEFORE_START_VIEW);
      points.add(ProcessPoint.AFTER_START_VIEW);
    } else if (kind == MessageKind.RECOVERY) {
      points.add(ProcessPoint.AFTER_RECOVERY);
    } else if (kind == MessageKind.GET_VIEW) {
      points.add(ProcessPoint.AFTER_GET_VIEW);
    }
  }

  /** Returns what was received and followed. */
  private static Optional<MessageKind> received(Input input, Output output) {
    return input instanceof Input.Received received && output.rejections().isEmpty()
        ? MessageKind.ofCode(received.frame().kindCode())
        : Optional.empty();
  }

  private void addReceived(
      Set<ProcessPoint> points, MessageKind kind, ReplicaView replica, Output output) {
    boolean isQuorum = replica.isPrimary() && replica.commit() > commit;
    if (kind == MessageKind.PREPARE_OK && isQuorum) {
      points.add(ProcessPoint.ON_PREPARE_OK_QUORUM);
    } else if (kind == MessageKind.DO_VIEW_CHANGE && replica.status() == Status.VIEW_CHANGE) {
      points.add(ProcessPoint.ON_DO_VIEW_CHANGE);
    } else if (kind == MessageKind.START_VIEW && !output.disk().isEmpty()) {
      points.add(ProcessPoint.ON_START_VIEW);
    } else if (kind == MessageKind.RECOVERY_RESPONSE && status == Status.RECOVERING) {
      points.add(ProcessPoint.DURING_RECOVERY);
    } else if (kind == MessageKind.NEW_STATE && !output.disk().isEmpty()) {
      points.add(ProcessPoint.DURING_STATE_TRANSFER);
    }
  }

  private static boolean writes(Output output, Zone zone) {
    for (DiskOperation operation : output.disk()) {
      if (operation instanceof DiskOperation.Write write && writes(write, zone)) {
        return true;
      }
    }
    return false;
  }

  private static boolean writes(DiskOperation.Write write, Zone zone) {
    for (List<DiskOperation.Block> stage : write.stages()) {
      for (DiskOperation.Block block : stage) {
        if (block.zone() == zone) {
          return true;
        }
      }
    }
    return false;
  }
}
