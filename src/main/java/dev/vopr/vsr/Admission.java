package dev.vopr.vsr;

import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.state.ClientTable;
import java.util.Optional;

/**
 * Which requests a primary takes up, and which of the others are answered all the same (VRR §4.1
 * step 2, rule N1).
 */
final class Admission {
  private final ReplicaState state;

  Admission(ReplicaState state) {
    this.state = state;
  }

  /** Returns the rule that a request breaks, or nothing if it is to be prepared. */
  Optional<RejectionRule> check(Message.Request request) {
    boolean isRegistration = request.request() == 0 && request.session() == 0;
    if (state.settings.enforces(RejectionRule.SENDER_NOT_A_CLIENT)
        && !Nodes.isClient(request.sender())) {
      return Optional.of(RejectionRule.SENDER_NOT_A_CLIENT);
    }
    boolean isPossible = isRegistration || (request.request() >= 1 && request.session() >= 1);
    if (state.settings.enforces(RejectionRule.REQUEST_NUMBER) && !isPossible) {
      return Optional.of(RejectionRule.REQUEST_NUMBER);
    }
    if (!state.isNormalPrimary()) {
      return Optional.of(RejectionRule.NOT_PRIMARY);
    }
    Optional<RejectionRule> broken =
        isRegistration ? checkRegistration(request) : checkSession(request);
    if (broken.isPresent()) {
      return broken;
    }
    if (!state.clock.mayStamp()) {
      // T1: without an agreed time nothing new is accepted; what is in the log is still committed.
      return Optional.of(RejectionRule.CLOCK_NOT_SYNCHRONISED);
    }
    return state.queue.size() >= state.settings.queueRequests()
        ? Optional.of(RejectionRule.REQUEST_QUEUE_FULL)
        : Optional.empty();
  }

  private Optional<RejectionRule> checkRegistration(Message.Request request) {
    boolean isRepeated =
        isInProgress(request)
            || state.clientTable.isRegistered(request.sender(), request.operation())
            || state.clientTable.isOver(request.sender(), request.operation());
    return isRepeated ? Optional.of(RejectionRule.REQUEST_DUPLICATE) : Optional.empty();
  }

  private Optional<RejectionRule> checkSession(Message.Request request) {
    if (isInProgress(request)) {
      return Optional.of(RejectionRule.REQUEST_DUPLICATE);
    }
    Optional<ClientTable.Row> row = state.clientTable.row(request.sender());
    if (row.isEmpty() || row.get().session() != request.session()) {
      return Optional.of(RejectionRule.SESSION_UNKNOWN);
    }
    // N1: not newer than what is in the client-table.
    return request.request() <= row.get().request()
        ? Optional.of(RejectionRule.REQUEST_DUPLICATE)
        : Optional.empty();
  }

  private boolean isInProgress(Message.Request request) {
    Long inProgress = state.inProgress.get(request.sender());
    return inProgress != null && inProgress >= request.request();
  }

  /**
   * Returns whether a request that is not taken up is answered from the client-table.
   *
   * @param broken the rule by which it is not taken up
   */
  boolean isAnsweredAgain(Message.Request request, RejectionRule broken) {
    boolean isKnown =
        broken == RejectionRule.REQUEST_DUPLICATE || broken == RejectionRule.SESSION_UNKNOWN;
    return (isKnown || isForAllToAnswer(broken)) && isAnswerHeld(request);
  }

  /**
   * Backups answer executed requests again too: at level signed f + 1 equal answers count, and at
   * each level the client may not hear the primary.
   */
  private boolean isForAllToAnswer(RejectionRule broken) {
    return broken == RejectionRule.NOT_PRIMARY && state.status == Status.NORMAL;
  }

  /** Returns whether the client-table has the answer, or tells that the session has ended. */
  private boolean isAnswerHeld(Message.Request request) {
    if (!Nodes.isClient(request.sender()) || state.inProgress.containsKey(request.sender())) {
      return false;
    }
    Optional<ClientTable.Row> row = state.clientTable.row(request.sender());
    if (request.request() == 0) {
      if (state.clientTable.isOver(request.sender(), request.operation())) {
        // C1: it never takes effect again; a later one may have been evicted meanwhile.
        row = state.clientTable.lastRegistration(request.sender());
      }
      return row.isPresent() && row.get().request() == 0;
    }
    if (state.executed < state.commit) {
      // The session may begin with an entry that is missing here: it is not ended, but not known.
      return row.isPresent()
          && row.get().session() == request.session()
          && row.get().request() == request.request();
    }
    return row.isEmpty()
        || row.get().session() != request.session()
        || row.get().request() == request.request();
  }
}
