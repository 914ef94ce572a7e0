package dev.vopr.vsr.scripted;

import java.util.ArrayList;
import java.util.List;

/** Operations that clients were told to ask for. */
final class Requests {
  private final Cluster cluster;
  private final List<String> texts = new ArrayList<>();

  Requests(Cluster cluster) {
    this.cluster = cluster;
  }

  void add(String text) {
    texts.add(text);
  }

  /** Waits until all are answered. */
  Cluster committed() {
    return cluster.runUntil("all of " + texts + " are answered", () -> answered() == texts.size());
  }

  /** Lets time pass, in which none of them is answered. */
  Cluster notAnsweredFor(int millis) {
    cluster.run(millis);
    if (answered() > 0) {
      throw new AssertionError(answered() + " of " + texts + " were answered:\n" + cluster);
    }
    return cluster;
  }

  int answered() {
    return (int) texts.stream().filter(cluster::isAnswered).count();
  }

  List<String> texts() {
    return List.copyOf(texts);
  }
}
