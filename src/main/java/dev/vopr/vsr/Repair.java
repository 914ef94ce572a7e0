package dev.vopr.vsr;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import java.util.List;
import java.util.Optional;

/**
 * Fetches entries that are missing within the view: corrupt ones, known by their checksum, from any
 * replica; those above the log from the primary, a range at a time.
 */
final class Repair {
  private final ReplicaState state;
  private final Effects effects;
  private final Journal journal;
  private final LogWriter writer;

  /** The highest op-number that the primary is known to have; a hint, not a fact. */
  private long target;

  /**
   * Level signed: what the primary gave does not continue the log, which is the primary's too: it
   * has told two histories, and its entry for the own op-number is the evidence.
   */
  private boolean isForked;

  private int attempts;
  private int peer;

  /** Whom it asked last for what the primary does not let it know. */
  private int newsFrom;

  private boolean isNewsAwaited;

  Repair(ReplicaState state, Effects effects, Journal journal, LogWriter writer) {
    this.state = state;
    this.effects = effects;
    this.journal = journal;
    this.writer = writer;
    this.peer = state.number;
    this.newsFrom = state.number;
  }

  /** Takes down that the primary has entries up to {@code op}, and asks for the next of them. */
  void want(long op) {
    target = Math.max(target, op);
    if (!state.timers.isSet(TimerKind.REPAIR)) {
      attempts = 0;
      ask();
    }
  }

  /** Asks for what is missing, if anything is. */
  void start() {
    attempts = 0;
    target = Math.max(target, state.log.op());
    ask();
  }

  /**
   * A backup that cannot do with the primary alone asks another one, in turn: in the same normal
   * view, all logs are beginnings of the primary's.
   */
  void askForNews() {
    askForNews(target > state.log.op());
  }

  /**
   * As above.
   *
   * @param isMore whether there is more than what is held, as far as was heard
   */
  private void askForNews(boolean isMore) {
    if (state.isPrimary()) {
      return;
    }
    state.reached(Milestone.NEWS_ASKED_FOR);
    newsFrom = state.peerAfter(newsFrom);
    isNewsAwaited = true;
    // From the head on, which is known: with it comes the commit-number, if there is nothing else.
    // But an answer may be one entry long, and then has to be the next one.
    long first = Math.max(state.log.base() + 1, state.log.op() + (isMore ? 1 : 0));
    long last = first + state.settings.repairEntries() - 1;
    effects.send(newsFrom, new Message.GetEntries(state.number, state.view, first, last));
  }

  /** Forgets what another view's primary was believed to have. */
  void forget() {
    isNewsAwaited = false;
    target = state.log.op();
  }

  private boolean isDone() {
    return state.log.isWhole() && state.log.op() >= target;
  }

  private void ask() {
    if (isDone() || state.status != Status.NORMAL) {
      state.timers.clear(TimerKind.REPAIR);
      return;
    }
    long first = state.log.firstMissing() - (isForked ? 1 : 0);
    isForked = false;
    long last = first <= state.log.op() ? state.log.op() : target;
    last = Math.min(last, first + state.settings.repairEntries() - 1);
    boolean isCorrupt = first <= state.log.op();
    peer = isCorrupt || state.isPrimary() ? state.peerAfter(peer) : state.primary();
    effects.send(peer, new Message.GetEntries(state.number, state.view, first, last));
    attempts++;
    state.timers.set(TimerKind.REPAIR, state.now + state.timing().repairRetry());
  }

  void onRepairDue() {
    boolean isHint = state.log.isWhole();
    if (isHint && attempts > state.settings.replicas()) {
      // What was announced does not come: it was a hint, and perhaps a lie; or the primary does not
      // hear this replica, but another one has it.
      boolean isMore = target > state.log.op();
      forget();
      askForNews(isMore);
    }
    ask();
  }

  void onGetEntries(Message.GetEntries wanted) {
    if (wanted.first() < 1
        || wanted.last() < wanted.first()
        || wanted.last() - wanted.first() >= state.settings.repairEntries()) {
      effects.reject(RejectionRule.RANGE_INVALID);
      return;
    }
    List<Entry> held = List.of();
    if (wanted.first() > state.log.base()) {
      long last = Math.min(wanted.last(), journal.durableOp());
      long limit = Math.min(state.settings.limits().batchEntries(), last - wanted.first() + 1);
      held = state.log.from(wanted.first(), limit);
      if (held.isEmpty()) {
        effects.reject(RejectionRule.RANGE_NOT_HELD);
        return;
      }
    }
    effects.send(
        wanted.sender(),
        new Message.Entries(
            state.number,
            journal.isLogViewDurable() ? state.lastNormalView : 0,
            held,
            state.proofs.provenCommit(),
            state.log.base()));
  }

  /**
   * Takes what fits of an answer.
   *
   * @return whether the answer continues the log, so that its commit-number can be followed
   */
  boolean onEntries(Message.Entries answer) {
    boolean isNews = isNewsFrom(answer) && state.log.isWhole();
    if (isDone() && !isNews) {
      effects.reject(RejectionRule.ENTRIES_NOT_ASKED_FOR);
      return false;
    }
    long before = state.log.op();
    boolean isUseful = state.log.isWhole() ? append(answer) : fill(answer);
    if (isUseful && (state.log.op() > before || !state.log.isWhole())) {
      attempts = 0;
      ask();
    }
    return isUseful;
  }

  private boolean append(Message.Entries answer) {
    if (!isOfThisView(answer)) {
      effects.reject(RejectionRule.ENTRIES_NOT_ASKED_FOR);
      return false;
    }
    Optional<RejectionRule> broken = writer.append(answer.entries());
    broken.ifPresent(effects::reject);
    isForked =
        state.proofs.isOn()
            && broken.equals(Optional.of(RejectionRule.ENTRY_PARENT))
            && state.log.op() > state.log.base();
    // A full log fits as well: what it learns of the commit-number lets it free some room. So does
    // one that had it all: with news comes the commit-number.
    return broken.isEmpty()
        || broken.get() == RejectionRule.LOG_FULL
        || (broken.get() == RejectionRule.ENTRY_DUPLICATE && isNewsAwaited);
  }

  /**
   * Returns whether what is above the log here is of this view: of its primary, or of a backup that
   * was asked for news and holds the log of this view.
   */
  boolean isOfThisView(Message.Entries answer) {
    return answer.view() == state.view
        && (answer.sender() == state.primary() || isNewsFrom(answer));
  }

  /** Returns whether it is from the backup that was asked for news. */
  boolean isNewsFrom(Message.Entries answer) {
    return isNewsAwaited && answer.sender() == newsFrom;
  }

  private boolean fill(Message.Entries answer) {
    boolean isUseful = false;
    for (Entry entry : answer.entries()) {
      boolean isMissing =
          entry.op() > state.log.base()
              && entry.op() <= state.log.op()
              && !state.log.isPresent(entry.op());
      if (isMissing && entry.checksum() == state.log.checksumAt(entry.op())) {
        state.log.fill(entry);
        state.reached(Milestone.ENTRY_REPAIRED);
        journal.onFilled(entry.op());
        isUseful = true;
      }
    }
    journal.flush();
    return isUseful;
  }
}
