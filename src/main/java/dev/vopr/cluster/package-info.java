/**
 * One simulated cluster: the actors around replicas and clients, and the coordinator that starts
 * them. It sees the kernel, the protocol, the network, the mutator and the trace. No rule of the
 * protocol is here.
 *
 * <p>Start reading at {@link dev.vopr.cluster.VsrSimulation}.
 */
package dev.vopr.cluster;
