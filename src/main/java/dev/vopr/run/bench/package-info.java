/**
 * Measures how fast things are: the kernel alone, and what real replicas, the codec and the
 * checkers leave of its speed. Start reading at {@link dev.vopr.run.bench.Benchmark}.
 */
package dev.vopr.run.bench;
