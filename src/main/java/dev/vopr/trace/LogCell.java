package dev.vopr.trace;

/**
 * What one replica has at one place of its log.
 *
 * @param op op-number, from 1
 * @param checksum of the entry; two replicas with equal checksums have the same log up to here
 */
public record LogCell(long op, long checksum) {}
