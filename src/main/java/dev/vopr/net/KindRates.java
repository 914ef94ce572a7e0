package dev.vopr.net;

import dev.vopr.vsr.message.MessageKind;
import java.util.Arrays;

/** How likely faults strike a packet, by the kind of its message. */
final class KindRates {
  private static final int CODES = 256;

  /**
   * Rates of one kind.
   *
   * @param loss probability of loss
   * @param reordering probability of being held back
   * @param reorderingDelayNanos for how long at most
   * @param lateReplay probability of a late copy
   * @param misdelivery probability of misdelivery
   */
  record Rates(
      double loss,
      double reordering,
      long reorderingDelayNanos,
      double lateReplay,
      double misdelivery) {

    private Rates or(KindFaults faults) {
      boolean isSlower = faults.reordering() > 0;
      return new Rates(
          Math.max(loss, faults.loss()),
          Math.max(reordering, faults.reordering()),
          isSlower
              ? Math.max(reorderingDelayNanos, faults.reorderingDelayNanos())
              : reorderingDelayNanos,
          Math.max(lateReplay, faults.lateReplay()),
          Math.max(misdelivery, faults.misdelivery()));
    }

    private Rates or(Rates other) {
      return new Rates(
          Math.max(loss, other.loss),
          Math.max(reordering, other.reordering),
          Math.max(reorderingDelayNanos, other.reorderingDelayNanos),
          Math.max(lateReplay, other.lateReplay),
          Math.max(misdelivery, other.misdelivery));
    }
  }

  private final Rates[] byCode = new Rates[CODES];

  KindRates(NetworkSettings settings) {
    PacketFaultSettings rare = settings.packets();
    Rates usual =
        new Rates(
            settings.loss(),
            settings.reordering(),
            settings.reorderingDelayNanos(),
            rare.lateReplay(),
            rare.misdelivery());
    Arrays.fill(byCode, usual);
    for (KindFaults each : rare.kinds()) {
      int code = each.kind().code();
      byCode[code] = byCode[code].or(each);
    }
  }

  /** Returns the rates of a packet. */
  Rates of(Packet packet) {
    return byCode[packet.frame().kindCode()];
  }

  /** Returns the highest rates that a packet of any kind has. */
  Rates highest() {
    Rates highest = byCode[0];
    for (MessageKind kind : MessageKind.values()) {
      highest = highest.or(byCode[kind.code()]);
    }
    return highest;
  }
}
