package dev.vopr.model;

import dev.vopr.vsr.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A replica of the model: normal operation, view change and state transfer of the paper, each
 * message handled in one atomic step. View, last normal view and log are durable as soon as they
 * change; a crash takes the rest.
 */
final class ModelReplica {
  /** So many time-outs of a view change lead to the next one. */
  private static final int PATIENCE = 4;

  private final int number;
  private final int replicas;
  private final Protocol protocol;
  private final Trust trust;
  private final ModelCounters counters;
  private final ModelEffects effects;

  private Status status = Status.NORMAL;
  private long view;
  private long lastNormalView;
  private List<ModelEntry> log = new ArrayList<>();
  private long commit;
  private boolean isDown;
  private boolean hasShown;
  private int timeouts;

  private final ModelAcknowledgements acknowledgements;
  private final ModelVotes votes;
  private final boolean[] evidence;

  /** By client: the op-number of its last request in the log, 0 for none. */
  private final int[] lastOp;

  ModelReplica(
      int number,
      ModelSettings settings,
      Protocol protocol,
      ModelCounters counters,
      Consumer<ModelMessage> outbox) {
    this.number = number;
    this.replicas = settings.replicas();
    this.protocol = protocol;
    this.trust = new Trust(settings.hardening());
    this.counters = counters;
    this.effects = new ModelEffects(this, replicas, outbox);
    acknowledgements = new ModelAcknowledgements(replicas);
    votes = new ModelVotes(replicas);
    evidence = new boolean[replicas];
    lastOp = new int[settings.clients()];
  }

  // ---- crashes and time-outs --------------------------------------------------------------------

  void crash() {
    isDown = true;
  }

  boolean isDown() {
    return isDown;
  }

  /** Starts again with what is durable. */
  void restart() {
    isDown = false;
    commit = 0;
    forgetVotes();
    acknowledgements.forget();
    Arrays.fill(evidence, false);
    if (status == Status.NORMAL && isPrimary()) {
      // It does not know what was committed, so the others choose its view's successor.
      leaveFor(view + 1);
    }
  }

  /** Returns whether it waits for the primary, whom it may suspect. */
  boolean isBackup() {
    return status == Status.NORMAL && !isPrimary();
  }

  /** A backup suspects its primary (VRR §4.2 step 1). */
  void suspect() {
    counters.suspicions++;
    leaveFor(view + 1);
  }

  /** Says again what may have been lost. */
  void timeOut() {
    if (status == Status.VIEW_CHANGE) {
      timeouts++;
      if (timeouts > PATIENCE) {
        leaveFor(view + 1);
        return;
      }
      effects.broadcast(ModelKind.START_VIEW_CHANGE);
      if (hasShown) {
        showLog();
      }
    } else if (isPrimary()) {
      for (long op = commit + 1; op <= op(); op++) {
        effects.broadcastPrepare(entry(op));
      }
      effects.broadcast(ModelKind.COMMIT);
    }
  }

  // ---- messages ---------------------------------------------------------------------------------

  /** Handles a message; returns whether it was followed, and not refused. */
  boolean receive(ModelMessage message) {
    boolean isFromReplica = message.from() < replicas;
    if (isFromReplica) {
      trust.accused(this, message).ifPresent(this::accuse);
    }
    if (isFromReplica && (evidence[message.from()] || trust.isRefused(this, message))) {
      return false;
    }
    switch (message.kind()) {
      case REQUEST -> onRequest(message);
      case PREPARE -> onPrepare(message);
      case PREPARE_OK -> onPrepareOk(message);
      case COMMIT -> onCommit(message);
      case START_VIEW_CHANGE -> onStartViewChange(message);
      case DO_VIEW_CHANGE -> onDoViewChange(message);
      case START_VIEW -> onStartView(message);
      case GET_STATE -> onGetState(message);
      case NEW_STATE -> onNewState(message);
      case REPLY -> throw new IllegalStateException("a reply went to a replica");
    }
    return true;
  }

  private void accuse(int replica) {
    counters.evidence += evidence[replica] ? 0 : 1;
    evidence[replica] = true;
  }

  /** VRR §4.1 steps 2 and 3. */
  private void onRequest(ModelMessage request) {
    if (status != Status.NORMAL || !isPrimary()) {
      return;
    }
    int client = request.from() - replicas;
    int last = lastOp[client];
    if (last > 0 && entry(last).request() >= request.op()) {
      if (last <= commit && entry(last).request() == request.op()) {
        effects.reply(entry(last));
      }
      return;
    }
    ModelEntry entry = ModelEntry.of(view, op() + 1, client, request.op(), checksumAt(op()));
    append(entry);
    effects.broadcastPrepare(entry);
  }

  /** VRR §4.1 step 4. */
  private void onPrepare(ModelMessage prepare) {
    if (isOfOtherView(prepare) || isPrimary()) {
      return;
    }
    if (prepare.op() > op() + 1) {
      counters.gaps++;
      effects.ask(prepare.from(), prepare.view());
      return;
    }
    if (prepare.op() == op() + 1) {
      append(prepare.entries().get(0));
    }
    effects.send(ModelKind.PREPARE_OK, primaryOf(view), op(), List.of());
    commitUpTo(prepare.commit());
  }

  /** VRR §4.1 step 5. */
  private void onPrepareOk(ModelMessage ok) {
    if (ok.view() != view || status != Status.NORMAL || !isPrimary()) {
      return;
    }
    acknowledgements.add(ok.from(), view, ok.op());
    long before = commit;
    while (commit < op()
        && acknowledgements.holders(number, view, commit + 1) >= protocol.commitQuorum()) {
      commit++;
    }
    for (long op = before + 1; op <= commit; op++) {
      effects.reply(entry(op));
    }
  }

  /** VRR §4.1 steps 6 and 7. */
  private void onCommit(ModelMessage told) {
    if (isOfOtherView(told) || isPrimary()) {
      return;
    }
    if (told.commit() > op()) {
      counters.gaps++;
      effects.ask(told.from(), told.view());
    }
    commitUpTo(told.commit());
  }

  /**
   * Returns whether it cannot be followed here and now; asks for the log if it is of a later view.
   */
  private boolean isOfOtherView(ModelMessage message) {
    boolean isLater =
        message.view() > view || (message.view() == view && status == Status.VIEW_CHANGE);
    if (isLater) {
      // VRR §5.2: whoever hears of a later view gets its log from those who are in it.
      effects.ask(message.from(), message.view());
    }
    return isLater || message.view() < view;
  }

  /** VRR §4.2 steps 1 and 2. */
  private void onStartViewChange(ModelMessage vote) {
    if (vote.view() < view || (vote.view() == view && status == Status.NORMAL)) {
      return;
    }
    if (vote.view() > view) {
      leaveFor(vote.view());
    }
    votes.add(vote.from());
    if (votes.count() >= protocol.viewQuorum() && !hasShown) {
      showLog();
    }
  }

  /** VRR §4.2 step 3. */
  private void onDoViewChange(ModelMessage log) {
    if (log.view() < view || primaryOf(log.view()) != number) {
      return;
    }
    if (log.view() == view && status == Status.NORMAL) {
      effects.send(ModelKind.START_VIEW, log.from(), op(), List.copyOf(this.log));
      return;
    }
    if (log.view() > view) {
      leaveFor(log.view());
    }
    votes.show(log);
    votes.show(effects.message(ModelKind.DO_VIEW_CHANGE, number, op(), this.log));
    List<ModelMessage> all = votes.shown();
    if (all.size() >= protocol.viewQuorum()) {
      startView(all);
    }
  }

  private void startView(List<ModelMessage> all) {
    ModelMessage best = all.get(0);
    long highest = 0;
    for (ModelMessage each : all) {
      best = protocol.logOrder().compare(each, best) > 0 ? each : best;
      highest = Math.max(highest, each.commit());
    }
    install(view, best.entries());
    commitUpTo(highest);
    counters.viewsStarted++;
    effects.broadcast(ModelKind.START_VIEW, log);
  }

  /** VRR §4.2 step 5. */
  private void onStartView(ModelMessage start) {
    boolean isNews = start.view() > view || (start.view() == view && status == Status.VIEW_CHANGE);
    if (isNews && primaryOf(start.view()) != number) {
      install(start.view(), start.entries());
      commitUpTo(start.commit());
      effects.send(ModelKind.PREPARE_OK, primaryOf(view), op(), List.of());
    }
  }

  /** VRR §5.2: whoever is in the view shows its log. */
  private void onGetState(ModelMessage question) {
    if (status == Status.NORMAL && view >= question.view()) {
      effects.send(ModelKind.NEW_STATE, question.from(), op(), log);
    }
  }

  private void onNewState(ModelMessage state) {
    boolean isLonger =
        state.view() == view && status == Status.NORMAL && state.entries().size() > op();
    boolean isNews = state.view() > view || (state.view() == view && status == Status.VIEW_CHANGE);
    if ((isLonger || isNews) && primaryOf(state.view()) != number) {
      install(state.view(), state.entries());
      commitUpTo(state.commit());
      effects.send(ModelKind.PREPARE_OK, primaryOf(view), op(), List.of());
    }
  }

  // ---- changes of the state ---------------------------------------------------------------------

  private void leaveFor(long next) {
    view = next;
    status = Status.VIEW_CHANGE;
    forgetVotes();
    votes.add(number);
    effects.broadcast(ModelKind.START_VIEW_CHANGE);
  }

  private void forgetVotes() {
    hasShown = false;
    timeouts = 0;
    votes.forget();
  }

  private void showLog() {
    hasShown = true;
    if (primaryOf(view) == number) {
      votes.show(effects.message(ModelKind.DO_VIEW_CHANGE, number, op(), log));
    } else {
      effects.send(ModelKind.DO_VIEW_CHANGE, primaryOf(view), op(), log);
    }
  }

  private void install(long ofView, List<ModelEntry> entries) {
    log = new ArrayList<>(entries);
    view = ofView;
    lastNormalView = ofView;
    status = Status.NORMAL;
    forgetVotes();
    Arrays.fill(lastOp, 0);
    for (int i = 0; i < log.size(); i++) {
      lastOp[log.get(i).client()] = i + 1;
    }
  }

  private void append(ModelEntry entry) {
    log.add(entry);
    lastOp[entry.client()] = log.size();
  }

  private void commitUpTo(long told) {
    commit = Math.max(commit, Math.min(told, op()));
  }

  // ---- for those who look -----------------------------------------------------------------------

  int primaryOf(long ofView) {
    return (int) (ofView % replicas);
  }

  ModelEntry entry(long op) {
    return log.get((int) op - 1);
  }

  /** Returns up to which op-number a replica acknowledged entries of a view to this one. */
  long acknowledged(int replica, long ofView) {
    return acknowledgements.upTo(replica, ofView);
  }

  int number() {
    return number;
  }

  Status status() {
    return status;
  }

  long view() {
    return view;
  }

  boolean isPrimary() {
    return primaryOf(view) == number;
  }

  long lastNormalView() {
    return lastNormalView;
  }

  long op() {
    return log.size();
  }

  long commit() {
    return commit;
  }

  long checksumAt(long op) {
    return op == 0 ? 0 : entry(op).checksum();
  }

  boolean hasEvidenceAgainst(int replica) {
    return evidence[replica];
  }

  String describe() {
    return "%s in view %d, op %d, commit %d".formatted(status, view, op(), commit);
  }
}
