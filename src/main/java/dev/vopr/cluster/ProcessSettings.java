package dev.vopr.cluster;

/**
 * How replicas crash and come back.
 *
 * @param crash probability that a replica crashes, asked at each interval
 * @param intervalNanos how often that is asked, in nanoseconds
 * @param downMinNanos shortest time that a crashed replica stays down
 * @param downMaxNanos longest such time; drawn uniformly
 * @param maxDown largest number of replicas that are down at a time
 */
public record ProcessSettings(
    double crash, long intervalNanos, long downMinNanos, long downMaxNanos, int maxDown) {}
