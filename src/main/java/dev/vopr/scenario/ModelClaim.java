package dev.vopr.scenario;

import java.util.List;
import java.util.Optional;

/**
 * What can be said of a scenario in simplified mode, where it is run by a model instead of a
 * cluster.
 *
 * @param leftOut faults, rules and goals that the model does not have, a few words each
 * @param refusal why the model says nothing about the scenario at all, if so: a clause
 */
public record ModelClaim(List<String> leftOut, Optional<String> refusal) {
  /** Copies the list. */
  public ModelClaim {
    leftOut = List.copyOf(leftOut);
  }
}
