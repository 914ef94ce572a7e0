package dev.vopr.cluster;

/**
 * How clients go wrong.
 *
 * @param crash probability, at each request, that its client crashes
 * @param downMinNanos shortest time that a crashed client stays down, in nanoseconds
 * @param downMaxNanos longest such time; drawn uniformly
 * @param badRequest probability, at each request, that its client sends a bad one as well
 */
public record ClientFaultSettings(
    double crash, long downMinNanos, long downMaxNanos, double badRequest) {}
