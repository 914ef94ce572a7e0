package dev.vopr.run;

import dev.vopr.fault.Decision;
import dev.vopr.fault.Plan;
import java.util.List;
import java.util.Map;

/**
 * The faults of one run.
 *
 * @param plan what struck, in that order
 * @param isWhole whether the plan has all of it
 * @param unused decisions of the plan that was played back for which there was no occasion
 * @param drawn settings that the seed drew, by their paths
 */
public record FaultRecord(
    Plan plan, boolean isWhole, List<Decision> unused, Map<String, String> drawn) {
  /** That of a run of which nothing is known. */
  public static final FaultRecord NONE =
      new FaultRecord(new Plan(List.of()), true, List.of(), Map.of());
}
