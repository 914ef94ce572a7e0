package dev.vopr.report;

import dev.vopr.trace.LogCell;
import dev.vopr.trace.Standing;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * What a replica does in a step, in words that follow its name.
 *
 * @param members number of replicas with a vote
 */
record StepText(int members) {
  private static final String NOT_TOLD = "";

  /** Returns the words; nothing for a step that the story leaves out. */
  String of(TraceEvent.Stepped event) {
    Standing before = event.before();
    Standing after = event.after();
    if (before.status() == Status.OPENING && after.status() != Status.OPENING) {
      return opened(after);
    }
    List<String> steps = new ArrayList<>();
    if (after.view() != before.view()) {
      steps.add("is now in view " + after.view());
    }
    boolean isTaken = after.lastNormalView() > before.lastNormalView();
    boolean isStarted =
        before.status() != Status.NORMAL && after.status() == Status.NORMAL && after.view() > 0;
    addLog(steps, event, isTaken || isStarted || after.view() != before.view());
    if (isStarted && after.isPrimary()) {
      steps.add("starts view %d, with a log up to op %d".formatted(after.view(), after.op()));
    }
    if (after.commit() > before.commit()) {
      steps.add(committed(before, after));
    }
    addFalls(steps, before, after);
    if (after.status() == Status.STOPPED && before.status() != Status.STOPPED) {
      steps.add("stops itself, because its disk fails");
    }
    return String.join("; ", steps);
  }

  private static void addLog(List<String> steps, TraceEvent.Stepped event, boolean isOther) {
    Standing before = event.before();
    Standing after = event.after();
    event.log().stream()
        .map(LogCell::op)
        .filter(op -> op <= before.op())
        .findFirst()
        .ifPresent(op -> steps.add("has other entries from op %d on".formatted(op)));
    if (after.op() < before.op()) {
      steps.add("gives up what its log has above op " + after.op());
    } else if (after.op() > before.op()) {
      steps.add(isOther ? "its log reaches op " + after.op() : appended(before, after));
    }
  }

  /** These only rise, so whoever lets them fall is at fault. */
  private static void addFalls(List<String> steps, Standing before, Standing after) {
    if (after.view() < before.view()) {
      steps.add("the view before was view " + before.view());
    }
    if (after.commit() < before.commit()) {
      steps.add(
          "lowers its commit-number from %d to %d".formatted(before.commit(), after.commit()));
    }
    if (after.lastNormalView() < before.lastNormalView()) {
      steps.add("holds the log of view %d for its own".formatted(after.lastNormalView()));
    }
  }

  /** A replica has read its disk; at its first start there is nothing on it. */
  private static String opened(Standing after) {
    if (after.status() == Status.RECOVERING) {
      return "does not trust what its disk holds, and recovers";
    }
    boolean isNew = after.op() == 0 && after.view() == 0;
    return isNew
        ? NOT_TOLD
        : "finds its log on its disk, up to op %d of view %d".formatted(after.op(), after.view());
  }

  private static String appended(Standing before, Standing after) {
    String log = ops(before.op(), after.op());
    boolean isOne = after.op() == before.op() + 1;
    return after.isPrimary()
        ? "puts " + (isOne ? "the request" : "requests") + " into its log as " + log
        : "appends " + log;
  }

  private String committed(Standing before, Standing after) {
    String ops = ops(before.commit(), after.commit());
    boolean isOne = after.commit() == before.commit() + 1;
    return after.isPrimary()
        ? "commits and executes %s: %d of %d replicas have it, a quorum"
            .formatted(ops, members / 2 + 1, members)
        : "learns that %s %s committed, and executes %s"
            .formatted(ops, isOne ? "is" : "are", isOne ? "it" : "them");
  }

  /** Returns {@code op 7} or {@code ops 7 to 9}: those that came after {@code before}. */
  private static String ops(long before, long last) {
    return last == before + 1 ? "op " + last : "ops %d to %d".formatted(before + 1, last);
  }
}
