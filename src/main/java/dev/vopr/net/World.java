package dev.vopr.net;

import dev.vopr.fault.Faults;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceSink;

/**
 * What the actors of one run share.
 *
 * @param sim time, timers and the run's hash
 * @param rng the run's generator; each actor forks its own from it
 * @param faults decides about every fault
 * @param packetIds the numbers of packets
 * @param trace where events go
 */
public record World(
    SimSystem sim, SimRng rng, Faults faults, PacketIds packetIds, TraceSink trace) {}
