package dev.vopr.check.history;

import dev.vopr.check.model.SequentialModel;
import java.util.ArrayList;
import java.util.List;

/**
 * The search for an order of the operations of one part of a service (Wing and Gong 1993), event by
 * event: it keeps all that an order may have come to, and an operation gets its place when one
 * returns that must have it by then (Lowe, "Testing for linearizability", 2017, §6).
 *
 * <p>If that becomes too much to keep, those with the fewest burdens are kept. What is found then
 * is an order. If none is found, operations of unknown outcome are taken to be endless: a history
 * that has no order even so has none. Otherwise more are kept, up to the limits of the search.
 */
final class PartSearch<S, I, O> {
  private static final int LAST_BEFORE = 4;
  private static final int MOST_AROUND = 12;
  private static final int NOWHERE = -1;
  private static final int FIRST_WIDTH = 64;
  private static final int WIDER = 8;

  /** Unknown operations at first that are tried, one leading to the next; later there are more. */
  private static final int LONGEST_CHAIN = 3;

  /** From here on it is no longer tried to find a shorter beginning of what is refuted. */
  private static final int WIDTH_FOR_SHORTEST = 4_096;

  /** A set may become so many times as large before it is trimmed. */
  private static final int UNTRIMMED = 4;

  /** Three sets: before an event, after it, and in between. */
  private static final int SETS = 3;

  private static final long BYTES_OF_LINK = 4;

  private final List<Operation<I, O>> operations;
  private final PartHistory<S, I, O> history;
  private final UnknownOperations unknown;
  private final SearchSteps steps;
  private final int slots;
  private final Configuration heavy;
  private final long maxWidth;
  private int deadEnd;
  private boolean isCut;
  private boolean isShortest;
  private int rounds;
  private long mostBytes;

  /** {@code operations} are in the order of their invocations. */
  PartSearch(
      SequentialModel<S, I, O> model, List<Operation<I, O>> operations, SearchBudget budget) {
    this.operations = operations;
    history = new PartHistory<>(model, operations);
    unknown = new UnknownOperations(history);
    steps = new SearchSteps(budget.steps());
    slots = OpenOperations.most(history);
    heavy = first();
    unknown.useWrites(heavy);
    int stride = heavy.words().length;
    // While arrays grow, the old one is there too.
    long bytesOfOne = 2L * UNTRIMMED * SETS * ((long) stride * Long.BYTES + BYTES_OF_LINK);
    maxWidth = Math.min(budget.bytes() / bytesOfOne, Integer.MAX_VALUE / UNTRIMMED / stride);
  }

  private Configuration first() {
    return new Configuration(slots, unknown.count(), history.initial());
  }

  long steps() {
    return steps.count();
  }

  /** Returns how many bytes all that was kept took at a time, at most. */
  long mostBytes() {
    return mostBytes;
  }

  SearchResult.Answer run() {
    return run(FIRST_WIDTH);
  }

  /** Searches, and keeps so many configurations at a time at first, from 1. */
  SearchResult.Answer run(int firstWidth) {
    int refuted = NOWHERE;
    int width = (int) Math.max(1, Math.min(firstWidth, maxWidth));
    while (ends(width, false)) {
      int end = deadEnd;
      isShortest = true;
      if (!isCut && !steps.isExhausted()) {
        return SearchResult.Answer.NOT_LINEARIZABLE;
      }
      if (refuted == NOWHERE && ends(width, true) && !isCut && !steps.isExhausted()) {
        refuted = deadEnd;
      }
      isShortest = end == refuted;
      boolean isOver = steps.isExhausted() || width >= maxWidth;
      if (refuted != NOWHERE && (isShortest || isOver || width >= WIDTH_FOR_SHORTEST)) {
        deadEnd = refuted;
        return SearchResult.Answer.NOT_LINEARIZABLE;
      }
      if (isOver) {
        return SearchResult.Answer.UNKNOWN;
      }
      rounds++;
      width = (int) Math.min((long) width * WIDER, maxWidth);
    }
    return SearchResult.Answer.LINEARIZABLE;
  }

  /**
   * Returns whether no order was found. Sets where the search ended, and whether it was cut.
   *
   * @param width configurations kept at a time
   * @param isEndless whether an operation of unknown outcome may have many places
   */
  private boolean ends(int width, boolean isEndless) {
    OpenOperations open = new OpenOperations(operations.size(), slots);
    Placement placement = new Placement(history, open, isEndless);
    // Ways that use nothing up are not tried twice, so they may be long.
    int longest = isEndless ? unknown.kinds() + 2 : LONGEST_CHAIN + rounds;
    ConfigurationSet work = set(UNTRIMMED * width);
    ReturnSearch search =
        new ReturnSearch(history, unknown, open, placement, steps, work, first(), first(), longest);
    ConfigurationSet now = set(UNTRIMMED * width);
    ConfigurationSet later = set(UNTRIMMED * width);
    now.add(first());
    isCut = false;
    int begun = 0;
    for (int i = 0; i < history.eventCount(); i++) {
      int event = history.event(i);
      if (event >= 0) {
        begun += unknown.memberOf(event) == UnknownOperations.NONE ? 0 : 1;
        if (history.isKnown(event)) {
          open.begin(event);
        }
        continue;
      }
      later.clear();
      search.search(now, ~event, begun, later);
      later.trim(width);
      mostBytes = Math.max(mostBytes, work.bytes() + now.bytes() + later.bytes());
      isCut |= work.isCut() || later.isCut() || search.isCut();
      if (later.isEmpty() || steps.isExhausted()) {
        deadEnd = ~event;
        return true;
      }
      open.end(~event);
      ConfigurationSet spare = now;
      now = later;
      later = spare;
    }
    return false;
  }

  private ConfigurationSet set(int limit) {
    return new ConfigurationSet(heavy, history.states(), limit);
  }

  /**
   * Returns the beginning that ends with a return that no order got past. To get there, only what
   * was invoked before it was used, so any shorter beginning has an order, if one got there.
   */
  SearchResult.Refutation<I, O> refutation(String part) {
    Operation<I, O> last = operations.get(deadEnd);
    List<Operation<I, O>> around = new ArrayList<>();
    int before = 0;
    int count = 0;
    for (int i = operations.size() - 1; i >= 0; i--) {
      Operation<I, O> other = operations.get(i);
      if (other.invoked() > last.returned()) {
        continue;
      }
      count++;
      boolean isBefore = other.returned() < last.invoked();
      before += isBefore ? 1 : 0;
      boolean isShown = i != deadEnd && around.size() < MOST_AROUND;
      if (isShown && (!isBefore || before <= LAST_BEFORE)) {
        around.add(0, other);
      }
    }
    return new SearchResult.Refutation<>(part, last, around, count, isShortest);
  }
}
