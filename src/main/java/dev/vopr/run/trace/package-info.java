/**
 * Runs with all their events: made, written and read. Start reading at {@link
 * dev.vopr.run.trace.TracedRun}; docs/TRACE.md says what the files hold.
 */
package dev.vopr.run.trace;
