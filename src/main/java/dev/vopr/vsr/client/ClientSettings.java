package dev.vopr.vsr.client;

/**
 * What a client is told when it is built.
 *
 * @param replicas number of members of the cluster it talks to
 * @param retryNanos first time-out after which a request goes to all replicas
 * @param retryCapNanos longest time-out; each one is twice the one before
 */
public record ClientSettings(int replicas, long retryNanos, long retryCapNanos) {}
