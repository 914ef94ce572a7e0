package dev.vopr.net;

/** Whoever wants to know what the network did to mutated packets. */
public interface PacketFateListener {
  /**
   * A packet will not be delivered.
   *
   * @param mutation the packet's {@link Packet#mutation}; {@link Packet#UNTOUCHED} for most
   */
  void onLost(int mutation);
}
