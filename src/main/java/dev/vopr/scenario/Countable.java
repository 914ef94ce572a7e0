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

  /** Returns how many of it {@code counts} has. */
  long countIn(Counts counts);

  /** Knows how many there are of all that is counted. */
  interface Counts {
    /** Returns how many there are of something that has a name of its own. */
    long of(Measure measure);

    /** Returns how many faults of a kind struck. */
    long of(Struck struck);

    /** Returns how many crashes there were at a named point. */
    long of(Point point);

    /** Returns how much was refused by a rule. */
    long of(Refused refused);

    /** Returns how often a milestone was reached. */
    long of(Reached reached);

    /** Returns how many op-numbers a row of the reload table decided. */
    long of(Reloaded reloaded);

    /** Returns how often the cluster was in a situation. */
    long of(Met met);

    /** Returns how many lies of a rule were delivered. */
    long of(Lie lie);
  }

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

    @Override
    public long countIn(Counts counts) {
      return counts.of(this);
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

    @Override
    public long countIn(Counts counts) {
      return counts.of(this);
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

    @Override
    public long countIn(Counts counts) {
      return counts.of(this);
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

    @Override
    public long countIn(Counts counts) {
      return counts.of(this);
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

    @Override
    public long countIn(Counts counts) {
      return counts.of(this);
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

    @Override
    public long countIn(Counts counts) {
      return counts.of(this);
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

    @Override
    public long countIn(Counts counts) {
      return counts.of(this);
    }
  }
}
