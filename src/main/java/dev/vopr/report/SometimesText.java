package dev.vopr.report;

import dev.vopr.run.SweepResult;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Universe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a sweep reached at least once, of all that there is to reach. */
final class SometimesText {
  private static final String NEVER = "never";

  /** In how many runs each was reached, of those that the settings make possible. */
  private final Map<Countable, Long> runs = new LinkedHashMap<>();

  private final List<Countable> impossible = new ArrayList<>();

  SometimesText(Job job, SweepResult result) {
    List<Countable> possible = Universe.possible(job.scenario(), job.sweep().seed());
    for (Universe.Goal goal : Universe.of(job.scenario())) {
      long with = result.runsWith(goal.counted());
      // What was reached is possible, whatever is thought of the settings.
      if (with > 0 || possible.contains(goal.counted())) {
        runs.put(goal.counted(), with);
      } else {
        impossible.add(goal.counted());
      }
    }
  }

  long reached() {
    return runs.values().stream().filter(count -> count > 0).count();
  }

  /** Returns in how many runs each was reached, of those that the settings make possible. */
  Map<Countable, Long> runs() {
    return runs;
  }

  /** Returns what is not possible with these settings. */
  List<Countable> impossible() {
    return impossible;
  }

  /** Returns {@code 143 of 187 reached (76 %); 41 are not possible here}. */
  String line() {
    double share = runs.isEmpty() ? 0 : (double) reached() / runs.size();
    return "%d of %d reached at least once (%s); %d more are not possible with these settings"
        .formatted(reached(), runs.size(), Figures.percent(share), impossible.size());
  }

  /** Returns a line for each, the rarest first, and at the end what is not possible. */
  List<String> list() {
    List<String> lines = new ArrayList<>();
    lines.add("what was reached, and in how many runs:");
    runs.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .forEach(
            entry -> {
              String count = entry.getValue() == 0 ? NEVER : Figures.count(entry.getValue());
              lines.add("%10s  %s".formatted(count, entry.getKey().key()));
            });
    if (!impossible.isEmpty()) {
      List<String> keys = impossible.stream().map(Countable::key).toList();
      lines.addAll(
          Paragraph.of("not possible with these settings: ", String.join(", ", keys), keys.size()));
    }
    return lines;
  }
}
