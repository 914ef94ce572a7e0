package dev.vopr.vsr;

/** Who acts when time has passed. */
final class Timeouts {
  private final ReplicaState state;
  private final Parts parts;
  private final Dispatch dispatch;

  Timeouts(ReplicaState state, Parts parts, Dispatch dispatch) {
    this.state = state;
    this.parts = parts;
    this.dispatch = dispatch;
  }

  /** Does all that is due. */
  void onTick() {
    for (TimerKind kind : TimerKind.KINDS) {
      if (state.timers.isDue(kind, state.now)) {
        state.timers.clear(kind);
        onDue(kind);
      }
    }
  }

  private void onDue(TimerKind kind) {
    switch (kind) {
      case HEARTBEAT -> onHeartbeatDue();
      case PREPARE_RETRY -> parts.normal().onPrepareRetryDue();
      case SUSPICION -> onSuspicionDue();
      case VIEW_CHANGE -> parts.viewChange().onViewChangeDue();
      case RETRY -> onRetryDue();
      case REPAIR -> onRepairDue();
      case PING -> onPingDue();
      case SCRUB -> parts.scrubber().onScrubDue();
    }
  }

  private void onSuspicionDue() {
    parts.viewChange().suspect();
    if (state.status == Status.NORMAL && parts.suspicion().isCutOff()) {
      parts.repair().askForNews();
      parts.suspicion().askNextPeerForView();
    }
  }

  /** Besides asking for signs of life, the replica looks over its own state. */
  private void onPingDue() {
    parts.peers().onPingDue();
    boolean isIncomplete = !state.log.isWhole() || state.executed < state.commit;
    if (state.status == Status.NORMAL && isIncomplete && !state.timers.isSet(TimerKind.REPAIR)) {
      parts.repair().start();
    }
  }

  private void onHeartbeatDue() {
    boolean hasTime = !state.clock.isOverdue(state.primarySince);
    if (parts.peers().hearsQuorum() && hasTime) {
      parts.suspicion().takeBack();
      parts.normal().onHeartbeatDue();
      return;
    }
    // V7, T1: a primary that is cut off or has no agreed time falls silent, to be replaced.
    state.timers.set(TimerKind.HEARTBEAT, state.now + state.timing().heartbeat());
    if (!parts.suspicion().isActive()) {
      state.reached(Milestone.PRIMARY_SILENT);
    }
    parts.viewChange().suspect();
    if (state.status == Status.NORMAL && parts.suspicion().isCutOff()) {
      // Of the view that the others have gone on to it need not hear from the new primary.
      parts.suspicion().askNextPeerForView();
    }
    state.timers.clear(TimerKind.SUSPICION);
  }

  private void onRetryDue() {
    switch (state.status) {
      case RECOVERING -> parts.recovery().onRetryDue();
      case VIEW_CHANGE -> {
        parts.viewChange().onRetryDue();
        dispatch.askNewerPrimaries();
      }
      case NORMAL -> dispatch.askNewerPrimaries();
      case OPENING, STOPPED -> {}
    }
  }

  private void onRepairDue() {
    if (parts.transfer().isUnderWay()) {
      parts.transfer().onRepairDue();
    } else if (parts.installation().isUnderWay()) {
      dispatch.onInstallationDue();
    } else {
      parts.repair().onRepairDue();
    }
  }
}
