package dev.vopr.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.vopr.cluster.ProcessPoint;
import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.FaultOrigin;
import dev.vopr.fault.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the settings that let faults strike, and where they were written. */
final class FaultOrigins {
  private static final String RULES = "vopr.byzantine.rules";
  private static final String PROBABILITY = "probability";

  private final Config effective;
  private final Places places;
  private final Map<String, String> drawn;

  /**
   * Creates it.
   *
   * @param effective all settings in force
   * @param drawn what the seed drew, by full paths
   */
  FaultOrigins(Config effective, Places places, Map<String, String> drawn) {
    this.effective = effective;
    this.places = places;
    this.drawn = drawn;
  }

  /** Returns one for each kind of fault, rule and point in a plan, in the order of the plan. */
  List<FaultOrigin> of(Plan plan) {
    List<FaultOrigin> origins = new ArrayList<>();
    for (Decision decision : plan.decisions()) {
      if (origins.stream().noneMatch(origin -> origin.isOf(decision))) {
        origins.add(origin(decision.kind(), FaultOrigin.part(decision)));
      }
    }
    return origins;
  }

  private FaultOrigin origin(FaultKind kind, int part) {
    if (kind == FaultKind.MUTATION) {
      return ofRule(part);
    }
    String path = SettingsSource.ROOT + "." + path(kind, part);
    if (!effective.hasPath(path)) {
      return new FaultOrigin(kind, part, path, "", "");
    }
    ConfigValue value = effective.getValue(path);
    String shown = Optional.ofNullable(drawn.get(path)).orElseGet(() -> shown(value));
    boolean isOff = shown.matches("0(\\.0*)?( [a-z]+)?");
    return isOff
        ? new FaultOrigin(kind, part, path, "", "")
        : new FaultOrigin(kind, part, path, shown, places.of(value.origin()));
  }

  private FaultOrigin ofRule(int index) {
    String path = SettingPath.element(RULES, index);
    List<ConfigValue> rules =
        effective.hasPath(RULES) && effective.getValue(RULES) instanceof ConfigList list
            ? list
            : List.of();
    if (index >= rules.size() || !(rules.get(index) instanceof ConfigObject rule)) {
      return new FaultOrigin(FaultKind.MUTATION, index, path, "", "");
    }
    ConfigValue named = rule.getOrDefault("name", rule);
    String name = named.valueType() == ConfigValueType.STRING ? shown(named) : "";
    return new FaultOrigin(FaultKind.MUTATION, index, path, name, places.of(named.origin()));
  }

  private static String shown(ConfigValue value) {
    return value.valueType() == ConfigValueType.STRING
        ? value.unwrapped().toString()
        : value.render(ConfigRenderOptions.concise().setJson(false));
  }

  /** Returns the setting that says how often such faults strike, below {@code vopr}. */
  private static String path(FaultKind kind, int part) {
    return switch (kind) {
      case LOSS, DUPLICATION, REORDERING, BIT_CORRUPTION, TRUNCATION, MISDELIVERY ->
          "network." + kind.key();
      case LATE_REPLAY -> "network.late-replay.probability";
      case CLOG -> "network.clogs.probability";
      case SLOW_LINK -> "network.slow-links.probability";
      case PARTITION -> "network.partitions.probability";
      case WRITE_ERROR,
          READ_ERROR,
          DISK_FULL,
          TORN_WRITE,
          LOST_WRITE,
          LYING_SYNC,
          BIT_ROT,
          READ_FLIP,
          MISDIRECTED_WRITE,
          MISDIRECTED_READ,
          STALE_SECTOR,
          ZEROED_SECTOR,
          LOST_DISK ->
          "storage." + kind.key();
      case CORRUPT_SLOT -> "storage.corruption";
      case SLOW_DISK -> "storage.slow.probability";
      case CRASH, CORRELATED_CRASH, STOP, REFORMAT -> "process." + kind.key();
      case CRASH_AT_POINT -> "process.points." + ProcessPoint.values()[part].key();
      case CRASH_LOOP -> "process.restart-loop";
      case PAUSE -> "process.pause.probability";
      case SLOW_REPLICA -> "gray.slow.probability";
      case INTERMITTENT, DEAF, MUTE, READ_ONLY -> "gray." + kind.key() + "." + PROBABILITY;
      case CLOCK_OFFSET -> "clock.offset-max";
      case CLOCK_DRIFT -> "clock.drift-max-ppm";
      case CLOCK_STEP -> "clock.step.probability";
      case CLOCK_FREEZE -> "clock.freeze.probability";
      case CLOCK_FAILURE -> "clock.failure.probability";
      case MUTATION -> "byzantine.rules";
      case TWIN -> "byzantine.twins.share";
      case CLIENT_CRASH -> "client.crash";
      case BAD_REQUEST -> "client.bad-request";
    };
  }
}
