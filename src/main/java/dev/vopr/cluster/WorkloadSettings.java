package dev.vopr.cluster;

/**
 * What clients ask for.
 *
 * @param clients number of clients, from 1
 * @param tenants number of tenants with key spaces of their own, from 1; client i belongs to tenant
 *     i mod tenants
 * @param keys number of keys of each tenant, from 1
 * @param valueBytes length of values in bytes, from 1
 * @param thinkMinNanos shortest pause between an answer and the next request, in nanoseconds
 * @param thinkMaxNanos longest such pause
 * @param operations number of operations of each client; 0 for as many as the time allows
 */
public record WorkloadSettings(
    int clients,
    int tenants,
    int keys,
    int valueBytes,
    long thinkMinNanos,
    long thinkMaxNanos,
    long operations) {}
