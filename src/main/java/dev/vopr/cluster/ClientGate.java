package dev.vopr.cluster;

/** Tells clients whether new requests are wanted, and knows how many wait for an answer. */
final class ClientGate {
  private boolean isOpen = true;
  private int outstanding;

  boolean isOpen() {
    return isOpen;
  }

  /** From now on no new request is made; those under way go on. */
  void close() {
    isOpen = false;
  }

  void onAsked() {
    outstanding++;
  }

  void onAnswered() {
    outstanding--;
  }

  int outstanding() {
    return outstanding;
  }
}
