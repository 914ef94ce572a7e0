/**
 * Makes a failing run smaller: it makes smaller runs, for real, and keeps those that fail in the
 * same way; and it finds out when the failure became inevitable. Start reading at {@link
 * dev.vopr.run.minimise.Minimiser}.
 */
package dev.vopr.run.minimise;
