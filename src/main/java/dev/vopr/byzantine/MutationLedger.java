package dev.vopr.byzantine;

import dev.vopr.net.Packet;
import dev.vopr.net.PacketFateListener;
import dev.vopr.vsr.Check;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.message.MessageKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What became of each mutated message of one run.
 *
 * <p>A line opens when the mutator acts and rises to higher {@linkplain MutationFate fates} as the
 * network and the receivers report; it never falls. Copies share their original's line: the most
 * that any of them achieved counts. All reports for {@link Packet#UNTOUCHED} are ignored, so that
 * callers need not ask.
 *
 * <p>Counts are always exact: each message costs four bytes. The lines themselves are kept up to a
 * limit only.
 */
public final class MutationLedger implements PacketFateListener {
  /** Lines that a ledger keeps unless told otherwise. */
  public static final int DEFAULT_LINE_LIMIT = 10_000;

  private static final MutationFate[] FATES = MutationFate.values();
  private static final RejectionRule[] REJECTIONS = RejectionRule.values();

  /**
   * A line's state is its place in {@link #counts}: rule, then fate, then rejection, 0 for none.
   */
  private static final int PER_FATE = REJECTIONS.length + 1;

  private static final int PER_RULE = FATES.length * PER_FATE;

  /** What a line is about: a rule, or all that second copies of liars say. */
  private record Source(String name, String label) {}

  private record Opened(MessageKind kind, int from, int to) {}

  private final List<Source> rules;
  private final int lineLimit;
  private final List<Opened> kept = new ArrayList<>();
  private final long[] counts;
  private int[] states = new int[64];
  private int size;

  private MutationLedger(List<Source> rules, int lineLimit) {
    this.rules = rules;
    this.lineLimit = lineLimit;
    this.counts = new long[rules.size() * PER_RULE];
  }

  /** Returns an empty ledger for the rules of {@code settings}. */
  public static MutationLedger of(ByzantineSettings settings) {
    return of(settings, DEFAULT_LINE_LIMIT);
  }

  /** Returns an empty ledger that keeps the first {@code lineLimit} lines, from 0. */
  public static MutationLedger of(ByzantineSettings settings, int lineLimit) {
    Check.that(lineLimit >= 0, "the limit of lines is from 0", lineLimit, 0);
    List<Source> sources = new ArrayList<>();
    for (MessageMutationRule rule : settings.rules()) {
      sources.add(new Source(rule.name(), rule.mutation().label()));
    }
    if (settings.twins().isOn()) {
      sources.add(new Source(TwinSettings.RULE, TwinSettings.LABEL));
    }
    return new MutationLedger(sources, lineLimit);
  }

  /**
   * Opens a line as {@link MutationFate#IN_FLIGHT}.
   *
   * @param rule index of the rule in the settings, from 0
   * @param kind kind of the message
   * @param from the compromised replica
   * @param to the receiver
   * @return the line's number, from 1
   */
  public int open(int rule, MessageKind kind, int from, int to) {
    if (size == states.length) {
      states = Arrays.copyOf(states, Math.multiplyExact(size, 2));
    }
    if (size < lineLimit) {
      kept.add(new Opened(kind, from, to));
    }
    int state = rule * PER_RULE;
    states[size] = state;
    counts[state]++;
    size++;
    return size;
  }

  /** As {@link #open}, for what the second copy of a liar says; only if there are twins. */
  public int openTwin(MessageKind kind, int from, int to) {
    Check.that(rules.get(rules.size() - 1).name().equals(TwinSettings.RULE), "twins", from, to);
    return open(rules.size() - 1, kind, from, to);
  }

  /** The rule kept the message back. */
  public void onWithheld(int number) {
    raise(number, MutationFate.WITHHELD);
  }

  @Override
  public void onLost(int number) {
    raise(number, MutationFate.LOST);
  }

  /** A receiver rejected the message or a part of it; the first rule is remembered. */
  public void onRejected(int number, RejectionRule rejection) {
    if (number == Packet.UNTOUCHED) {
      return;
    }
    raise(number, MutationFate.REJECTED);
    int state = states[number - 1];
    if (state % PER_FATE == 0) {
      move(number, state + 1 + rejection.ordinal());
    }
  }

  /** A receiver has handled the message; to be called once for each delivery. */
  public void onDelivered(int number, boolean isStateChanged) {
    raise(number, isStateChanged ? MutationFate.TOOK_EFFECT : MutationFate.NO_EFFECT);
  }

  /** A receiver has recorded evidence on account of the message. */
  public void onDetected(int number) {
    raise(number, MutationFate.DETECTED);
  }

  /** An invariant broke: what took effect until now was harmful. */
  public void onViolation() {
    for (int number = 1; number <= size; number++) {
      if (fateOf(states[number - 1]) == MutationFate.TOOK_EFFECT) {
        raise(number, MutationFate.HARMFUL);
      }
    }
  }

  private void raise(int number, MutationFate fate) {
    if (number == Packet.UNTOUCHED) {
      return;
    }
    Check.that(number >= 1 && number <= size, "a line has a number up to", number, size);
    int state = states[number - 1];
    int risen = fate.ordinal() - fateOf(state).ordinal();
    if (risen > 0) {
      move(number, state + risen * PER_FATE);
    }
  }

  private void move(int number, int newState) {
    counts[states[number - 1]]--;
    counts[newState]++;
    states[number - 1] = newState;
  }

  private static MutationFate fateOf(int state) {
    return FATES[state % PER_RULE / PER_FATE];
  }

  private static Optional<RejectionRule> rejectionOf(int state) {
    int code = state % PER_FATE;
    return code == 0 ? Optional.empty() : Optional.of(REJECTIONS[code - 1]);
  }

  /** Returns the number of mutated messages, those that were withheld or lost included. */
  public long mutated() {
    return size;
  }

  /** Returns the number of mutated messages that reached a node, at least as one copy. */
  public long delivered() {
    long delivered = 0;
    for (int state = 0; state < counts.length; state++) {
      boolean isAny = counts[state] > 0;
      delivered += isAny && fateOf(state).isDelivered() ? counts[state] : 0;
    }
    return delivered;
  }

  /** Returns the number of messages that rules of that name mutated, and that reached a node. */
  public long delivered(String name) {
    long delivered = 0;
    for (int rule = 0; rule < rules.size(); rule++) {
      delivered += rules.get(rule).name().equals(name) ? delivered(rule) : 0;
    }
    return delivered;
  }

  private long delivered(int rule) {
    long delivered = 0;
    for (int state = rule * PER_RULE; state < (rule + 1) * PER_RULE; state++) {
      boolean isAny = counts[state] > 0;
      delivered += isAny && fateOf(state).isDelivered() ? counts[state] : 0;
    }
    return delivered;
  }

  /** Returns the number of mutated messages with the given fate. */
  public long count(MutationFate fate) {
    long count = 0;
    for (int state = 0; state < counts.length; state++) {
      boolean isAny = counts[state] > 0;
      count += isAny && fateOf(state) == fate ? counts[state] : 0;
    }
    return count;
  }

  /** Returns the lines that were kept, as they stand now. */
  public List<MutationLine> lines() {
    List<MutationLine> lines = new ArrayList<>(kept.size());
    for (int i = 0; i < kept.size(); i++) {
      Opened opened = kept.get(i);
      int state = states[i];
      Source rule = rules.get(state / PER_RULE);
      lines.add(
          new MutationLine(
              i + 1,
              rule.name(),
              rule.label(),
              opened.kind(),
              opened.from(),
              opened.to(),
              fateOf(state),
              rejectionOf(state)));
    }
    return lines;
  }

  /**
   * Returns the counts above zero, by rule in the settings' order, then by fate, then by rejection.
   */
  public List<MutationTally> summary() {
    List<MutationTally> summary = new ArrayList<>();
    for (int state = 0; state < counts.length; state++) {
      if (counts[state] > 0) {
        String rule = rules.get(state / PER_RULE).name();
        summary.add(new MutationTally(rule, fateOf(state), rejectionOf(state), counts[state]));
      }
    }
    return summary;
  }
}
