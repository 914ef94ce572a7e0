package dev.vopr.byzantine;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import dev.vopr.net.Packet;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.message.MessageKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A rule at work: which packets it is about, and at which of them it strikes.
 *
 * <p>Packets are numbered on each link among those that the rule is about, and {@link Faults}
 * decides by rule, link and number. A rule that treats all packets of a broadcast alike numbers
 * frames of their sender instead: a broadcast is one frame in several packets, one after the other.
 */
final class ArmedRule {
  private final int index;
  private final MessageMutationRule rule;
  private final boolean[] kindCodes = new boolean[256];
  private final int[] from;
  private final int[] to;
  private final boolean isPerBroadcast;

  /** How many packets, or broadcasts, there were at each place. */
  private final Map<Long, Long> numbers = new LinkedHashMap<>();

  private final SpentRounds rounds;
  private long number;
  private long strikes;

  /** Until when nothing is said, by links. */
  private final Map<Long, Long> silences = new LinkedHashMap<>();

  /** The latest broadcast of each compromised replica, when broadcasts count. */
  private final Frame[] lastFrame;

  private final long[] lastNumber;
  private final boolean[] isLastCounted;

  ArmedRule(int index, MessageMutationRule rule, int senders) {
    this.index = index;
    this.rule = rule;
    this.rounds = new SpentRounds(rule.budget());
    for (MessageKind kind : rule.target().kinds()) {
      kindCodes[kind.code()] = true;
    }
    from = toArray(rule.from());
    to = toArray(rule.to());
    isPerBroadcast = rule.mutation().isPerBroadcast();
    lastFrame = new Frame[senders];
    lastNumber = new long[senders];
    isLastCounted = new boolean[senders];
  }

  private static int[] toArray(List<Integer> nodes) {
    return nodes.stream().mapToInt(Integer::intValue).toArray();
  }

  int index() {
    return index;
  }

  MessageMutationRule rule() {
    return rule;
  }

  boolean isAbout(Packet packet, int kindCode) {
    return kindCodes[kindCode] && includes(from, packet.from()) && includes(to, packet.to());
  }

  private static boolean includes(int[] nodes, int node) {
    if (nodes.length == 0) {
      return true;
    }
    for (int listed : nodes) {
      if (listed == node) {
        return true;
      }
    }
    return false;
  }

  /**
   * Counts a packet that the rule {@linkplain #isAbout is about}. It is told of all of them, also
   * of those that other rules take care of, so that the numbers do not depend on these.
   */
  void count(Packet packet) {
    int sender = packet.from();
    if (!isPerBroadcast) {
      number = next(sender, packet.to());
      return;
    }
    if (lastFrame[sender] != packet.frame()) {
      lastFrame[sender] = packet.frame();
      lastNumber[sender] = next(sender, Decision.ALL);
      isLastCounted[sender] = false;
    }
    number = lastNumber[sender];
  }

  private long next(int sender, int receiver) {
    long place = Decision.lie(index, sender, receiver);
    long next = numbers.getOrDefault(place, 0L) + 1;
    numbers.put(place, next);
    return next;
  }

  /** Returns what is left of the rounds in which the rule may strike. */
  SpentRounds rounds() {
    return rounds;
  }

  /** From now on nothing is said to the packet's receiver, or to all, until then. */
  void silence(Packet packet, boolean isToAll, long untilNanos) {
    int receiver = isToAll ? Decision.ALL : packet.to();
    silences.put(Decision.lie(index, packet.from(), receiver), untilNanos);
  }

  /** Returns whether a silence that this rule began still lasts for the packet. */
  boolean isSilent(Packet packet, long nowNanos) {
    return !silences.isEmpty()
        && (isSilent(packet.from(), packet.to(), nowNanos)
            || isSilent(packet.from(), Decision.ALL, nowNanos));
  }

  private boolean isSilent(int from, int to, long nowNanos) {
    return nowNanos < silences.getOrDefault(Decision.lie(index, from, to), Long.MIN_VALUE);
  }

  /** Returns what strikes at the packet that was counted last, if it can be carried out. */
  Optional<Decision> decide(Packet packet, Faults faults) {
    boolean isOfLast = isPerBroadcast && isLastCounted[packet.from()];
    if (rule.maxStrikes() > 0 && strikes >= rule.maxStrikes() && !isOfLast) {
      return Optional.empty();
    }
    int receiver = isPerBroadcast ? Decision.ALL : packet.to();
    long place = Decision.lie(index, packet.from(), receiver);
    return faults.propose(FaultKind.MUTATION, place, number, rule.probability(), Faults.NO_AMOUNT);
  }

  /** The decision about this packet is carried out; that about a broadcast is so once. */
  void carryOut(Packet packet, Decision decision, Faults faults) {
    int sender = packet.from();
    if (!isPerBroadcast || !isLastCounted[sender]) {
      isLastCounted[sender] = true;
      strikes++;
      faults.carryOut(decision);
    }
  }
}
