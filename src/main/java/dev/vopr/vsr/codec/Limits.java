package dev.vopr.vsr.codec;

/**
 * The sizes that no message exceeds; a frame above them is not decoded.
 *
 * @param frameBytes largest frame, header included, from 256
 * @param batchEntries largest number of entries in one message, from 1
 * @param tailEntries largest number of entries in a log tail, from 1
 * @param operationBytes largest operation or result, from 1
 */
public record Limits(int frameBytes, int batchEntries, int tailEntries, int operationBytes) {}
