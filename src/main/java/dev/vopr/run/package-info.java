/**
 * Makes runs: one seed, or a sweep of seeds in parallel. Here, and above, wall clocks and threads
 * are allowed; below, nothing may use them. Start reading at {@link dev.vopr.run.SeedRunner}.
 */
package dev.vopr.run;
