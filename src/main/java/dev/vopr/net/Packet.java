package dev.vopr.net;

import dev.vopr.vsr.codec.Frame;

/**
 * A frame on its way from one node to another.
 *
 * @param id number of the packet in this run, from 1; copies have numbers of their own
 * @param from the node at whose end of the link it entered: a fact, unlike the sender in the frame
 * @param to the node that shall receive it
 * @param frame the bytes
 * @param mutation number of the ledger line of the mutation that made the frame what it is, or
 *     {@link #UNTOUCHED}
 */
public record Packet(long id, int from, int to, Frame frame, int mutation)
    implements SimNetwork.Command, NodeMessage {
  /** The mutation number of a packet that nobody tampered with. */
  public static final int UNTOUCHED = 0;
}
