package dev.vopr.net;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import dev.vopr.sim.SimRng;
import java.util.Optional;

/** Asks which faults strike a packet, the n-th of its link. Nothing strikes on a healed link. */
final class FaultDraws {
  private final NetworkSettings settings;
  private final PacketFaultSettings rare;
  private final KindRates rates;
  private final Faults faults;
  private final boolean isRarePossible;

  FaultDraws(NetworkSettings settings, Faults faults) {
    this.settings = settings;
    this.rare = settings.packets();
    this.faults = faults;
    this.rates = new KindRates(settings);
    KindRates.Rates highest = rates.highest();
    this.isRarePossible =
        faults.isPossible(FaultKind.LATE_REPLAY, highest.lateReplay())
            || faults.isPossible(FaultKind.BIT_CORRUPTION, rare.bitCorruption())
            || faults.isPossible(FaultKind.TRUNCATION, rare.truncation())
            || faults.isPossible(FaultKind.MISDELIVERY, highest.misdelivery());
  }

  /** Returns whether the packet can be damaged, misdelivered or replayed: mostly none of these. */
  boolean isRarePossible(Link link) {
    return isRarePossible && !link.isHealed;
  }

  boolean isLost(Packet packet, Link link, long n) {
    return !link.isHealed && faults.strikes(FaultKind.LOSS, link.key, n, rates.of(packet).loss());
  }

  boolean isDuplicated(Link link, long n) {
    return !link.isHealed
        && faults.strikes(FaultKind.DUPLICATION, link.key, n, settings.duplication());
  }

  /** Returns for how long the packet is held back, so that later ones overtake it; 0 for not. */
  long heldBackNanos(Packet packet, Link link, long n) {
    if (link.isHealed) {
      return 0;
    }
    KindRates.Rates ofKind = rates.of(packet);
    if (!faults.isPossible(FaultKind.REORDERING, ofKind.reordering())) {
      return 0;
    }
    return faults
        .strike(
            FaultKind.REORDERING,
            link.key,
            n,
            ofKind.reordering(),
            bits -> 1 + SimRng.scale(bits, ofKind.reorderingDelayNanos()))
        .map(Decision::amount)
        .orElse(0L);
  }

  /** Returns whether a copy arrives much later, and its amount when. */
  Optional<Decision> lateReplay(Packet packet, Link link, long n) {
    return faults.strike(
        FaultKind.LATE_REPLAY,
        link.key,
        n,
        rates.of(packet).lateReplay(),
        rare.lateReplayDelay()::drawNanos);
  }

  /** Returns whether bits flip, and its detail which. */
  Optional<Decision> bitCorruption(Link link, long n) {
    return faults.strike(
        FaultKind.BIT_CORRUPTION, link.key, n, rare.bitCorruption(), Faults.NO_AMOUNT);
  }

  /** Returns whether the end is missing, and its detail how much of it. */
  Optional<Decision> truncation(Link link, long n) {
    return faults.strike(FaultKind.TRUNCATION, link.key, n, rare.truncation(), Faults.NO_AMOUNT);
  }

  /** Returns whether another node gets it, and its detail which. */
  Optional<Decision> misdelivery(Packet packet, Link link, long n) {
    return faults.strike(
        FaultKind.MISDELIVERY, link.key, n, rates.of(packet).misdelivery(), Faults.NO_AMOUNT);
  }
}
