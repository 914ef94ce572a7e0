/**
 * What happens in a run, as data, and the interfaces of those who look on. It sees the protocol and
 * the names of faults only; nobody who looks on calls back. Start reading at {@link
 * dev.vopr.trace.TraceEvent}, and at {@link dev.vopr.trace.Trace} to make a report of a run.
 */
package dev.vopr.trace;
