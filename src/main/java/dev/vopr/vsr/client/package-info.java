/**
 * The client's side of the protocol, pure as well. Start reading at {@link
 * dev.vopr.vsr.client.ClientProxy}.
 */
package dev.vopr.vsr.client;
