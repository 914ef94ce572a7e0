package dev.vopr.storage;

/**
 * How the disks of the replicas behave.
 *
 * @param minNanos shortest time that one stage of a write takes, flush included, in nanoseconds
 * @param maxNanos longest such time; drawn uniformly
 * @param writeError probability that an attempt to write fails
 * @param attempts how often a failed write is tried before the disk counts as failed, from 1
 * @param corruption probability that a slot is found corrupt when a faulty disk is opened again
 * @param lostDisk probability that a faulty disk is found empty when it is opened again
 * @param faultyDisks number of disks that may be corrupt or lost; on all others every entry stays
 *     intact, so that the cluster can recover it
 * @param bitRot probability that a bit of a faulty disk flips while it is in use, asked at each
 *     interval of {@link SimStorage#ROT_INTERVAL_NANOS}
 */
public record StorageSettings(
    long minNanos,
    long maxNanos,
    double writeError,
    int attempts,
    double corruption,
    double lostDisk,
    int faultyDisks,
    double bitRot) {}
