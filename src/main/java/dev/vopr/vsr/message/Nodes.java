package dev.vopr.vsr.message;

/** The numbers by which replicas and clients are known on the network. */
public final class Nodes {
  /** The node number of the first client; replicas are numbered from 0. */
  public static final int FIRST_CLIENT = 1_000;

  private Nodes() {}

  /** Returns the node number of the client with the given index, from 0. */
  public static int client(int index) {
    return FIRST_CLIENT + index;
  }

  /** Returns whether the node is a client. */
  public static boolean isClient(int node) {
    return node >= FIRST_CLIENT;
  }

  /** Returns {@code r0} for a replica and {@code c0} for a client. */
  public static String name(int node) {
    return isClient(node) ? "c" + (node - FIRST_CLIENT) : "r" + node;
  }
}
