package dev.vopr.net;

import dev.vopr.sim.SimRng;

/** The random fates of packets: each depends on the seed, the link, n and the purpose only. */
final class FaultDraws {
  private final NetworkSettings settings;
  private final SimRng latency;
  private final SimRng copyLatency;
  private final SimRng loss;
  private final SimRng duplication;
  private final SimRng reordering;
  private final SimRng reorderingDelay;
  private boolean isHealed;

  FaultDraws(NetworkSettings settings, SimRng rng) {
    this.settings = settings;
    latency = rng.fork("latency");
    copyLatency = rng.fork("copy-latency");
    loss = rng.fork("loss");
    duplication = rng.fork("duplication");
    reordering = rng.fork("reordering");
    reorderingDelay = rng.fork("reordering-delay");
  }

  /** From now on packets only take their time. */
  void heal() {
    isHealed = true;
  }

  boolean isLost(Link link, long n) {
    return strikes(settings.loss(), loss, link, n);
  }

  boolean isDuplicated(Link link, long n) {
    return strikes(settings.duplication(), duplication, link, n);
  }

  boolean isHeldBack(Link link, long n) {
    return strikes(settings.reordering(), reordering, link, n);
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

  long heldBackNanos(Link link, long n) {
    return 1 + SimRng.scale(reorderingDelay.keyed(link.key, n), settings.reorderingDelayNanos());
  }

  private boolean strikes(double probability, SimRng rng, Link link, long n) {
    return probability > 0 && !isHealed && SimRng.toUnit(rng.keyed(link.key, n)) < probability;
  }
}
