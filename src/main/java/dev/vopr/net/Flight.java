package dev.vopr.net;

/** A packet on its way, and what happens when it arrives. */
final class Flight implements Runnable {
  /** What a packet is to the network: keeps the draws of copies apart. */
  enum Role {
    ORIGINAL,
    COPY,
    LATE_COPY
  }

  final Packet packet;

  /** The link that it entered. */
  final Link entered;

  /** The link that it comes out of: another one only if it is misdelivered. */
  final Link out;

  /** The number of the packet, or of its original, on the link that it entered. */
  final long n;

  final Role role;

  /** How often a clog has held it. */
  long holds;

  private final Traffic traffic;

  Flight(Traffic traffic, Packet packet, Link entered, Link out, long n, Role role) {
    this.traffic = traffic;
    this.packet = packet;
    this.entered = entered;
    this.out = out;
    this.n = n;
    this.role = role;
  }

  /** A late copy lies about somewhere else in the network, and takes up no room on the link. */
  boolean takesRoom() {
    return role != Role.LATE_COPY;
  }

  @Override
  public void run() {
    traffic.arrive(this);
  }
}
