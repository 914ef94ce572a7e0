package dev.vopr.net;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import dev.vopr.sim.SimRng;
import java.util.Optional;

/** What happens to packets: delays by chance, keyed by link and n, and faults as decided. */
final class FaultDraws {
  private final NetworkSettings settings;
  private final Faults faults;
  private final SimRng latency;
  private final SimRng copyLatency;
  private boolean isHealed;

  FaultDraws(NetworkSettings settings, Faults faults, SimRng rng) {
    this.settings = settings;
    this.faults = faults;
    latency = rng.fork("latency");
    copyLatency = rng.fork("copy-latency");
  }

  /** From now on packets only take their time. */
  void heal() {
    isHealed = true;
  }

  boolean isLost(Link link, long n) {
    return !isHealed && faults.strikes(FaultKind.LOSS, link.key, n, settings.loss());
  }

  boolean isDuplicated(Link link, long n) {
    return !isHealed && faults.strikes(FaultKind.DUPLICATION, link.key, n, settings.duplication());
  }

  boolean isFull(Link link) {
    return link.inFlight >= settings.linkCapacity() && !isHealed;
  }

  long latencyNanos(Link link, long n) {
    return settings.latency().drawNanos(latency.keyed(link.key, n));
  }

  long copyLatencyNanos(Link link, long n) {
    return settings.latency().drawNanos(copyLatency.keyed(link.key, n));
  }

  /** Returns for how long the packet is held back, so that later ones overtake it; 0 for not. */
  long heldBackNanos(Link link, long n) {
    if (isHealed) {
      return 0;
    }
    Optional<Decision> decision =
        faults.strike(
            FaultKind.REORDERING,
            link.key,
            n,
            settings.reordering(),
            bits -> 1 + SimRng.scale(bits, settings.reorderingDelayNanos()));
    return decision.map(Decision::amount).orElse(0L);
  }
}
