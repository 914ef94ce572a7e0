package dev.vopr.vsr;

import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.state.ClientTable;
import dev.vopr.vsr.state.StateMachine;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The variables of one replica (VRR §4, figure 2), shared by the classes that handle its inputs.
 */
final class ReplicaState {
  static final long NEVER = Long.MAX_VALUE;

  final ReplicaSettings settings;
  final int number;
  final StateMachine stateMachine;
  final ClientTable clientTable = new ClientTable();
  final Log log = new Log();

  Status status = Status.NORMAL;
  long view;
  long lastNormalView;
  long commit;
  long executed;

  /** Primary: for each replica the op-number up to which it acknowledged the log in this view. */
  final long[] acknowledged;

  /** Primary: the request of each client that is in the log or the queue and not yet executed. */
  final Map<Integer, Long> inProgress = new LinkedHashMap<>();

  /** Primary: requests that wait for the pipeline, oldest first. */
  final ArrayDeque<Message.Request> queue = new ArrayDeque<>();

  /** Backup: the highest op-number that the primary is known to have; a hint, not a fact. */
  long repairTarget;

  int repairAttemptsLeft;

  long heartbeatDue = NEVER;
  long prepareRetryDue = NEVER;
  long repairDue = NEVER;

  ReplicaState(ReplicaSettings settings, int number, StateMachine stateMachine) {
    this.settings = settings;
    this.number = number;
    this.stateMachine = stateMachine;
    this.acknowledged = new long[settings.replicas()];
  }

  boolean isPrimary() {
    return settings.primaryOf(view) == number;
  }

  int primary() {
    return settings.primaryOf(view);
  }

  long nextDue() {
    return Math.min(heartbeatDue, Math.min(prepareRetryDue, repairDue));
  }
}
