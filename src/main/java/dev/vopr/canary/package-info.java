/**
 * Measures the tester itself: plants a known bug, a canary, in a copy of the sources, and counts
 * the seeds until it is found. The protocol's own code holds no trace of this. May see everything;
 * begin with {@link dev.vopr.canary.CanaryFile}, which says what a canary is, and {@link
 * dev.vopr.canary.Planting}, which makes one run.
 */
package dev.vopr.canary;
