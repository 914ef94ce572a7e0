package dev.vopr.byzantine;

import dev.vopr.net.Packet;
import dev.vopr.sim.SimRng;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.message.MessageKind;
import java.util.List;

/**
 * A rule at work: which packets it is about, and at which of them it strikes.
 *
 * <p>The draw is keyed by the rule's place and the number n of the packet among those that the rule
 * is about. A rule that treats all packets of a broadcast alike counts frames instead: a broadcast
 * is one frame in several packets, one after the other, of one sender.
 */
final class ArmedRule {
  /** What {@link #strike} returns when the rule does not strike. */
  static final long MISSED = 0;

  private final int index;
  private final MessageMutationRule rule;
  private final SimRng draws;
  private final boolean[] kindCodes = new boolean[256];
  private final int[] from;
  private final int[] to;
  private final boolean isPerBroadcast;

  private long packets;
  private long strikes;

  /** The latest broadcast of each compromised replica, when broadcasts count. */
  private final Frame[] lastFrame;

  private final long[] lastStrike;
  private final boolean[] isLastCounted;

  ArmedRule(int index, MessageMutationRule rule, int senders, SimRng draws) {
    this.index = index;
    this.rule = rule;
    this.draws = draws;
    for (MessageKind kind : rule.target().kinds()) {
      kindCodes[kind.code()] = true;
    }
    from = toArray(rule.from());
    to = toArray(rule.to());
    isPerBroadcast = rule.mutation().isPerBroadcast();
    lastFrame = new Frame[senders];
    lastStrike = new long[senders];
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

  /** Returns the number n, from 1, of the packet at which the rule strikes, or {@link #MISSED}. */
  long strike(Packet packet) {
    int sender = packet.from();
    if (!isPerBroadcast) {
      return draw();
    }
    if (lastFrame[sender] != packet.frame()) {
      lastFrame[sender] = packet.frame();
      lastStrike[sender] = draw();
      isLastCounted[sender] = false;
    }
    return lastStrike[sender];
  }

  private long draw() {
    packets++;
    boolean isSpent = rule.maxStrikes() > 0 && strikes >= rule.maxStrikes();
    boolean isStruck = SimRng.toUnit(draws.keyed(index, packets)) < rule.probability();
    return isStruck && !isSpent ? packets : MISSED;
  }

  /** The strike at this packet had an effect: it counts towards the limit. */
  void countStrike(Packet packet) {
    int sender = packet.from();
    if (!isPerBroadcast || !isLastCounted[sender]) {
      isLastCounted[sender] = true;
      strikes++;
    }
  }
}
