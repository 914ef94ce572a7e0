package dev.vopr.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import dev.vopr.cluster.ProcessPoint;
import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Plan;
import dev.vopr.scenario.FaultsEnd;
import dev.vopr.vsr.message.Nodes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the settings file that makes one run again, without any chance in its faults. */
public final class PlanFile {
  /** What says how often and how runs are made, rather than what happens in one. */
  private static final List<String> NOT_OF_THE_RUN =
      List.of(
          "scenarios",
          "scenario",
          "seed",
          "iterations",
          "for",
          "workers",
          "fail-fast",
          "check-determinism",
          "wall-limit",
          "goal-share",
          "swarm",
          "report",
          "plan");

  private static final ConfigRenderOptions RENDERING =
      ConfigRenderOptions.defaults()
          .setJson(false)
          .setOriginComments(false)
          .setComments(false)
          .setFormatted(true);

  private PlanFile() {}

  /**
   * Returns the text of the file: the settings that differ from the defaults, those that the seed
   * drew, the seed, and the faults.
   *
   * @param file the settings file of the run, if there was one
   * @param overrides settings that won over it
   * @param drawn what the seed drew, by paths
   * @param about one line that says what came out of the run
   */
  public static String text(
      Optional<Path> file,
      Map<String, String> overrides,
      long seed,
      Map<String, String> drawn,
      Plan plan,
      String about) {
    return text(SettingsSource.load(file, overrides), seed, drawn, plan, about);
  }

  /** As above, for settings that are loaded. */
  static String text(
      SettingsSource source, long seed, Map<String, String> drawn, Plan plan, String about) {
    return text(settings(source, drawn), seed, plan, List.of(about));
  }

  /** As above, of settings that differ from the defaults, with several lines about the run. */
  static String text(ConfigObject settings, long seed, Plan plan, List<String> about) {
    StringBuilder text = new StringBuilder();
    about.forEach(line -> text.append("# ").append(line).append('\n'));
    text.append("# The faults of this run, in the order in which they struck. Remove or change\n");
    text.append("# lines and run it again: what is left strikes in the same places.\n");
    text.append(SettingsSource.ROOT).append(" {\n");
    if (!settings.isEmpty()) {
      settings.render(RENDERING).lines().forEach(line -> text.append("  " + line + "\n"));
    }
    text.append("  seed = ").append(seed).append('\n');
    text.append("  iterations = 1\n");
    text.append("  plan.decisions = [\n");
    for (Decision decision : plan.decisions()) {
      text.append("    ").append(line(decision)).append('\n');
    }
    return text.append("  ]\n}\n").toString();
  }

  /** Returns what of the settings differs from the defaults and shapes the run of one seed. */
  static ConfigObject settings(SettingsSource source, Map<String, String> drawn) {
    ConfigObject changed = source.changed();
    for (String key : NOT_OF_THE_RUN) {
      changed = changed.withoutKey(key);
    }
    if (source.root().section("run").choice("until", FaultsEnd.class) == FaultsEnd.TIME) {
      changed = changed.withoutKey("goals");
    }
    return DrawnValues.in(changed.toConfig(), drawn).root();
  }

  /** Returns a decision as it stands in a settings file. */
  public static String line(Decision decision) {
    FaultKind kind = decision.kind();
    List<String> parts = new ArrayList<>();
    parts.add("fault = " + kind.key());
    place(decision).ifPresent(parts::add);
    parts.add(kind.counted() + " = " + decision.number());
    switch (kind.amount()) {
      case NONE -> {}
      case NANOS -> parts.add("for = " + Durations.text(decision.amount()));
      case COUNT -> parts.add("amount = " + decision.amount());
    }
    if (kind.hasDetail()) {
      parts.add("detail = 0x%016x".formatted(decision.detail()));
    }
    return "{ " + String.join(", ", parts) + " }";
  }

  private static Optional<String> place(Decision decision) {
    return switch (decision.kind().site()) {
      case CLUSTER -> Optional.empty();
      case REPLICA -> Optional.of("replica = " + Nodes.name(decision.second()));
      case CLIENT -> Optional.of("client = " + Nodes.name(decision.second()));
      case RULE -> Optional.of("rule = " + decision.first() + ", link = " + lie(decision));
      case POINT ->
          Optional.of(
              "replica = "
                  + Nodes.name(decision.first())
                  + ", point = "
                  + ProcessPoint.values()[decision.second()].key());
      case LINK ->
          Optional.of(
              "link = " + Nodes.name(decision.first()) + "-" + Nodes.name(decision.second()));
    };
  }

  private static String lie(Decision decision) {
    int deceived = decision.deceived();
    return Nodes.name(decision.liar())
        + "-"
        + (deceived == Decision.ALL ? "all" : Nodes.name(deceived));
  }

  /** Returns what of {@code settings} differs from {@code defaults}. */
  static ConfigObject changed(ConfigObject settings, ConfigObject defaults) {
    ConfigObject changed = ConfigFactory.empty().root();
    for (Map.Entry<String, ConfigValue> entry : settings.entrySet()) {
      ConfigValue value = entry.getValue();
      ConfigValue usual = defaults.get(entry.getKey());
      if (value instanceof ConfigObject section && usual instanceof ConfigObject usualSection) {
        ConfigObject child = changed(section, usualSection);
        changed = child.isEmpty() ? changed : changed.withValue(entry.getKey(), child);
      } else if (!value.equals(usual)) {
        changed = changed.withValue(entry.getKey(), value);
      }
    }
    return changed;
  }
}
