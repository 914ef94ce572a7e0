package dev.vopr.cluster;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Tells clients whether new requests are wanted, and knows how many wait for an answer. */
final class ClientGate {
  private final Set<Integer> probes = new TreeSet<>();
  private boolean isOpen = true;
  private int outstanding;

  boolean isOpen() {
    return isOpen;
  }

  /**
   * From now on those under way go on, and each of these clients makes one more: the probe that
   * shows that the healed cluster still serves.
   */
  void close(Collection<Integer> probing) {
    isOpen = false;
    probes.addAll(probing);
  }

  /** Returns whether the client is to make its probe as soon as it waits for nothing else. */
  boolean isProbeDue(int client) {
    return probes.contains(client);
  }

  boolean mayAsk(int client) {
    return isOpen || isProbeDue(client);
  }

  void onAsked(int client) {
    outstanding++;
    probes.remove(client);
  }

  void onAnswered() {
    outstanding--;
  }

  /** Returns how many requests wait for an answer, probes that are still to be made included. */
  int outstanding() {
    return outstanding + probes.size();
  }
}
