/**
 * What happens in a run, as data, and the interfaces of those who look on. It sees the protocol
 * only; nobody who looks on calls back. Start reading at {@link dev.vopr.trace.TraceEvent}.
 */
package dev.vopr.trace;
