package dev.vopr.model;

import java.util.Arrays;

/** Up to which op-number each replica acknowledged to this one, and in which view. */
final class ModelAcknowledgements {
  private final long[] ops;
  private final long[] views;

  ModelAcknowledgements(int replicas) {
    ops = new long[replicas];
    views = new long[replicas];
  }

  /** A crash takes them. */
  void forget() {
    Arrays.fill(ops, 0);
    Arrays.fill(views, 0);
  }

  /** A replica acknowledges what it holds up to {@code op} in a view, and so all before. */
  void add(int replica, long view, long op) {
    ops[replica] = Math.max(op, upTo(replica, view));
    views[replica] = view;
  }

  /** Returns up to which op-number a replica acknowledged entries of a view, 0 for none. */
  long upTo(int replica, long view) {
    return views[replica] == view ? ops[replica] : 0;
  }

  /** Returns how many replicas hold an entry in a view, the primary {@code self} included. */
  int holders(int self, long view, long op) {
    int holders = 1;
    for (int i = 0; i < ops.length; i++) {
      holders += i != self && upTo(i, view) >= op ? 1 : 0;
    }
    return holders;
  }
}
