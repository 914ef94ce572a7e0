package dev.vopr.net;

import dev.vopr.sim.SimRng;

/** When packets arrive: by the law of their link, its bandwidth, and whatever slows it down. */
final class Delays {
  private static final double NANOS_PER_SECOND = 1e9;

  private final NetworkSettings settings;
  private final Impairments impairments;
  private final SimRng originals;
  private final SimRng copies;
  private final SimRng released;

  Delays(NetworkSettings settings, Impairments impairments, SimRng rng) {
    this.settings = settings;
    this.impairments = impairments;
    originals = rng.fork("latency");
    copies = rng.fork("copy-latency");
    released = rng.fork("release-latency");
  }

  /** Returns when the n-th packet arrives if it is sent now and nothing holds it back. */
  long arrivalNanos(Link link, long n, int bytes, long nowNanos) {
    long goneNanos = transmittedNanos(link, bytes, nowNanos);
    return inTurn(
        link, goneNanos + slowed(link, link.latency.drawNanos(originals.keyed(link.key, n))));
  }

  /** Returns when the network's copy of the n-th packet arrives. */
  long copyArrivalNanos(Link link, long n, long nowNanos) {
    return inTurn(link, nowNanos + slowed(link, link.latency.drawNanos(copies.keyed(link.key, n))));
  }

  /** Returns when a packet arrives that a clog has let go. */
  long releasedArrivalNanos(Flight flight, long nowNanos) {
    Link link = flight.out;
    return inTurn(link, nowNanos + slowed(link, link.latency.drawNanos(releasedBits(flight, 1))));
  }

  /** Returns the bits by which packets that a clog lets go are put into an order. */
  long releaseOrder(Flight flight) {
    return releasedBits(flight, 0);
  }

  private long releasedBits(Flight flight, int purpose) {
    long which = flight.n * Flight.Role.values().length + flight.role.ordinal();
    return released.keyed(flight.entered.key, SimRng.mix(2 * which + purpose) + flight.holds);
  }

  /** The packets of a link are transmitted one after another. */
  private long transmittedNanos(Link link, int bytes, long nowNanos) {
    long bytesPerSecond = settings.links().bytesPerSecond();
    if (bytesPerSecond == LinkSettings.UNLIMITED) {
      return nowNanos;
    }
    long nanos = (long) StrictMath.ceil(bytes * NANOS_PER_SECOND / bytesPerSecond);
    link.busyUntilNanos = Math.max(nowNanos, link.busyUntilNanos) + nanos;
    return link.busyUntilNanos;
  }

  private long slowed(Link link, long nanos) {
    double factor = link.slowness;
    if (impairments.isAny()) {
      factor *= impairments.slowness(link);
    }
    return factor == 1 ? nanos : (long) Math.min(Range.MAX_NANOS, nanos * factor);
  }

  private long inTurn(Link link, long arrivalNanos) {
    return settings.isFifo() ? Math.max(arrivalNanos, link.lastArrivalNanos) : arrivalNanos;
  }
}
