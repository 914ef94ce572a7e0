package dev.vopr.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a view change has gathered: who votes for the view, and which logs were shown. */
final class ModelVotes {
  private final boolean[] votes;
  private final List<Optional<ModelMessage>> shown = new ArrayList<>();

  ModelVotes(int replicas) {
    votes = new boolean[replicas];
    for (int i = 0; i < replicas; i++) {
      shown.add(Optional.empty());
    }
  }

  void forget() {
    Arrays.fill(votes, false);
    shown.replaceAll(each -> Optional.empty());
  }

  void add(int replica) {
    votes[replica] = true;
  }

  int count() {
    int count = 0;
    for (boolean isVoting : votes) {
      count += isVoting ? 1 : 0;
    }
    return count;
  }

  /** Takes down a DoViewChange, the last one of each replica. */
  void show(ModelMessage log) {
    shown.set(log.from(), Optional.of(log));
  }

  /** Returns the logs that were shown, in the order of the replicas. */
  List<ModelMessage> shown() {
    return shown.stream().flatMap(Optional::stream).toList();
  }
}
