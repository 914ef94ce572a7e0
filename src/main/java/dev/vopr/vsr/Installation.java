package dev.vopr.vsr;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replaces the end of the log by that of another view, all at once and only when all of it is in
 * hand (rules N5, V5, V6).
 *
 * <pre>
 *  own log      1 … commit │ own tail
 *  other log    1 …      … base │ tail          commit ≤ base: what is between is committed, and may
 *                                               be missing here; it is fetched along the hash chain,
 *                                               and so are entries of the tail that are missing
 * </pre>
 */
final class Installation {

  /**
   * What is to be installed.
   *
   * @param view the view whose log it is
   * @param tail the end of the log
   * @param commit commit-number that is known with it; what is below the tail is committed
   */
  record Plan(long view, LogTail tail, long commit) {
    Plan {
      commit = Math.max(commit, tail.base());
    }
  }

  private final ReplicaState state;
  private final Effects effects;
  private final Journal journal;
  private Optional<Plan> plan = Optional.empty();

  /** Entries between the own commit-number and the base, fetched so far, in order. */
  private final List<Entry> prefix = new ArrayList<>();

  /** Entries of the tail that were fetched, by op-number. */
  private final Map<Long, Entry> found = new LinkedHashMap<>();

  private int nextPeer;

  /** Whether the peer that is asked now was asked for everything from the start once more. */
  private boolean isBegunAnew;

  private long commit;

  Installation(ReplicaState state, Effects effects, Journal journal) {
    this.state = state;
    this.effects = effects;
    this.journal = journal;
  }

  boolean isUnderWay() {
    return plan.isPresent();
  }

  /** Returns the view whose log is being installed, or −1. */
  long view() {
    return plan.map(Plan::view).orElse(-1L);
  }

  /** Returns the commit-number that is known with the log that is, or was last, installed. */
  long commit() {
    return commit;
  }

  /** A checkpoint has moved the commit-number: what was fetched below it is not needed. */
  void onCheckpointTaken() {
    prefix.clear();
  }

  void cancel() {
    plan = Optional.empty();
    prefix.clear();
    found.clear();
    isBegunAnew = false;
  }

  /**
   * Returns whether a tail rewrites what is committed here: then it is a lie, or this replica's
   * disk has failed it.
   */
  boolean contradictsCommit(LogTail tail) {
    return tail.op() < state.commit || rewritesCommit(tail);
  }

  private boolean rewritesCommit(LogTail tail) {
    long first = Math.max(tail.base(), state.log.base());
    long last = Math.min(tail.op(), state.commit);
    for (long op = first; op <= last; op++) {
      if (tail.checksumAt(op) != state.log.checksumAt(op)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the committed entry that a tail starts from is not the one committed here. */
  boolean contradictsBase(LogTail tail) {
    return tail.base() >= state.log.base()
        && tail.base() <= state.commit
        && tail.baseChecksum() != state.log.checksumAt(tail.base());
  }

  /** Begins, and ends at once if nothing is missing; {@code source} is asked first. */
  boolean begin(Plan newPlan, int source) {
    cancel();
    plan = Optional.of(newPlan);
    commit = newPlan.commit();
    nextPeer = source == state.number ? state.peerAfter(source) : source;
    return advance();
  }

  /** Returns whether the log here cannot hold all of it: then a checkpoint must come first. */
  boolean needsCheckpoint() {
    return plan.isPresent()
        && plan.get().tail().op() - state.log.base() > state.settings.logSlots();
  }

  /**
   * Installs the log if all of it is in hand, and else asks for what is missing.
   *
   * @return whether it was installed
   */
  boolean advance() {
    if (plan.isEmpty()) {
      return false;
    }
    if (state.settings.enforces(RejectionRule.TAIL_CONTRADICTS_COMMIT)
        && rewritesCommit(plan.get().tail())) {
      // What was committed here while entries were on the way is not in that log.
      cancel();
      effects.reject(RejectionRule.TAIL_CONTRADICTS_COMMIT);
      return false;
    }
    if (needsCheckpoint()) {
      // One that continues the own log makes room only when it is durable: looks again then.
      state.timers.set(TimerKind.REPAIR, state.now + state.timing().repairRetry());
      return false;
    }
    prefix.removeIf(entry -> entry.op() <= state.commit);
    long[] missing = missingRange();
    if (missing[0] <= missing[1]) {
      ask(missing[0], missing[1]);
      return false;
    }
    install(plan.get());
    return true;
  }

  /** Returns the first range that is missing, first above last if there is none. */
  private long[] missingRange() {
    Plan current = plan.orElseThrow();
    long base = current.tail().base();
    if (!isBaseReached(current)) {
      return new long[] {state.commit + prefix.size() + 1, base};
    }
    for (Header header : wantedHeaders(current)) {
      if (entryFor(header).isEmpty()) {
        return new long[] {header.op(), header.op()};
      }
    }
    return new long[] {1, 0};
  }

  /** Returns the headers of what the log shall hold, above what is committed or fetched. */
  private List<Header> wantedHeaders(Plan current) {
    List<Header> wanted = new ArrayList<>();
    if (prefix.isEmpty()) {
      // The own log leads to the base, but some of its entries may be corrupt.
      for (long op = state.commit + 1; op <= current.tail().base(); op++) {
        wanted.add(state.log.headerAt(op));
      }
    }
    for (Header header : current.tail().headers()) {
      if (header.op() > state.commit) {
        wanted.add(header);
      }
    }
    return wanted;
  }

  /** Returns whether the own log, with what was fetched, leads to the base along the hash chain. */
  private boolean isBaseReached(Plan current) {
    long base = current.tail().base();
    if (base <= state.commit) {
      return true;
    }
    if (prefix.isEmpty() && base <= state.log.op()) {
      return state.log.checksumAt(base) == current.tail().baseChecksum();
    }
    return state.commit + prefix.size() == base;
  }

  private Optional<Entry> entryFor(Header header) {
    Optional<Entry> shown =
        Optional.ofNullable(found.get(header.op()))
            .filter(entry -> entry.checksum() == header.checksum())
            .or(() -> plan.orElseThrow().tail().entryAt(header.op()));
    if (shown.isPresent()) {
      return shown;
    }
    return state.log.isPresent(header.op())
            && state.log.checksumAt(header.op()) == header.checksum()
        ? Optional.of(state.log.at(header.op()))
        : Optional.empty();
  }

  private void ask(long first, long last) {
    long end = Math.min(last, first + state.settings.repairEntries() - 1);
    effects.send(nextPeer, new Message.GetEntries(state.number, journal.durableView(), first, end));
    state.timers.set(TimerKind.REPAIR, state.now + state.timing().repairRetry());
  }

  /** Returns who is asked next. */
  int nextPeer() {
    return nextPeer;
  }

  /** What was asked for did not come: somebody else is asked next. */
  void onRepairDue() {
    nextPeer = state.peerAfter(nextPeer);
    isBegunAnew = false;
  }

  /**
   * Takes what fits of an answer.
   *
   * @return whether there is more to ask for, or all is here
   */
  boolean onEntries(Message.Entries answer) {
    Plan current = plan.orElseThrow();
    if (needsCheckpoint()) {
      return false;
    }
    prefix.removeIf(entry -> entry.op() <= state.commit);
    boolean hasFitted = false;
    for (Entry entry : answer.entries()) {
      boolean isKnown = isBaseReached(current) && takeKnown(entry);
      hasFitted |= isKnown || takePrefix(entry, answer.commit()) || takeTail(entry);
    }
    if (!hasFitted && isBreakingOff(answer)) {
      // Of two peers one gave entries that are not of this log; once, this one is believed.
      isBegunAnew = true;
      prefix.clear();
      effects.reject(RejectionRule.ENTRY_PARENT);
      return true;
    }
    boolean isAtBase = state.commit + prefix.size() == current.tail().base();
    if (state.settings.enforces(RejectionRule.ENTRY_CONFLICT)
        && !prefix.isEmpty()
        && isAtBase
        && prefix.get(prefix.size() - 1).checksum() != current.tail().baseChecksum()) {
      // Somebody's entries were not those of this log.
      prefix.clear();
      effects.reject(RejectionRule.ENTRY_CONFLICT);
      return false;
    }
    return hasFitted;
  }

  /** Returns whether what comes next does not continue what was fetched from others before. */
  private boolean isBreakingOff(Message.Entries answer) {
    Entry first = answer.entries().get(0);
    return answer.sender() == nextPeer
        && !isBegunAnew
        && !prefix.isEmpty()
        && first.op() == state.commit + prefix.size() + 1
        && first.op() <= Math.min(plan.orElseThrow().tail().base(), answer.commit());
  }

  private boolean takePrefix(Entry entry, long committedThere) {
    long next = state.commit + prefix.size() + 1;
    if (entry.op() != next
        || entry.op() > plan.orElseThrow().tail().base()
        || entry.op() > committedThere) {
      return false;
    }
    long parent =
        prefix.isEmpty()
            ? state.log.checksumAt(state.commit)
            : prefix.get(prefix.size() - 1).checksum();
    if (state.settings.enforces(RejectionRule.ENTRY_PARENT) && entry.parent() != parent) {
      return false;
    }
    prefix.add(entry);
    return true;
  }

  /** Takes an entry of the own log that is corrupt here. */
  private boolean takeKnown(Entry entry) {
    boolean isIt =
        prefix.isEmpty()
            && entry.op() > state.commit
            && entry.op() <= plan.orElseThrow().tail().base()
            && state.log.checksumAt(entry.op()) == entry.checksum();
    if (isIt) {
      found.put(entry.op(), entry);
    }
    return isIt;
  }

  private boolean takeTail(Entry entry) {
    LogTail tail = plan.orElseThrow().tail();
    boolean isIt =
        entry.op() > tail.base()
            && entry.op() <= tail.op()
            && tail.headerAt(entry.op()).checksum() == entry.checksum();
    if (isIt) {
      found.put(entry.op(), entry);
    }
    return isIt;
  }

  private void install(Plan current) {
    List<Entry> entries = new ArrayList<>(prefix);
    for (Header header : wantedHeaders(current)) {
      entries.add(entryFor(header).orElseThrow());
    }
    // A checkpoint taken over meanwhile may have led beyond the tail: that much is committed.
    replace(entries, Math.max(current.tail().op(), state.commit));
    state.view = current.view();
    state.lastNormalView = current.view();
    state.proofs.onInstalled();
    cancel();
    state.timers.clear(TimerKind.REPAIR);
    journal.onViewChanged();
  }

  /** Rewrites only what differs, so that what is durable stays so. */
  private void replace(List<Entry> entries, long end) {
    long op = state.commit;
    for (Entry shown : entries) {
      // What was shown may lead up to another log than the committed one that is here and stays.
      Entry entry = EntryChecks.continuing(op, state.log.checksumAt(op), shown);
      op++;
      boolean isSame =
          entry.op() <= state.log.op() && state.log.checksumAt(entry.op()) == entry.checksum();
      if (isSame) {
        if (!state.log.isPresent(entry.op())) {
          state.log.fill(entry);
          state.reached(Milestone.ENTRY_REPAIRED);
          journal.onFilled(entry.op());
        }
        continue;
      }
      Check.that(entry.op() > state.commit, "what is committed stays", entry.op(), state.commit);
      if (entry.op() <= state.log.op()) {
        state.log.truncateAfter(entry.op() - 1);
        journal.onReplaced(entry.op());
      }
      state.log.append(entry);
    }
    if (state.log.op() > end) {
      state.log.truncateAfter(end);
      journal.onReplaced(end + 1);
    }
  }
}
