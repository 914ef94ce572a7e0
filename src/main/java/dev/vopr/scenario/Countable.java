package dev.vopr.scenario;

import dev.vopr.check.Situation;
import dev.vopr.cluster.ProcessPoint;
import dev.vopr.fault.FaultKind;
import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.ReloadRow;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Something that is counted in a run, and of which a scenario may want a least number. */
public sealed interface Countable
    permits Measure,
        Countable.Struck,
        Countable.Refused,
        Countable.Point,
        Countable.Lie,
        Countable.Reached,
        Countable.Reloaded,
        Countable.Met {

  /** Returns the name in settings, with the section that it is in, such as {@code struck.loss}. */
  String key();

  /** Returns what is counted, as reports say it after a number. */
  String plural();

  /** Returns all that is counted, but for the lies of single rules, which scenarios name. */
  static Stream<Countable> all() {
    return Stream.of(
            Arrays.stream(Measure.values()),
            Arrays.stream(FaultKind.values()).map(Struck::new),
            Arrays.stream(RejectionRule.values()).map(Refused::new),
            Arrays.stream(ProcessPoint.values()).map(Point::new),
            Arrays.stream(Milestone.values()).map(Reached::new),
            Arrays.stream(ReloadRow.values()).map(Reloaded::new),
            Arrays.stream(Situation.values()).map(Met::new))
        .flatMap(each -> each);
  }

  /** Returns what is counted under a name that {@link #key} gave. */
  static Optional<Countable> of(String key) {
    return key.startsWith(Lie.SECTION)
        ? Optional.of(new Lie(key.substring(Lie.SECTION.length())))
        : all().filter(counted -> counted.key().equals(key)).findFirst();
  }

  /** Faults of a kind that struck. */
  record Struck(FaultKind kind) implements Countable {
    @Override
    public String key() {
      return "struck." + kind.key();
    }

    @Override
    public String plural() {
      return kind.plural();
    }
  }

  /** Crashes of replicas at a named point of the protocol. */
  record Point(ProcessPoint point) implements Countable {
    @Override
    public String key() {
      return "points." + point.key();
    }

    @Override
    public String plural() {
      return "crashes at the point " + point.key();
    }
  }

  /** Messages, or parts of them, that replicas and clients did not follow by a rule. */
  record Refused(RejectionRule rule) implements Countable {
    @Override
    public String key() {
      return "refused." + kebab(rule);
    }

    @Override
    public String plural() {
      return "refused by " + rule;
    }
  }

  /** Times that a replica reached a milestone. */
  record Reached(Milestone milestone) implements Countable {
    @Override
    public String key() {
      return "milestones." + kebab(milestone);
    }

    @Override
    public String plural() {
      return "times at the milestone " + kebab(milestone);
    }
  }

  /** Op-numbers that a row of the decision table for reloading a disk decided. */
  record Reloaded(ReloadRow row) implements Countable {
    @Override
    public String key() {
      return "reload." + kebab(row);
    }

    @Override
    public String plural() {
      return "op-numbers reloaded by the row " + kebab(row);
    }
  }

  /** Times that the correct replicas got into a situation. */
  record Met(Situation situation) implements Countable {
    @Override
    public String key() {
      return "met." + kebab(situation);
    }

    @Override
    public String plural() {
      return situation.plural();
    }
  }

  private static String kebab(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Messages that a rule of the mutator changed, and that reached a node.
   *
   * @param rule the rule's name
   */
  record Lie(String rule) implements Countable {
    private static final String SECTION = "lies.";

    @Override
    public String key() {
      return SECTION + rule;
    }

    @Override
    public String plural() {
      return "lies delivered by " + rule;
    }
  }
}
