package dev.vopr.vsr;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message.DoViewChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which log the new view starts with, from the DoViewChange messages of a quorum (rules V3 and V4).
 *
 * <p>The log with the largest last normal view is taken, among these the longest; never the longest
 * of all, never by the view of the last entry. An entry of it above all known commits is then kept
 * if somebody has it, cut off with all above if enough replicas certainly never had it, and else
 * the choice waits: a corrupt entry is neither a copy nor the proof that there was none.
 */
final class LogChoice {

  /**
   * The log that was chosen.
   *
   * @param tail its end; entries that nobody showed are missing
   * @param commit highest commit-number of all, within the log
   * @param source the replica that showed it
   * @param lastNormalView the view whose log it is
   */
  record Chosen(LogTail tail, long commit, int source, long lastNormalView) {}

  private final ReplicaSettings settings;
  private final List<DoViewChange> shown;

  LogChoice(ReplicaSettings settings, List<DoViewChange> shown) {
    this.settings = settings;
    this.shown =
        settings.enforces(RejectionRule.COMMIT_UNPROVEN)
            ? endingBelowMajorities(endingBelowLies(shown))
            : shown;
  }

  /**
   * Level signed: what a log starts from is proven to be committed. A log of the same last normal
   * view with another entry there is that of a replica which the view's primary misled. It counts,
   * for that replica never had what was committed instead; but it ends below.
   */
  private static List<DoViewChange> endingBelowLies(List<DoViewChange> shown) {
    List<DoViewChange> ending = new ArrayList<>(shown.size());
    for (DoViewChange each : shown) {
      long end = each.tail().op();
      for (DoViewChange other : shown) {
        end = refutes(other, each) ? Math.min(end, other.tail().base() - 1) : end;
      }
      ending.add(end < each.tail().op() ? endingAt(end, each) : each);
    }
    return ending;
  }

  /**
   * Returns whether what {@code one} starts from is another entry than {@code other} shows there.
   */
  static boolean refutes(DoViewChange one, DoViewChange other) {
    long op = one.tail().base();
    return one.lastNormalView() == other.lastNormalView()
        && op > other.tail().base()
        && op <= other.tail().op()
        && other.tail().headerAt(op).checksum() != one.tail().baseChecksum();
  }

  /**
   * Level signed: where logs of the newest view contradict each other, its primary gave one
   * op-number to two entries. What fewer show than another entry is given up, with all behind it,
   * for f + 1 are less likely to have acknowledged it. With five replicas that is certain as soon
   * as only one backup was told another entry than the rest. Where as many show both, nobody can
   * tell, and the longest log stays.
   */
  private static List<DoViewChange> endingBelowMajorities(List<DoViewChange> shown) {
    long newest = 0;
    for (DoViewChange each : shown) {
      newest = Math.max(newest, each.lastNormalView());
    }
    Set<Long> ops = new TreeSet<>();
    for (DoViewChange each : shown) {
      if (each.lastNormalView() == newest) {
        each.tail().headers().forEach(header -> ops.add(header.op()));
      }
    }
    List<DoViewChange> ending = new ArrayList<>(shown);
    for (long op : ops) {
      long wanted = mostShown(ending, newest, op);
      for (int i = 0; i < ending.size(); i++) {
        DoViewChange each = ending.get(i);
        if (reaches(each, newest, op) && each.tail().headerAt(op).checksum() != wanted) {
          ending.set(i, endingAt(op - 1, each));
        }
      }
    }
    return ending;
  }

  /** Returns what most logs hold; of as many, that of the longest. */
  private static long mostShown(List<DoViewChange> shown, long newest, long op) {
    long most = 0;
    int holders = 0;
    long end = 0;
    for (DoViewChange each : shown) {
      if (!reaches(each, newest, op)) {
        continue;
      }
      long checksum = each.tail().headerAt(op).checksum();
      int same = 0;
      for (DoViewChange other : shown) {
        boolean isSame =
            reaches(other, newest, op) && other.tail().headerAt(op).checksum() == checksum;
        same += isSame ? 1 : 0;
      }
      if (same > holders || (same == holders && each.tail().op() > end)) {
        most = checksum;
        holders = same;
        end = each.tail().op();
      }
    }
    return most;
  }

  private static boolean reaches(DoViewChange each, long newest, long op) {
    return each.lastNormalView() == newest && op > each.tail().base() && op <= each.tail().op();
  }

  private static DoViewChange endingAt(long end, DoViewChange whole) {
    LogTail tail = whole.tail();
    List<Header> headers = new ArrayList<>(tail.headers());
    headers.removeIf(header -> header.op() > end);
    List<Entry> entries = new ArrayList<>(tail.entries());
    entries.removeIf(entry -> entry.op() > end);
    List<Long> nacks = new ArrayList<>(tail.nacks());
    nacks.removeIf(op -> op > end);
    return new DoViewChange(
        whole.sender(),
        whole.view(),
        whole.lastNormalView(),
        new LogTail(tail.base(), tail.baseChecksum(), headers, entries, nacks),
        whole.commit());
  }

  /** Returns the choice, or nothing if it has to wait for more messages. */
  Optional<Chosen> choose() {
    DoViewChange best = best();
    long commit = 0;
    for (DoViewChange each : shown) {
      commit = Math.max(commit, each.commit());
    }
    commit = Math.min(commit, best.tail().op());
    List<Header> headers = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (long op = best.tail().base() + 1; op <= best.tail().op(); op++) {
      Header header = best.tail().headerAt(op);
      Optional<Entry> copy = copyOf(header);
      if (op > commit && copy.isEmpty()) {
        if (nacks(header) >= settings.nackQuorum()) {
          break;
        }
        return Optional.empty();
      }
      headers.add(header);
      copy.ifPresent(entries::add);
    }
    LogTail tail = new LogTail(best.tail().base(), best.tail().baseChecksum(), headers, entries);
    return Optional.of(new Chosen(tail, commit, best.sender(), best.lastNormalView()));
  }

  private DoViewChange best() {
    DoViewChange best = shown.get(0);
    for (DoViewChange each : shown) {
      boolean isNewer = each.lastNormalView() > best.lastNormalView();
      boolean isLonger =
          each.lastNormalView() == best.lastNormalView() && each.tail().op() > best.tail().op();
      best = isNewer || isLonger ? each : best;
    }
    return best;
  }

  private Optional<Entry> copyOf(Header header) {
    for (DoViewChange each : shown) {
      for (Entry entry : each.tail().entries()) {
        if (entry.op() == header.op() && entry.checksum() == header.checksum()) {
          return Optional.of(entry);
        }
      }
    }
    return Optional.empty();
  }

  /** Returns how many certainly never had the entry. */
  private int nacks(Header header) {
    int nacks = 0;
    for (DoViewChange each : shown) {
      nacks += each.tail().isNack(header.op(), header.checksum()) ? 1 : 0;
    }
    return nacks;
  }

  /**
   * Returns the logs that may be chosen from. Two logs of the same last normal view that contradict
   * each other prove a lie, or a broken replica, but not whose. So both are left out, which is
   * safe: any quorum may choose. Only the new primary's own log is not doubted by itself. If too
   * few are left, the choice waits for more, or for another primary.
   *
   * @param own the new primary
   */
  static List<DoViewChange> credible(List<DoViewChange> shown, int own) {
    List<DoViewChange> credible = new ArrayList<>();
    for (DoViewChange one : shown) {
      boolean isCredible = true;
      for (DoViewChange other : shown) {
        isCredible &= one.sender() == own || !contradict(one, other);
      }
      if (isCredible) {
        credible.add(one);
      }
    }
    return credible;
  }

  private static boolean contradict(DoViewChange one, DoViewChange other) {
    if (one.lastNormalView() != other.lastNormalView()) {
      return false;
    }
    long first = Math.max(one.tail().base(), other.tail().base()) + 1;
    long last = Math.min(one.tail().op(), other.tail().op());
    for (long op = first; op <= last; op++) {
      if (one.tail().headerAt(op).checksum() != other.tail().headerAt(op).checksum()) {
        return true;
      }
    }
    return false;
  }
}
