package dev.vopr.scenario;

import dev.vopr.cluster.ProcessPoint;
import dev.vopr.fault.FaultKind;
import dev.vopr.vsr.RejectionRule;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Something that is counted in a run, and of which a scenario may want a least number. */
public sealed interface Countable
    permits Measure, Countable.Struck, Countable.Refused, Countable.Point, Countable.Lie {

  /** Returns the name in settings, with the section that it is in, such as {@code struck.loss}. */
  String key();

  /** Returns what is counted, as reports say it after a number. */
  String plural();

  /** Returns what is counted under a name that {@link #key} gave. */
  static Optional<Countable> of(String key) {
    int dot = key.indexOf('.');
    String section = key.substring(0, Math.max(0, dot));
    String name = key.substring(dot + 1);
    Stream<? extends Countable> candidates =
        switch (section) {
          case "" -> Arrays.stream(Measure.values());
          case "struck" -> Arrays.stream(FaultKind.values()).map(Struck::new);
          case "points" -> Arrays.stream(ProcessPoint.values()).map(Point::new);
          case "refused" -> Arrays.stream(RejectionRule.values()).map(Refused::new);
          case "lies" -> Stream.of(new Lie(name));
          default -> Stream.empty();
        };
    return candidates
        .filter(counted -> counted.key().equals(key))
        .findFirst()
        .map(Countable.class::cast);
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
      return "refused." + rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String plural() {
      return "refused by " + rule;
    }
  }

  /**
   * Messages that a rule of the mutator changed, and that reached a node.
   *
   * @param rule the rule's name
   */
  record Lie(String rule) implements Countable {
    @Override
    public String key() {
      return "lies." + rule;
    }

    @Override
    public String plural() {
      return "lies delivered by " + rule;
    }
  }
}
