package dev.vopr.vsr.proof;

import dev.vopr.vsr.message.Message.DoViewChange;
import java.util.List;

/**
 * The DoViewChange messages of a quorum from which the log of a view was chosen: anybody can choose
 * it again.
 *
 * @param shown one of each author, in rising order of their numbers
 */
public record ViewStart(List<Shown> shown) {
  /** Copies the list. */
  public ViewStart {
    shown = List.copyOf(shown);
  }

  /** Returns the view that started, −1 if there is none. */
  public long view() {
    return shown.isEmpty() ? -1 : shown.get(0).message().view();
  }

  /** Returns the largest last normal view that was shown: whose log was chosen. */
  public long lastNormalView() {
    long last = 0;
    for (Shown each : shown) {
      last = Math.max(last, each.message().lastNormalView());
    }
    return last;
  }

  /**
   * Returns whether all logs are of one last normal view and end with the same entry. One of those
   * who showed them is correct: so that view did begin, and its log is this one.
   */
  public boolean isUnanimous() {
    for (Shown each : shown) {
      DoViewChange first = shown.get(0).message();
      DoViewChange other = each.message();
      boolean isSame =
          other.lastNormalView() == first.lastNormalView()
              && other.tail().op() == first.tail().op()
              && endOf(other) == endOf(first);
      if (!isSame) {
        return false;
      }
    }
    return true;
  }

  private static long endOf(DoViewChange message) {
    return message.tail().checksumAt(message.tail().op());
  }

  /** Returns whether a quorum of distinct replicas signed what it holds, all for one view. */
  public boolean isSigned(Notary notary, int quorum, int replicas) {
    int last = -1;
    for (Shown each : shown) {
      if (each.author() <= last
          || each.author() >= replicas
          || each.message().view() != view()
          || each.message().lastNormalView() >= view()
          || !each.isSigned(notary)) {
        return false;
      }
      last = each.author();
    }
    return shown.size() >= quorum;
  }
}
