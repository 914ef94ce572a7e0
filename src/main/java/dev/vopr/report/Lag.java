package dev.vopr.report;

import dev.vopr.trace.Standing;
import dev.vopr.vsr.message.Nodes;
import java.util.Optional;

/** A replica that does not execute what it knows to be committed. */
final class Lag {
  private Lag() {}

  /**
   * Returns the sentence, if it lags.
   *
   * @param asked how often it has asked others for entries or a checkpoint in vain
   */
  static Optional<String> of(int replica, Standing now, long asked) {
    return now.executed() >= now.commit()
        ? Optional.empty()
        : Optional.of(
            "%s knows that op %d is committed, but has executed op %d at most, and %s"
                .formatted(
                    Nodes.name(replica),
                    now.commit(),
                    now.executed(),
                    asked == 0
                        ? "asks nobody for what it lacks"
                        : "has asked others for what it lacks %s, in vain"
                            .formatted(asked == 1 ? "once" : Figures.count(asked) + " times")));
  }
}
